// SPDX-License-Identifier: GPL-2.0-or-later

// Package fakesmtp is an SMTP server for tests that does what a script says
// and remembers what it was given.
//
// A Script is a list of rules (package serverscript). Script reads and Transcript
// writes the JSON form of the golden cases (`smtp` in case.json, smtp.json).
package fakesmtp

import (
	"crypto/tls"

	"mmgen/test/serverscript"
)

// The events a rule can wait for.
const (
	Connect = "connect" // a connection was made; the text is empty
	Helo    = "helo"    // EHLO or HELO; the text is the whole line
	Mail    = "mail"    // MAIL; the text is the address
	Rcpt    = "rcpt"    // RCPT; the text is the address
	Data    = "data"    // DATA; the text is the line
	DataEnd = "dataend" // the final dot came; the text is the message
	Rset    = "rset"    // RSET; the text is the line
	Quit    = "quit"    // QUIT; the text is the line
	Noop    = "noop"    // NOOP; the text is the line
	Auth    = "auth"    // AUTH; the text is the line
	TLS     = "tls"     // STARTTLS; the text is the line
)

// Rule says what happens at an event.
type Rule = serverscript.Rule

// Script is what a server does. The zero Script agrees with everything.
type Script struct {
	Deaf  bool // nobody listens: connections are refused ("listen": false)
	Rules []Rule

	TLS   *tls.Config       // offers STARTTLS where it is set
	Users map[string]string // name to password; offers AUTH where it is set
	Extra []string          // further lines of the answer to EHLO, such as PIPELINING
}

// UnmarshalJSON reads the form of case.json: `listen` and `rules`.
func (s *Script) UnmarshalJSON(text []byte) error {
	stored, err := serverscript.Read(text)
	*s = Script{Deaf: !stored.Listen, Rules: stored.Rules}
	return err
}
