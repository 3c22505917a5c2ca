// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/emersion/go-sasl"
)

// Why no login is possible.
var (
	ErrNoAuth      = errors.New("SMTP AUTH extension not supported by server")
	ErrNoMechanism = errors.New("the server offers AUTH with none of CRAM-MD5, PLAIN and LOGIN")
)

// login authenticates with the first mechanism of smtplib's order that the
// server has (smtplib.py: login).
func (c *Client) login(user, password string) error {
	offered, ok := c.features["auth"]
	if !ok {
		return ErrNoAuth
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
	return ErrNoMechanism
}

// authenticate carries out AUTH (RFC 4954).
func (c *Client) authenticate(mechanism sasl.Client) error {
	name, initial, err := mechanism.Start()
	if err != nil {
		return err
	}
	command := "AUTH " + name
	if initial != nil {
		command += " " + base64.StdEncoding.EncodeToString(initial)
	}
	r, err := c.do(command, c.timeouts.Command)
	for err == nil && r.Code == 334 {
		var challenge, response []byte
		challenge, _ = base64.StdEncoding.DecodeString(r.Text) // what the server asks is known anyway
		if response, err = mechanism.Next(challenge); err != nil {
			return err
		}
		r, err = c.say(base64.StdEncoding.EncodeToString(response), c.timeouts.Command)
	}
	if err == nil && r.Code != 235 && r.Code != 503 { // 503: authenticated already
		err = &ReplyError{"AUTH", r}
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
