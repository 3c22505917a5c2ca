// SPDX-License-Identifier: GPL-2.0-or-later

// Package smtpsink is an SMTP server that accepts every message and hands it
// to a function instead of delivering it.
package smtpsink

import (
	"io"
	"net"
	"sync"

	"github.com/emersion/go-smtp"
)

// Mail is one message that was accepted.
type Mail struct {
	From string
	To   []string
	Text []byte // with CRLF
}

// Serve answers connections to l until the returned function is called.
// accepted is called for one message at a time, before the client learns that
// it was accepted; its error refuses the message for now.
func Serve(l net.Listener, accepted func(Mail) error) (stop func() error) {
	server := smtp.NewServer(&sink{accepted: accepted})
	server.Domain = "sink.example.com"
	go server.Serve(l)
	return server.Close
}

type sink struct {
	mutex    sync.Mutex
	accepted func(Mail) error
}

// NewSession implements smtp.Backend.
func (s *sink) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{sink: s}, nil }

type session struct {
	sink *sink
	mail Mail
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.mail = Mail{From: from}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.To = append(s.mail.To, to)
	return nil
}

func (s *session) Data(r io.Reader) (err error) {
	if s.mail.Text, err = io.ReadAll(r); err != nil {
		return err
	}
	s.sink.mutex.Lock()
	defer s.sink.mutex.Unlock()
	return s.sink.accepted(s.mail)
}

func (s *session) Reset()        { s.mail = Mail{} }
func (s *session) Logout() error { return nil }
