// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"errors"
	"testing"
	"time"

	"mmgen/runner/message"
	"mmgen/test/fakesmtp"
)

// short is the patience with a server that says nothing, where a busy machine must have
// the time to answer for one that does.
const short = 300 * time.Millisecond

// TestSilence: a server that does not answer counts as away from then on. The
// entry in hand stays unless the server may have accepted it, some of it is
// delivered already, or it is so old that it may be the cause.
func TestSilence(t *testing.T) {
	const stays, waits = "stays", "waits"
	now := float64(1795000000)
	tests := []struct {
		name     string
		rule     fakesmtp.Rule
		received float64
		fate     string
		accepted int
	}{
		{"greeting", fakesmtp.Rule{On: fakesmtp.Connect}, now - 7200, stays, 0},
		{"EHLO", fakesmtp.Rule{On: fakesmtp.Helo}, now - 7200, stays, 0},
		{"MAIL", fakesmtp.Rule{On: fakesmtp.Mail}, now, stays, 0},
		{"RCPT", fakesmtp.Rule{On: fakesmtp.Rcpt}, now - 3599, stays, 0},
		{"DATA", fakesmtp.Rule{On: fakesmtp.Data}, now, stays, 0},
		{"final dot", fakesmtp.Rule{On: fakesmtp.DataEnd}, now, waits, 0},
		{"MAIL, for an hour", fakesmtp.Rule{On: fakesmtp.Mail}, now - 3600, waits, 0},
		{"DATA, for an hour", fakesmtp.Rule{On: fakesmtp.Data}, now - 3600, waits, 0},
		{"DATA of the second chunk", fakesmtp.Rule{On: fakesmtp.Data, Skip: 1}, now, waits, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.rule.Hang = true
			w := newWorld(t, fakesmtp.Script{Rules: []fakesmtp.Rule{tt.rule}}, nil, nil)
			d := w.deliverer()
			d.session.timeouts.Command, d.session.timeouts.Data, d.session.timeouts.End = short, short, short
			data := entry("anne@example.com", "bart@example.org")
			data.SetStr("received_time", tt.received)
			result, err := d.Deliver(context.Background(), w.list, message.Parse(post), data, nil)
			fate := waits
			if errors.As(err, new(*AwayError)) {
				fate = stays
			}
			if want := 2 - tt.accepted; fate != tt.fate || fate == waits && (err != nil || len(result.TempFailed) != want) {
				t.Errorf("it %s (%v, %v), want that it %s", fate, result, err, tt.fate)
			}
			if got := len(w.server.Transcript().Accepted()); got != tt.accepted {
				t.Errorf("%d accepted, want %d", got, tt.accepted)
			}
			// The next entry is not even tried.
			if _, err := d.Deliver(context.Background(), w.list, message.Parse(post), entry("cate@example.net"), nil); !errors.As(err, new(*AwayError)) || d.Away() == nil {
				t.Errorf("the next entry: %v, want that the server is away", err)
			}
			if w.dials != 1 {
				t.Errorf("%d connections, want one", w.dials)
			}
		})
	}
}
