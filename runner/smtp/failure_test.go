// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"mmgen/test/fakesmtp"
)

// misbehaviours are what a server can do instead of answering.
var misbehaviours = map[string]fakesmtp.Rule{
	"silence":          {Hang: true},
	"hangs up":         {Drop: true},
	"resets":           {Reset: true},
	"999":              {Reply: "999 what"},
	"no SMTP":          {Reply: "HTTP/1.1 400 Bad Request"},
	"empty line":       {Reply: " "},
	"line of 10 MB":    {Reply: "250 " + strings.Repeat("x", 10<<20)},
	"answers for ever": {Endless: "250-and"},
}

// failure is what a call ended with, in short: ok; the code of a reply; or how
// the connection was lost.
func failure(err error) string {
	var (
		lost   *LostError
		answer *ReplyError
		all    *AllRefused
		failed *ConnectError
	)
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &failed) && failed.Step == Dialing: // a reset can come so early
		return "lost"
	case errors.As(err, &lost) && lost.Timeout():
		return "silent"
	case errors.As(err, &lost):
		return "lost"
	case errors.As(err, &answer):
		return fmt.Sprint(answer.Code)
	case errors.As(err, &all):
		return fmt.Sprint("refused ", all.Refused[0].Code)
	}
	return err.Error()
}

// TestMisbehaviour: what comes of each misbehaviour in each state of a dialogue.
// None of it takes longer than the state's time, and nothing else is tried then.
func TestMisbehaviour(t *testing.T) {
	// In the order of: silence, hangs up, resets, 999, no SMTP, empty line, line
	// of 10 MB, answers for ever.
	order := []string{"silence", "hangs up", "resets", "999", "no SMTP", "empty line", "line of 10 MB", "answers for ever"}
	broken := []string{"silent", "lost", "lost", "", "", "", "lost", "lost"}
	with := func(code999, noSMTP, empty string) []string {
		all := append([]string(nil), broken...)
		all[3], all[4], all[5] = code999, noSMTP, empty
		return all
	}
	tests := []struct {
		event string
		state State // of a LostError
		want  []string
	}{
		// As with smtplib, what the greeting says does not matter, if it is one.
		{fakesmtp.Connect, Idle, with("ok", "ok", "ok")},
		{fakesmtp.Helo, Idle, with("999", "-1", "-1")},
		{fakesmtp.TLS, Idle, with("999", "-1", "-1")},
		{fakesmtp.Auth, Idle, with("999", "-1", "-1")},
		{fakesmtp.Mail, Envelope, with("999", "-1", "-1")},
		{fakesmtp.Rcpt, Envelope, with("refused 999", "refused -1", "refused -1")},
		{fakesmtp.Data, Envelope, with("999", "-1", "-1")},
		{fakesmtp.DataEnd, Sent, with("999", "-1", "-1")},
		// Nothing depends on these answers.
		{fakesmtp.Quit, Idle, []string{"ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok"}},
	}
	tls := fakesmtp.SelfSigned(t)
	for _, tt := range tests {
		for i, name := range order {
			t.Run(tt.event+", "+name, func(t *testing.T) {
				t.Parallel()
				rule := misbehaviours[name]
				rule.On = tt.event
				err := dialogue(t, fakesmtp.Script{TLS: tls, Users: map[string]string{"mailman": "secret"}, Rules: []fakesmtp.Rule{rule}})
				if got := failure(err); got != tt.want[i] {
					t.Errorf("got %s (%v), want %s", got, err, tt.want[i])
				}
				if lost := new(LostError); errors.As(err, &lost) && lost.State != tt.state {
					t.Errorf("it was lost in state %d, want %d", lost.State, tt.state)
				}
			})
		}
	}
}

// impatient are timeouts for tests.
var impatient = Timeouts{
	Command: time.Second, Data: time.Second, Block: time.Second,
	End: time.Second, Aside: 300 * time.Millisecond, Stop: 50 * time.Millisecond,
}

// dialogue is all that can be said to a server, with one message.
func dialogue(t *testing.T, script fakesmtp.Script) error {
	t.Helper()
	server := serverAt(fakesmtp.Start(t, script))
	server.Timeouts = impatient
	server.Security, server.Login = Security{StartTLS: true, HelloName: "here"}, &Login{"mailman", "secret"}
	c, err := Connect(t.Context(), server)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Send(t.Context(), Transaction{Sender: "x@example.com", Recipients: []string{"anne@example.com"}, Text: WireText("a\n")})
	return err
}

// TestResetThatFails: what the server said before RSET counts, unless the
// connection is lost then; smtplib takes it for lost, too.
func TestResetThatFails(t *testing.T) {
	want := map[string]string{
		"silence": "550", "hangs up": "lost", "resets": "lost", "999": "550", "no SMTP": "550",
		"empty line": "550", "line of 10 MB": "lost", "answers for ever": "lost",
	}
	for name, rule := range misbehaviours {
		t.Run(name, func(t *testing.T) {
			rule.On = fakesmtp.Rset
			script := fakesmtp.Script{
				TLS: fakesmtp.SelfSigned(t), Users: map[string]string{"mailman": "secret"},
				Rules: []fakesmtp.Rule{rule, {On: fakesmtp.Mail, Reply: "550 no"}},
			}
			if err := dialogue(t, script); failure(err) != want[name] {
				t.Errorf("got %v, want %s", err, want[name])
			}
		})
	}
}

// TestAlive: only a server that does not answer, or says goodbye, is not.
func TestAlive(t *testing.T) {
	alive := map[string]bool{"999": true, "no SMTP": true, "empty line": true}
	for name, rule := range misbehaviours {
		t.Run(name, func(t *testing.T) {
			rule.On = fakesmtp.Noop
			server := serverAt(fakesmtp.Start(t, fakesmtp.Script{Rules: []fakesmtp.Rule{rule}}))
			server.Timeouts = impatient
			c, err := Connect(t.Context(), server)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if got := c.Alive(t.Context()); got != alive[name] {
				t.Errorf("got %v, want %v", got, alive[name])
			}
		})
	}
}

// TestServerStopsReading: the server takes no more of the message. Its end was
// not sent, so that it can't have been accepted.
func TestServerStopsReading(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	c := newClient(ours, impatient)
	defer c.clock.Watch(t.Context())()
	go func() {
		buffer := make([]byte, 100)
		theirs.Read(buffer) // DATA
		theirs.Write([]byte("354 go on\r\n"))
		theirs.Read(buffer) // some of the message
	}()
	err := c.data(WireText(strings.Repeat("A line of text.\n", 1000)))
	if lost := new(LostError); !errors.As(err, &lost) || !lost.Timeout() || lost.State != Sending {
		t.Errorf("got %v, want that the server was silent before the end", err)
	}
}
