// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/test/fakesmtp"
)

// TestFailures delivers a post to anne (.com) and then, as it is a chunk of
// its own that comes first, to bart and cate (.org, .net).
func TestFailures(t *testing.T) {
	const (
		stays      = "stays"
		unfinished = "unfinished"
	)
	rule := func(on, match, reply string) fakesmtp.Rule {
		return fakesmtp.Rule{On: on, Match: match, Reply: reply}
	}
	all := []string{"bart@example.org", "cate@example.net", "anne@example.com"}
	tests := []struct {
		name     string
		script   fakesmtp.Script
		temp     []string
		perm     []string
		fate     string     // "" done, stays, unfinished
		left     [][]string // undelivered
		accepted []string
		log      string // in smtp-failure
	}{
		{name: "all is well", accepted: all},
		{name: "RCPT 450", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("rcpt", "bart", "450 4.2.1 later")}},
			temp: all[:1], accepted: all[1:], log: "delivery to bart@example.org failed with code 450: 4.2.1 later"},
		{name: "RCPT 550", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("rcpt", "bart", "550-5.1.1 no\n550 5.1.1 such user")}},
			perm: all[:1], accepted: all[1:], log: "delivery to bart@example.org failed with code 550: 5.1.1 no\n5.1.1 such user"},
		{name: "RCPT 552", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("rcpt", "", "552 too many")}}, temp: all,
			log: "All recipients refused: {'cate@example.net': (552, 'too many'), 'bart@example.org': (552, 'too many')}, msgid: <m1@example.com>"},
		{name: "RCPT: no SMTP", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("rcpt", "cate", "what?")}},
			temp: all[1:2], accepted: []string{all[0], all[2]}, log: "delivery to cate@example.net failed with code -1: ?"},
		{name: "MAIL 451", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("mail", "", "451 busy")}}, temp: all,
			log: "SMTP session failure: 451, busy, msgid: <m1@example.com>"},
		{name: "MAIL 552", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("mail", "", "552 too big")}}, temp: all},
		{name: "MAIL 550", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("mail", "", "550 unwanted")}},
			fate: unfinished, left: [][]string{all[:2], all[2:]}, log: "SMTP session failure: 550, unwanted, msgid: <m1@example.com>"},
		{name: "DATA 554", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("data", "", "554 no")}},
			fate: unfinished, left: [][]string{all[:2], all[2:]}},
		{name: "DATA 421", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("data", "", "421 going down")}}, temp: all},
		{name: "text 554", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("dataend", "", "554 spam")}},
			fate: unfinished, left: [][]string{all[:2], all[2:]}},
		{name: "text 554, then accepted", script: fakesmtp.Script{Rules: []fakesmtp.Rule{{On: "dataend", Times: 1, Reply: "554 spam"}}},
			fate: unfinished, left: [][]string{all[:2]}, accepted: all[2:]},
		{name: "text 554, then RCPT 550", script: fakesmtp.Script{Rules: []fakesmtp.Rule{
			{On: "dataend", Times: 1, Reply: "554 spam"}, rule("rcpt", "anne", "550 no")}},
			fate: unfinished, left: [][]string{all[:2]}, perm: all[2:]},
		{name: "text 451", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("dataend", "", "451 disk full")}}, temp: all},
		{name: "HELO 500", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("helo", "", "500 no")}},
			fate: unfinished, left: [][]string{all[:2], all[2:]}, log: "SMTP session failure: 500, no, msgid: <m1@example.com>"},
		{name: "HELO 450", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("helo", "", "450 later")}}, fate: stays},
		{name: "HELO 999", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("helo", "", "999 what")}}, fate: stays},
		{name: "MAIL 999", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("mail", "", "999 what")}}, temp: all},
		{name: "RCPT 999", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("rcpt", "", "999 what")}}, temp: all},
		{name: "text 999", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("dataend", "", "999 what")}}, temp: all},
		{name: "hung up at HELO", script: fakesmtp.Script{Rules: []fakesmtp.Rule{{On: "helo", Drop: true}}}, fate: stays},
		{name: "greeting 554 but takes mail", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("connect", "", "554 no")}}, accepted: all},
		{name: "greeting 554", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("connect", "", "554 no"), rule("helo", "", "503 no")}},
			fate: unfinished, left: [][]string{all[:2], all[2:]}},
		{name: "greeting 421", script: fakesmtp.Script{Rules: []fakesmtp.Rule{rule("connect", "", "421 not now")}}, fate: stays},
		{name: "no greeting", script: fakesmtp.Script{Rules: []fakesmtp.Rule{{On: "connect", Drop: true}}}, fate: stays},
		{name: "silence", script: fakesmtp.Script{Rules: []fakesmtp.Rule{{On: "connect", Hang: true}}}, fate: stays},
		{name: "nobody listens", script: fakesmtp.Script{Deaf: true}, fate: stays},
		{name: "hung up at MAIL", script: fakesmtp.Script{Rules: []fakesmtp.Rule{{On: "mail", Times: 1, Drop: true}}},
			temp: all[:2], accepted: all[2:]},
		{name: "hung up at RCPT", script: fakesmtp.Script{Rules: []fakesmtp.Rule{{On: "rcpt", Match: "cate", Drop: true}}},
			temp: all[:2], accepted: all[2:]},
		{name: "hung up at DATA", script: fakesmtp.Script{Rules: []fakesmtp.Rule{{On: "data", Times: 1, Drop: true}}},
			temp: all[:2], accepted: all[2:]},
		{name: "hung up at the end", script: fakesmtp.Script{Rules: []fakesmtp.Rule{{On: "dataend", Times: 1, Drop: true}}},
			temp: all[:2], accepted: all[2:]},
		{name: "hung up in between", script: fakesmtp.Script{Rules: []fakesmtp.Rule{{On: "mail", Skip: 1, Drop: true}}},
			temp: all[2:], accepted: all[:2]},
		{name: "gone in between", script: fakesmtp.Script{Rules: []fakesmtp.Rule{
			{On: "dataend", Times: 1, Drop: true}, {On: "connect", Skip: 1, Drop: true}}}, temp: all},
		{name: "silence at MAIL", script: fakesmtp.Script{Rules: []fakesmtp.Rule{{On: "mail", Hang: true}}}, temp: all,
			log: "Low level smtp error: the SMTP server did not answer MAIL in time, msgid: <m1@example.com>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, tt.script, nil, nil)
			d := w.deliverer()
			if strings.HasPrefix(tt.name, "silence") {
				d.session.timeouts.Command = short
			}
			data := entry("anne@example.com", "bart@example.org", "cate@example.net")
			result, err := d.Deliver(context.Background(), w.list, message.Parse(post), data, nil)
			fate := ""
			switch {
			case errors.As(err, new(*AwayError)):
				fate = stays
			case errors.As(err, new(*UnfinishedError)):
				fate = unfinished
			case err != nil:
				fate = err.Error()
			}
			if fate != tt.fate {
				t.Errorf("fate %q (%v), want %q", fate, err, tt.fate)
			}
			compare(t, "failed for now", tt.temp, result.TempFailed)
			compare(t, "failed for good", tt.perm, result.PermFailed)
			compare(t, "accepted", tt.accepted, w.server.Transcript().Accepted())
			if chunks := mustLeft(t, data); !cmp.Equal(tt.left, chunks) {
				t.Errorf("undelivered %v, want %v", chunks, tt.left)
			}
			if log := strings.Join(w.logs.Of("smtp-failure"), "\n"); !strings.Contains(log, tt.log) {
				t.Errorf("smtp-failure has\n%s\nwant\n%s", log, tt.log)
			}
		})
	}
}

// compare compares what may be in any order.
func compare(t *testing.T, what string, want, got []string) {
	t.Helper()
	sorted := cmpopts.SortSlices(func(a, b string) bool { return a < b })
	if diff := cmp.Diff(want, got, sorted, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestBulkMessage(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, nil, nil)
	data := entry("anne@example.com", "bart@example.org")
	msg := message.Parse(post)
	if _, err := w.deliverer().Deliver(context.Background(), w.list, msg, data, nil); err != nil {
		t.Fatal(err)
	}
	got := w.server.Transcript().Transactions
	want := "From: anne@example.com\nTo: test@lists.example.com\nSubject: A word\nMessage-ID: <m1@example.com>\n" +
		"Errors-To: test-bounces@lists.example.com\nSender: \"Test\" <test-bounces@lists.example.com>\n\n" +
		"The text.\n-- \nfor anne@example.com, bart@example.org\n"
	if len(got) != 2 || got[0].MailFrom != "test-bounces@lists.example.com" || string(*got[0].Data) != want || *got[0].Data != *got[1].Data {
		t.Errorf("the server got %+v", got)
	}
	if !data.Bool("decorated") || data.Has("undelivered") || data.Has("personalize") {
		t.Errorf("metadata %s", pyvalue.Repr(data.Dict))
	}
	if _, err := w.deliverer().Deliver(context.Background(), w.list, msg, data, nil); err != nil {
		t.Fatal(err)
	}
	if again := w.server.Transcript().Transactions[2]; string(*again.Data) != want {
		t.Errorf("delivered again it is\n%s", *again.Data)
	}
	compare(t, "post log", []string{
		"post to test from anne@example.com, size=239, message-id=<m1@example.com>, success",
		"post to test from anne@example.com, size=239, message-id=<m1@example.com>, success",
	}, w.logs.Of("post"))
	compare(t, "smtp log", []string{
		"<m1@example.com> smtp to test for 2 recips, completed in 0.000 seconds",
		"<m1@example.com> smtp to test for 2 recips, completed in 0.000 seconds",
	}, w.logs.Of("smtp"))
}

func TestNotToBeDone(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, nil, nil)
	d := w.deliverer()
	data := entry()
	if result, err := d.Deliver(context.Background(), w.list, message.Parse(post), data, nil); err != nil || w.dials != 0 {
		t.Errorf("nobody to deliver to: %v, %v, %d connections", result, err, w.dials)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := d.Deliver(ctx, w.list, message.Parse(post), entry("anne@example.com"), nil); !errors.Is(err, context.Canceled) || w.dials != 0 {
		t.Errorf("after the end: %v, %d connections", err, w.dials)
	}
}

func TestUndeliveredIsTakenUp(t *testing.T) {
	for _, personalize := range []int64{0, 1} {
		w := newWorld(t, fakesmtp.Script{}, nil, attributes{"personalize": personalize})
		data := entry("anne@example.com", "bart@example.org", "cate@example.net")
		setLeft(data, [][]string{{"bart@example.org", "cate@example.net"}})
		if _, err := w.deliverer().Deliver(context.Background(), w.list, message.Parse(post), data, nil); err != nil {
			t.Fatal(err)
		}
		got := w.server.Transcript()
		compare(t, "accepted", []string{"bart@example.org", "cate@example.net"}, got.Accepted())
		if want := 1 + int(personalize); len(got.Transactions) != want || data.Has("undelivered") {
			t.Errorf("personalize=%d: %d transactions, want %d; metadata %s", personalize, len(got.Transactions), want, pyvalue.Repr(data.Dict))
		}
	}
}

func TestStoppedInTheMiddle(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, settings{"SMTP_MAX_RCPTS": int64(1)}, nil)
	d := w.deliverer()
	ctx, cancel := context.WithCancel(context.Background())
	chunks := 0
	w.site.Settings = w.site.Settings.With("SMTPLIB_DEBUG_LEVEL", int64(1))
	w.site.Logs = logFunc(func(log, line string) {
		if log == "error" && strings.HasPrefix(line, "send: 'data") {
			if chunks++; chunks == 2 {
				cancel()
			}
		}
	})
	data := entry("a@example.com", "b@example.com", "c@example.com")
	result, err := d.Deliver(ctx, w.list, message.Parse(post), data, nil)
	if !errors.Is(err, ErrStopped) || !errors.As(err, new(*UnfinishedError)) {
		t.Fatalf("%v, %v; want that it was stopped", result, err)
	}
	compare(t, "accepted", []string{"b@example.com", "c@example.com"}, w.server.Transcript().Accepted())
	if chunks := mustLeft(t, data); !cmp.Equal([][]string{{"a@example.com"}}, chunks) {
		t.Errorf("undelivered %v", chunks)
	}
	if _, err := d.Deliver(context.Background(), w.list, message.Parse(post), data, nil); err != nil {
		t.Fatal(err)
	}
	compare(t, "accepted in the end", []string{"a@example.com", "b@example.com", "c@example.com"}, w.server.Transcript().Accepted())
}

func TestFaultBeforeDelivery(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, nil, nil)
	d := w.deliverer()
	fault := errors.New("no decoration today")
	d.decorate = failingDecorator(fault)
	data := entry("anne@example.com")
	_, err := d.Deliver(context.Background(), w.list, message.Parse(post), data, nil)
	if !errors.Is(err, fault) || errors.As(err, new(*UnfinishedError)) || data.Has("undelivered") || data.Has("decorated") {
		t.Errorf("%v, metadata %s", err, pyvalue.Repr(data.Dict))
	}
}

func TestFaultInPersonalDelivery(t *testing.T) {
	w := newWorld(t, fakesmtp.Script{}, nil, attributes{"personalize": int64(1)})
	d := w.deliverer()
	fault := errors.New("no decoration today")
	d.decorate = failingDecorator(fault)
	data := entry("anne@example.com", "bart@example.com")
	_, err := d.Deliver(context.Background(), w.list, message.Parse(post), data, nil)
	chunks := mustLeft(t, data)
	if !errors.Is(err, fault) || !errors.As(err, new(*UnfinishedError)) || len(chunks) != 2 {
		t.Errorf("%v, undelivered %v", err, chunks)
	}
}
