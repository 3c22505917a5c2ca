// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"strings"
	"testing"
	"time"

	"mmgen/test/fakesmtp"
)

// serverAt is a scripted server that is reached under the name mail.example.com.
func serverAt(s *fakesmtp.Server) Server {
	return Server{
		Host: "mail.example.com", Port: "25", Name: "here.example.com", Timeouts: RFCTimeouts,
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, s.Addr())
		},
	}
}

// TestCertificates: whose certificate is taken, with and without Verify.
func TestCertificates(t *testing.T) {
	authority := fakesmtp.NewAuthority(t)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority.PEM())
	later := time.Now().Add(time.Hour)
	tests := []struct {
		name string
		tls  *tls.Config
		err  string // with Verify
	}{
		{"good", authority.Server(later, "mail.example.com"), ""},
		{"any host of the domain", authority.Server(later, "*.example.com"), ""},
		{"another name", authority.Server(later, "www.example.com"), "certificate is valid for www.example.com, not mail.example.com"},
		{"no name", authority.Server(later), "certificate is not valid for any names"},
		{"its own", fakesmtp.SelfSigned(t, "mail.example.com"), "certificate signed by unknown authority"},
		{"another authority's", fakesmtp.NewAuthority(t).Server(later, "mail.example.com"), "certificate signed by unknown authority"},
		{"expired", authority.Server(time.Now().Add(-time.Hour), "mail.example.com"), "certificate has expired"},
	}
	for _, tt := range tests {
		for _, verify := range []bool{false, true} {
			t.Run(tt.name, func(t *testing.T) {
				s := serverAt(fakesmtp.Start(t, fakesmtp.Script{TLS: tt.tls}))
				s.Security = Security{StartTLS: true, HelloName: "lists.example.com", Verify: verify, Roots: roots}
				c, err := Connect(t.Context(), s)
				if err == nil {
					c.Close()
				}
				switch {
				case !verify || tt.err == "":
					if err != nil {
						t.Errorf("Verify %v: %v", verify, err)
					}
				case err == nil || !strings.Contains(err.Error(), tt.err):
					t.Errorf("with Verify the error is %v, want %s", err, tt.err)
				}
			})
		}
	}
}

// TestAddressCertificate: SMTPHOST may be an address, and then the certificate
// has to name that.
func TestAddressCertificate(t *testing.T) {
	authority := fakesmtp.NewAuthority(t)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority.PEM())
	for name, good := range map[string]bool{"192.0.2.25": true, "192.0.2.26": false} {
		s := serverAt(fakesmtp.Start(t, fakesmtp.Script{TLS: authority.Server(time.Now().Add(time.Hour), name)}))
		s.Host = "192.0.2.25"
		s.Security = Security{StartTLS: true, Verify: true, Roots: roots}
		if c, err := Connect(t.Context(), s); (err == nil) != good {
			t.Errorf("certificate for %s: %v", name, err)
		} else if err == nil {
			c.Close()
		}
	}
}

// TestDialogueWithTLS: EHLO is said again after the handshake, as what was said
// before may be forged, and only then the password.
func TestDialogueWithTLS(t *testing.T) {
	s := fakesmtp.Start(t, fakesmtp.Script{TLS: fakesmtp.SelfSigned(t), Users: map[string]string{"mailman": "secret"}})
	server := serverAt(s)
	server.Security = Security{StartTLS: true, HelloName: "lists.example.com"}
	server.Login = &Login{"mailman", "secret"}
	c, err := Connect(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := c.conn.(*tls.Conn); !ok {
		t.Error("the connection is not encrypted")
	}
	c.Close()
	heard := strings.Join(s.Lines(), "\n")
	if want := "ehlo here.example.com\nSTARTTLS\nehlo lists.example.com\nAUTH CRAM-MD5\n"; !strings.HasPrefix(heard, want) {
		t.Errorf("the server heard\n%s\nwant first\n%s", heard, want)
	}
}
