// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"bufio"
	"crypto/hmac"
	"crypto/md5"
	"crypto/tls"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/emersion/go-sasl"
)

// errNoTLS says that SMTP_USE_TLS can't be followed.
var errNoTLS = errors.New("the server does not offer STARTTLS; let it do so, or set SMTP_USE_TLS = No")

// startTLS encrypts the connection (smtplib.py: starttls). Like Mailman it
// takes any certificate: most relays on the way out have one of their own
// making.
func (c *client) startTLS(host, helloName string) error {
	if err := c.hello(helloName); err != nil {
		return err
	}
	if _, ok := c.features["starttls"]; !ok {
		return errNoTLS
	}
	r, err := c.do("STARTTLS")
	if err != nil {
		return err
	}
	if r.code != 220 {
		return &replyError{"STARTTLS", r}
	}
	if c.in.Buffered() > 0 {
		return &lostError{errors.New("the server, or somebody between, said more before encryption began")}
	}
	secure := tls.Client(c.conn, &tls.Config{ServerName: host, InsecureSkipVerify: true})
	if err := secure.HandshakeContext(c.ctx); err != nil {
		return &lostError{err}
	}
	c.conn, c.in, c.features = secure, bufio.NewReaderSize(secure, 8192), nil
	return nil
}

// Why SMTP_AUTH can't be followed.
var (
	errNoAuth      = errors.New("the server does not offer AUTH; let it do so, or set SMTP_AUTH = No")
	errNoMechanism = errors.New("the server offers AUTH with none of CRAM-MD5, PLAIN and LOGIN")
)

// login authenticates with the first mechanism of smtplib's order that the
// server has (smtplib.py: login).
func (c *client) login(user, password string) error {
	offered, ok := c.features["auth"]
	if !ok {
		return errNoAuth
	}
	mechanisms := []struct {
		name   string
		client sasl.Client
	}{
		{"CRAM-MD5", &cramMD5{user, password}},
		{sasl.Plain, sasl.NewPlainClient("", user, password)},
		{sasl.Login, &loginMechanism{user, password}},
	}
	for _, m := range mechanisms {
		for name := range strings.FieldsSeq(offered) {
			if strings.EqualFold(name, m.name) {
				return c.authenticate(m.client)
			}
		}
	}
	return errNoMechanism
}

// authenticate carries out AUTH (RFC 4954).
func (c *client) authenticate(mechanism sasl.Client) error {
	name, initial, err := mechanism.Start()
	if err != nil {
		return err
	}
	command := "AUTH " + name
	if initial != nil {
		command += " " + base64.StdEncoding.EncodeToString(initial)
	}
	r, err := c.do(command)
	for err == nil && r.code == 334 {
		var challenge, response []byte
		challenge, _ = base64.StdEncoding.DecodeString(r.text) // what it asks is known anyway
		if response, err = mechanism.Next(challenge); err != nil {
			return err
		}
		r, err = c.do(base64.StdEncoding.EncodeToString(response))
	}
	if err == nil && r.code != 235 && r.code != 503 { // 503: authenticated already
		err = &replyError{"AUTH", r}
	}
	return err
}

// cramMD5 is CRAM-MD5 (RFC 2195).
type cramMD5 struct{ user, password string }

func (m *cramMD5) Start() (name string, initial []byte, err error) { return "CRAM-MD5", nil, nil }

func (m *cramMD5) Next(challenge []byte) ([]byte, error) {
	mac := hmac.New(md5.New, []byte(m.password))
	mac.Write(challenge)
	return []byte(m.user + " " + hex.EncodeToString(mac.Sum(nil))), nil
}

// loginMechanism is LOGIN. go-sasl's insists on the words with which the
// server asks for the password; servers do not agree on them.
type loginMechanism struct{ user, password string }

func (m *loginMechanism) Start() (name string, initial []byte, err error) {
	return sasl.Login, []byte(m.user), nil
}

func (m *loginMechanism) Next([]byte) ([]byte, error) { return []byte(m.password), nil }
