// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"errors"
	"fmt"
	"io"
	"os"

	"mmgen/generator/pyvalue"
)

// Step is a part of making a connection.
type Step string

// The steps of Connect, in their order.
const (
	Dialing  Step = "connection"
	Greeting Step = "greeting"
	Hello    Step = "HELO"
	TLS      Step = "TLS" // STARTTLS, with the EHLO before and after it
	Auth     Step = "AUTH"
)

// ConnectError says that there is no connection over which messages can be
// sent. No message has anything to do with it.
type ConnectError struct {
	Step Step // the step that failed
	Err  error
}

func (e *ConnectError) Error() string { return e.Err.Error() }
func (e *ConnectError) Unwrap() error { return e.Err }

// ReplyError is a reply that ended a transaction, or what came before it,
// other than to RCPT (smtplib.SMTPResponseException).
type ReplyError struct {
	Command string // as the administrator knows it: MAIL, DATA, the message, ..
	Reply
}

func (e *ReplyError) Error() string {
	return fmt.Sprintf("the SMTP server answered %s with %d %s", e.Command, e.Code, e.Text)
}

// Refusal is a recipient that the server refused.
type Refusal struct {
	Recipient string
	Reply
}

// AllRefused says that the server refused every recipient
// (smtplib.SMTPRecipientsRefused).
type AllRefused struct{ Refused []Refusal }

// Error is the repr of the Python dict that the log has here: recipient to code
// and text, in the order of a Python dict.
func (e *AllRefused) Error() string {
	dict := new(pyvalue.Dict)
	for _, r := range e.Refused {
		dict.SetStr(r.Recipient, pyvalue.NewTuple(int64(r.Code), pyvalue.Str(r.Text)))
	}
	ordered := new(pyvalue.Dict)
	for _, entry := range dict.HashOrder() {
		ordered.Set(entry.Key, entry.Value)
	}
	return pyvalue.Repr(ordered)
}

// LostError says that the connection is of no use any more
// (smtplib.SMTPServerDisconnected).
type LostError struct {
	Command string // the command whose answer did not come
	State   State  // how far the transaction had come when the connection failed
	Err     error
}

func (e *LostError) Error() string {
	switch {
	case e.Err == io.EOF:
		return "Connection unexpectedly closed"
	case e.Timeout():
		return "the SMTP server did not answer " + e.Command + " in time"
	}
	return "Connection unexpectedly closed: " + e.Err.Error()
}

func (e *LostError) Unwrap() error { return e.Err }

// Timeout tells whether the server is there but does not answer: another try would
// take as long again.
func (e *LostError) Timeout() bool { return errors.Is(e.Err, os.ErrDeadlineExceeded) }
