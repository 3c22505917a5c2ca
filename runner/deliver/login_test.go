// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"mmgen/test/fakesmtp"
)

// selfSigned is the TLS side of a relay with a certificate of its own making.
func selfSigned(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

func TestLogin(t *testing.T) {
	tests := []struct {
		name, offered, password string
		heard                   string // how the command begins
		err                     string
	}{
		{"the strongest", "PLAIN LOGIN CRAM-MD5", "secret", "AUTH CRAM-MD5", ""},
		{"PLAIN", "LOGIN PLAIN", "secret", "AUTH PLAIN AG1haWxtYW4Ac2VjcmV0", ""},
		{"LOGIN", "LOGIN", "secret", "AUTH LOGIN bWFpbG1hbg==", ""},
		{"old form", "=LOGIN", "secret", "AUTH LOGIN bWFpbG1hbg==", ""},
		{"lower case", "plain", "secret", "AUTH PLAIN", ""},
		{"wrong password, CRAM-MD5", "CRAM-MD5", "wrong", "AUTH", "the SMTP server answered AUTH with 535 5.7.8 wrong name or password"},
		{"wrong password, PLAIN", "PLAIN", "wrong", "AUTH", "the SMTP server answered AUTH with 535 5.7.8 wrong name or password"},
		{"wrong password, LOGIN", "LOGIN", "wrong", "AUTH", "the SMTP server answered AUTH with 535 5.7.8 wrong name or password"},
		{"unknown mechanisms", "GSSAPI", "secret", "", errNoMechanism.Error()},
		{"none", "", "secret", "", errNoAuth.Error()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer := "250-sink\n250-AUTH " + tt.offered + "\n250 HELP"
			switch {
			case strings.HasPrefix(tt.offered, "="):
				answer = "250-sink\n250 AUTH" + tt.offered
			case tt.offered == "":
				answer = "250 sink"
			}
			s := fakesmtp.Start(t, fakesmtp.Script{
				Users: map[string]string{"mailman": "secret"},
				Rules: []fakesmtp.Rule{{On: "helo", Reply: answer}},
			})
			err := greeted(t, s).login("mailman", tt.password)
			if errText(err) != tt.err {
				t.Errorf("got error %q, want %q", errText(err), tt.err)
			}
			heard := strings.Join(s.Lines()[1:], "\n")
			if !strings.HasPrefix(heard, tt.heard) {
				t.Errorf("the server heard %q, want %q", heard, tt.heard)
			}
		})
	}
}

func TestStartTLS(t *testing.T) {
	s := fakesmtp.Start(t, fakesmtp.Script{TLS: selfSigned(t), Users: map[string]string{"mailman": "secret"}})
	c := greeted(t, s)
	if err := c.startTLS("127.0.0.1", "here"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.ehlo("lists.example.com"); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.conn.(*tls.Conn); !ok {
		t.Error("the connection is not encrypted")
	}
	if err := c.login("mailman", "secret"); err != nil {
		t.Error(err)
	}
	c.end(nil)
}

func TestNoStartTLS(t *testing.T) {
	c := greeted(t, fakesmtp.Start(t, fakesmtp.Script{}))
	if err := c.startTLS("127.0.0.1", "here"); !errors.Is(err, errNoTLS) {
		t.Errorf("got %v", err)
	}
}
