// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"errors"

	"mmgen/runner/site"
	"mmgen/runner/smtp"
)

// AwayError says that there is no server to deliver to, for now: the connection
// is refused, there is no greeting or one of 4xx, the answers are no SMTP, the
// server and we can't agree on encryption or login, or the server has fallen
// silent. It is no fault of a message. What was to be delivered is as it was, for a
// later try.
type AwayError struct {
	Server string // the address of the server, and the settings that it comes from
	Err    error
	Told   bool // the error log has a line about it: it is new, or was last told long ago (outage.go)
}

func (e *AwayError) Error() string {
	return "can't reach the mail server at " + e.Server + ": " + connectText(e.Err)
}

func (e *AwayError) Unwrap() error { return e.Err }

// connState is what is known of the connection to the server.
type connState int

const (
	noConnection connState = iota
	newForThis             // made for this message
	kept                   // it served an earlier message, and the server still answers on it
	untested               // it served an earlier message, and may be dead by now
	spent                  // it had its number of transactions: the next one needs a new connection
)

// maxShared is how many transactions go over a connection that serves several messages.
// Exim leaves what comes behind the tenth in its queue, for up to half an hour
// (smtp_accept_queue_per_connection). A message alone has as many as it needs, as with
// Mailman.
const maxShared = 10

// session is the way to the site's SMTP server: a connection that is made when
// it is needed and kept for the next message (SMTPDirect.py: Connection, which
// lives for one message only).
type session struct {
	site     *site.Site
	timeouts smtp.Timeouts

	client       *smtp.Client // nil without a connection
	state        connState
	transactions int        // how many transactions may still go over it; 0 or less: any number
	served       int        // how many transactions went over it
	away         *AwayError // why nothing is tried any more; nil as long as the server is there
	answered     bool       // the server answered in the last transaction
	outage       outage
}

// begin says that another message comes.
func (s *session) begin() {
	if s.state == newForThis || s.state == kept {
		s.state = untested
	}
}

// send carries out a transaction over the connection. The errors are those of
// smtp.Client.Send and of connect. The connection is closed after an error, and after as
// many transactions as SMTP_MAX_SESSIONS_PER_CONNECTION allows.
//
// Once the server has accepted a message, nothing is done here before the caller has noted
// which recipients have it: neither with the network nor with files. If this process were
// killed in between, they would get it again.
//
// A message must not fail because of the messages before it. If a connection that served
// them is gone, or the server closes it now with a 421 (after its number of messages, or
// of errors), another one is made.
func (s *session) send(ctx context.Context, t smtp.Transaction) ([]smtp.Refusal, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	refused, err := s.client.Send(ctx, t)
	if err != nil && s.state == kept && s.client.Closing() && s.client.State() < smtp.Sending {
		s.drop()
		if err := s.ready(ctx); err != nil {
			return nil, err
		}
		refused, err = s.client.Send(ctx, t)
	}
	s.transactions--
	s.served++
	switch {
	case err != nil:
		s.drop()
	case s.transactions == 0 || s.client.Closing():
		s.state = spent
	}
	s.learn(ctx, err)
	return refused, err
}

// learn takes from the outcome of a transaction whether the server is there.
func (s *session) learn(ctx context.Context, err error) {
	var lost *smtp.LostError
	switch {
	case !errors.As(err, &lost):
		s.answered = true
	case lost.Timeout() && ctx.Err() == nil:
		_, where, _ := s.server()
		s.giveUp(where, err)
	}
}

// ready sees to it that there is a connection.
func (s *session) ready(ctx context.Context) error {
	s.tellBack()
	switch {
	case s.state == spent, (s.state == untested || s.state == kept) && s.served >= maxShared:
		s.drop()
	case s.state == untested:
		s.state = kept
		if !s.client.Alive(ctx) {
			s.drop()
		}
	}
	if s.state != noConnection {
		return nil
	}
	if s.away != nil {
		return s.away
	}
	return s.connect(ctx)
}

// connect makes a connection. The error is an *AwayError, or that of a server which
// refuses this host for good: a 5xx to HELO.
func (s *session) connect(ctx context.Context) error {
	server, where, err := s.server()
	if err != nil {
		return s.giveUp(where, err)
	}
	client, err := smtp.Connect(ctx, server)
	switch {
	case err == nil:
	case unwelcome(err), ctx.Err() != nil:
		return err
	default:
		return s.giveUp(where, err)
	}
	s.client, s.state = client, newForThis
	s.transactions = s.site.Settings.Int("SMTP_MAX_SESSIONS_PER_CONNECTION")
	s.served = 0
	return nil
}

// giveUp notes that the server counts as away, from now on.
func (s *session) giveUp(where string, err error) *AwayError {
	s.away, s.answered = &AwayError{Server: where, Err: err}, false
	s.away.Told = s.outage.away(s.away)
	return s.away
}

// drop closes the connection.
func (s *session) drop() {
	if s.state != noConnection {
		s.client.Close()
	}
	s.client, s.state = nil, noConnection
}

// tellBack says that an outage is over, if there was one.
func (s *session) tellBack() {
	if s.answered {
		s.answered = false
		s.outage.back()
	}
}

// close ends the session.
func (s *session) close() {
	s.tellBack()
	s.drop()
}
