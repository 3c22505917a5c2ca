// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/queue"
	"mmgen/test/fakesmtp"
)

// onSend does something just before the client sends text that has word in it.
func (w *world) onSend(word string, do func()) {
	dial := w.Dial
	w.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &tap{Conn: conn, word: []byte(word), before: do}, nil
	}
}

// tap is a connection that is listened to.
type tap struct {
	net.Conn
	word          []byte
	before, after func() // may be nil
}

func (c *tap) Write(b []byte) (int, error) {
	hit := bytes.Contains(b, c.word)
	if hit && c.before != nil {
		c.before()
	}
	n, err := c.Conn.Write(b)
	if hit && c.after != nil {
		c.after()
	}
	return n, err
}

// TestStop: a drain that is told to stop finishes the entry in hand, leaves
// the rest as it is and ends well. Its successor does the rest.
func TestStop(t *testing.T) {
	for name, tt := range map[string]struct {
		when string // the client is about to send that
		sent string
		left string
	}{
		"at the first message": {"Subject: a", "a: " + anne, "out b: " + bart + "\nout c: " + anne},
		"at the second":        {"Subject: b", "a: " + anne + "\nb: " + bart, "out c: " + anne},
		"at the last":          {"Subject: c", "a: " + anne + "\nb: " + bart + "\nc: " + anne, ""},
		"before a recipient":   {"rcpt TO:<" + bart, "a: " + anne + "\nb: " + bart, "out c: " + anne},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.put(entry{subject: "a", recips: []string{anne}}, entry{subject: "b", recips: []string{bart}}, entry{subject: "c", recips: []string{anne}})
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			w.onSend(tt.when, stop)
			w.check(w.drainUntil(ctx, "All"), 0, tt.left, tt.sent)
			w.check(w.drain("All"), 0, "", "a: "+anne+"\nb: "+bart+"\nc: "+anne)
		})
	}
}

// TestStopBeforeTheStart: nothing is touched.
func TestStopBeforeTheStart(t *testing.T) {
	w := newWorld(t)
	w.put(entry{subject: "a", recips: []string{anne}}, entry{subject: "b", recips: []string{anne}, taken: true})
	ctx, stop := context.WithCancel(t.Context())
	stop()
	w.check(w.drainUntil(ctx, "All"), 0, "out a: "+anne+"\nout b (.bak): "+anne, "")
}

// TestStopWhileLocked: a drain that waits for another to end.
func TestStopWhileLocked(t *testing.T) {
	w := newWorld(t)
	w.lock("mmrun-out", elsewhere, 99, w.Clock.Add(time.Hour))
	w.put(entry{subject: "a", recips: []string{anne}})
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer stop()
	w.check(w.drainUntil(ctx, "Outgoing"), 0, "out a: "+anne, "")
}

// TestStopBetweenRecipients: each recipient gets a copy of their own. Those who
// had none yet get it from the next drain, nobody gets two.
func TestStopBetweenRecipients(t *testing.T) {
	w := newWorld(t)
	var recips []string
	for i := range 9 {
		recips = append(recips, fmt.Sprintf("member%d@example.com", i))
	}
	w.put(entry{subject: "a", recips: recips, extra: []queue.Extra{queue.With("verp", true)}})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	w.onSend("member4", stop)
	w.check(w.drainUntil(ctx, "Outgoing"), 0, "out a: "+strings.Join(recips, " "), w.sent())
	if got := len(w.smtp.Transcript().Accepted()); got == 0 || got == len(recips) {
		t.Fatalf("%d of %d had it when the drain was stopped", got, len(recips))
	}
	w.check(w.drain("Outgoing"), 0, "", "a: "+strings.Join(recips, " "))
}

// TestStopAfterRefusal: what was refused is not forgotten.
func TestStopAfterRefusal(t *testing.T) {
	w := newWorld(t,
		fakesmtp.Rule{On: fakesmtp.Rcpt, Match: "bart", Reply: "550 no such user"},
		fakesmtp.Rule{On: fakesmtp.Rcpt, Match: "cate", Reply: "450 later"})
	w.put(entry{subject: "a", recips: []string{anne, bart, "cate@example.net"}})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	w.onSend("Subject: a", stop)
	status := w.drainUntil(ctx, "Outgoing")
	if sent := w.sent(); status != 0 || sent != "a: "+anne+"\n" && sent != "" {
		t.Fatalf("exit status %d, sent %q", status, sent)
	}
	w.check(w.drain("Outgoing"), 0, "retry a: cate@example.net", "a: "+anne)
	if got := w.score(bart); got != 1 {
		t.Errorf("score is %v, want 1", got)
	}
}

// TestPanic: a fault of this program itself harms one entry, which is shunted
// with the place in the log.
func TestPanic(t *testing.T) {
	w := newWorld(t)
	w.put(entry{subject: "a", recips: []string{anne}}, entry{subject: "b", recips: []string{bart}})
	w.onDial(func() { panic("a bug") })
	w.check(w.drain("Outgoing"), 0, "shunt a: "+anne, "b: "+bart)
	w.logged("error: Uncaught runner exception: a bug")
	w.logged("stop_test.go:")
	if got, want := w.entries("shunt")[0].Data.Str("whichq"), w.Path("qfiles/out"); got != want {
		t.Errorf("whichq is %q, want %q", got, want)
	}
	if _, ok := w.entries("shunt")[0].Data.Get(pyvalue.Str("recips")); !ok {
		t.Error("the shunted entry has no recipients")
	}
}

// TestPanicInConversation: the server's answer to the message before is not
// taken for one to the next.
func TestPanicInConversation(t *testing.T) {
	w := newWorld(t)
	w.put(entry{subject: "a", recips: []string{anne}}, entry{subject: "b", recips: []string{bart}}, entry{subject: "c", recips: []string{anne}})
	dial := w.Dial
	w.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		return &tap{Conn: conn, word: []byte("rcpt TO:<" + bart), after: func() { panic("a bug") }}, err
	}
	w.check(w.drain("Outgoing"), 0, "shunt b: "+bart, "a: "+anne+"\nc: "+anne)
	if got := w.smtp.Transcript().Connections; got != 2 {
		t.Errorf("%d connections, want 2", got)
	}
}
