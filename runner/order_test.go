// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner"
	"mmgen/runner/queue"
	"mmgen/test/fakesmtp"
)

// TestOrder: entries go out in the order in which they were received, however
// they were queued.
func TestOrder(t *testing.T) {
	w := newWorld(t)
	for _, e := range []entry{
		{subject: "third", at: 1794000000.25}, {subject: "first", at: 5}, {subject: "fourth", at: 1794000000.5},
		{subject: "second", at: 1000000000}, {subject: "fifth", at: 2e9},
	} {
		e.recips = []string{anne}
		w.put(e)
	}
	w.check(w.drain("Outgoing"), 0, "", "first: "+anne+"\nsecond: "+anne+"\nthird: "+anne+"\nfourth: "+anne+"\nfifth: "+anne)
}

// TestToTheEnd: what a queue makes of an entry is handled in the same call,
// whichever queue is named first. An entry that is not due waits in retry.
func TestToTheEnd(t *testing.T) {
	for _, runners := range [][]string{{"Retry", "Outgoing"}, {"Outgoing", "Retry"}, {"All"}} {
		t.Run(strings.Join(runners, " "), func(t *testing.T) {
			w := newWorld(t)
			w.put(
				entry{queue: "retry", subject: "due", recips: []string{anne}, extra: deliverAfter(1794999999)},
				entry{queue: "retry", subject: "now", recips: []string{anne}, extra: deliverAfter(1795000000)},
				entry{queue: "retry", subject: "no time", recips: []string{anne}},
				entry{queue: "retry", subject: "not due", recips: []string{anne}, extra: deliverAfter(1795000001)},
				entry{subject: "new", recips: []string{anne}},
			)
			status := w.drain(runners...)
			sent := w.sent() // in which order depends on that of the runners
			w.check(status, 0, "retry not due: "+anne, sent)
			if got, want := sortedLines(sent), sortedLines("due: "+anne+"\nnow: "+anne+"\nno time: "+anne+"\nnew: "+anne); got != want {
				t.Errorf("sent was\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestNotDue (D8): an entry in out that is not due moves to retry as it is, and
// comes back when its time has come.
func TestNotDue(t *testing.T) {
	w := newWorld(t)
	w.put(entry{subject: "a", recips: []string{anne}, extra: deliverAfter(1795000600)})
	before := w.bytes("out")
	w.check(w.drain("All"), 0, "retry a: "+anne, "")
	if w.bytes("retry") != before {
		t.Error("the entry was changed on its way")
	}
	w.Clock = w.Clock.Add(10*time.Minute - time.Second)
	w.check(w.drain("All"), 0, "retry a: "+anne, "")
	w.Clock = w.Clock.Add(time.Second)
	w.check(w.drain("All"), 0, "", "a: "+anne)
}

// TestOnePassOfRetry: an entry that is due at once after it failed is tried once
// more in a drain, and not as long as the drain lasts.
func TestOnePassOfRetry(t *testing.T) {
	for _, runners := range [][]string{{"Outgoing", "Retry"}, {"Retry", "Outgoing"}} {
		w := newWorld(t, fakesmtp.Rule{On: fakesmtp.Rcpt, Reply: "450 later"})
		w.Set("DELIVERY_RETRY_WAIT", int64(0))
		w.put(entry{subject: "a", recips: []string{anne}}, entry{queue: "retry", subject: "b", recips: []string{anne}})
		if status := w.drain(runners...); status != 0 {
			t.Errorf("%v: exit status %d: %v", runners, status, w.err)
		}
		if got, want := sortedLines(w.left()), "retry a: "+anne+"\nretry b: "+anne; got != want {
			t.Errorf("%v: left was\n%s\nwant\n%s", runners, got, want)
		}
		if n := len(w.smtp.Transcript().Transactions); n > 4 {
			t.Errorf("%v: %d tries for two entries", runners, n)
		}
	}
}

// TestServerAway (D3): entries stay in out, to the byte and under their names,
// until the server is back. None of it costs a try.
func TestServerAway(t *testing.T) {
	for name, rule := range map[string]fakesmtp.Rule{
		"greets with 421":  {On: fakesmtp.Connect, Reply: "421 too busy", Times: 2},
		"greets with 450":  {On: fakesmtp.Connect, Reply: "450 too busy", Times: 2},
		"hangs up at once": {On: fakesmtp.Connect, Drop: true, Times: 2},
		"HELO 999":         {On: fakesmtp.Helo, Reply: "999 what", Times: 4},
		"HELO 421":         {On: fakesmtp.Helo, Reply: "421 too busy", Times: 4},
		"hangs up at EHLO": {On: fakesmtp.Helo, Drop: true, Times: 2},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, rule)
			w.put(entry{subject: "a", recips: []string{anne}}, entry{subject: "b", recips: []string{bart}, extra: deliverAfter(1)})
			before := w.bytes("out")
			for range 2 {
				w.check(w.drain("All"), 75, "out a: "+anne+"\nout b: "+bart, "")
				if w.bytes("out") != before {
					t.Error("the entries were changed")
				}
			}
			if got := w.smtp.Transcript().Connections; got != 2 {
				t.Errorf("%d connections in two drains, want one in each", got)
			}
			w.logged("error: Cannot connect to SMTP server 127.0.0.1 on port ")
			if n := len(w.Log.Of("error")) + len(w.Log.Of("qrunner")); n != 2 || !runner.Known(w.err) {
				t.Errorf("two drains told %d lines of it, want those of the first alone", n)
			}
			w.logged("qrunner: Entries stay queued: can't reach the mail server")
			w.check(w.drain("All"), 0, "", "a: "+anne+"\nb: "+bart)
		})
	}
}

// TestNobodyListens (D3).
func TestNobodyListens(t *testing.T) {
	w := newWorld(t)
	w.smtp.Close()
	w.put(entry{subject: "a", recips: []string{anne}}, entry{queue: "retry", subject: "b", recips: []string{anne}})
	w.check(w.drain("All"), 75, "out a: "+anne+"\nout b: "+anne, "")
	if !strings.Contains(w.err.Error(), "connection refused") {
		t.Errorf("the error is %v", w.err)
	}
}

// TestServerGoesAway: it accepts one message, and then nobody is there. What it
// has accepted is done, the rest stays.
func TestServerGoesAway(t *testing.T) {
	w := newWorld(t, fakesmtp.Rule{On: fakesmtp.Connect, Skip: 1, Times: 1, Drop: true})
	w.Set("SMTP_MAX_SESSIONS_PER_CONNECTION", int64(1))
	w.put(entry{subject: "a", recips: []string{anne}}, entry{subject: "b", recips: []string{bart}})
	w.check(w.drain("All"), 75, "out b: "+bart, "a: "+anne)
	w.check(w.drain("All"), 0, "", "a: "+anne+"\nb: "+bart)
}

// TestRefused: what becomes of an entry that the server would not have, or not
// for everybody.
func TestRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		rule       fakesmtp.Rule
		left, sent string
		score      float64 // bart's
	}{
		"everybody is served": {fakesmtp.Rule{On: fakesmtp.Noop}, "", "a: " + anne + " " + bart, 0},
		"one for now":         {fakesmtp.Rule{On: fakesmtp.Rcpt, Match: "bart", Reply: "450 later"}, "retry a: " + bart, "a: " + anne, 0},
		"one for good":        {fakesmtp.Rule{On: fakesmtp.Rcpt, Match: "bart", Reply: "550 no such user"}, "", "a: " + anne, 1},
		"one mailbox is full": {fakesmtp.Rule{On: fakesmtp.Rcpt, Match: "bart", Reply: "552 full"}, "retry a: " + bart, "a: " + anne, 0},
		"MAIL for now":        {fakesmtp.Rule{On: fakesmtp.Mail, Reply: "451 later"}, "retry a: " + anne + " " + bart, "", 0},
		"DATA for now":        {fakesmtp.Rule{On: fakesmtp.Data, Reply: "451 later"}, "retry a: " + anne + " " + bart, "", 0},
		"the text for now":    {fakesmtp.Rule{On: fakesmtp.DataEnd, Reply: "451 later"}, "retry a: " + anne + " " + bart, "", 0},
		// D2
		"MAIL for good":     {fakesmtp.Rule{On: fakesmtp.Mail, Reply: "550 no"}, "shunt a: " + anne + " " + bart, "", 0},
		"DATA for good":     {fakesmtp.Rule{On: fakesmtp.Data, Reply: "554 no"}, "shunt a: " + anne + " " + bart, "", 0},
		"the text for good": {fakesmtp.Rule{On: fakesmtp.DataEnd, Reply: "554 spam"}, "shunt a: " + anne + " " + bart, "", 0},
		"HELO for good":     {fakesmtp.Rule{On: fakesmtp.Helo, Reply: "550 no"}, "shunt a: " + anne + " " + bart, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, tt.rule)
			w.Set("SMTP_MAX_RCPTS", int64(0))
			w.put(entry{subject: "a", recips: []string{anne, bart}})
			w.check(w.drain("Outgoing"), 0, tt.left, tt.sent)
			if got := w.score(bart); got != tt.score {
				t.Errorf("bart's score is %v, want %v", got, tt.score)
			}
			if got := w.score(anne); got != 0 {
				t.Errorf("anne's score is %v, want 0", got)
			}
		})
	}
}

// TestRetries: what OutgoingRunner.py writes for another try, with
// DELIVERY_RETRY_WAIT of an hour and DELIVERY_RETRY_PERIOD of five days, and
// what becomes of an entry whose time is over (D4).
func TestRetries(t *testing.T) {
	const now, hour, period = 1795000000, 3600, 5 * 24 * 3600
	for name, tt := range map[string]struct {
		recips    []string
		lastCount int64   // last_recip_count, -1 for none
		until     float64 // deliver_until, 0 for none
		left      string
		wantUntil float64
		score     float64 // bart's
	}{
		"the first time":                       {[]string{bart}, -1, 0, "retry a: " + bart, now + period, 0},
		"some got it since the last time":      {[]string{anne, bart}, 2, now + 5, "retry a: " + bart, now + period, 0},
		"nobody got it, there is time":         {[]string{bart}, 1, now + 5, "retry a: " + bart, now + 5, 0},
		"nobody got it, it is the last moment": {[]string{bart}, 1, now, "retry a: " + bart, now, 0},
		"nobody got it, the time is over":      {[]string{bart}, 1, now - 1, "", 0, 1},
		"some got it, the time is over":        {[]string{anne, bart}, 2, now - 1, "retry a: " + bart, now + period, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, fakesmtp.Rule{On: fakesmtp.Rcpt, Match: "bart", Reply: "450 later"})
			e := entry{subject: "a", recips: tt.recips}
			if tt.lastCount >= 0 {
				e.extra = append(e.extra, with("last_recip_count", tt.lastCount), with("deliver_until", tt.until))
			}
			w.put(e)
			sent := ""
			if len(tt.recips) == 2 {
				sent = "a: " + anne
			}
			w.check(w.drain("Outgoing"), 0, tt.left, sent)
			if got := w.score(bart); got != tt.score {
				t.Errorf("bart's score is %v, want %v", got, tt.score)
			}
			for _, e := range w.entries("retry") {
				if got := e.Data.Float("deliver_after"); got != now+hour {
					t.Errorf("deliver_after is %v, want %v", got, now+hour)
				}
				if got := e.Data.Float("deliver_until"); got != tt.wantUntil {
					t.Errorf("deliver_until is %v, want %v", got, tt.wantUntil)
				}
				if got := e.Data.Int("last_recip_count"); got != 1 {
					t.Errorf("last_recip_count is %v, want 1", got)
				}
			}
		})
	}
}

// TestRetryAsGiven: recipients that failed stay str or unicode, as they were.
func TestRetryAsGiven(t *testing.T) {
	w := newWorld(t, fakesmtp.Rule{On: fakesmtp.Rcpt, Reply: "450 later"})
	given := &pyvalue.List{Items: []pyvalue.Value{pyvalue.Unicode(anne), pyvalue.Str(bart)}}
	w.put(entry{subject: "a", extra: []queue.Extra{with("recips", given)}})
	w.check(w.drain("Outgoing"), 0, "retry a: "+anne+" "+bart, "")
	kept, _ := w.entries("retry")[0].Data.List("recips")
	for _, v := range given.Items {
		if !slices.Contains(kept, v) {
			t.Errorf("%s is not among %v", pyvalue.Repr(v), kept)
		}
	}
}

// TestBouncesMakeLetters: a bounce too many disables the member; the letters to
// them and to the owner lie in virgin when the drain of out is over.
func TestBouncesMakeLetters(t *testing.T) {
	w := newWorld(t, fakesmtp.Rule{On: fakesmtp.Rcpt, Match: "bart", Reply: "550 no such user"})
	w.AddList(t, "test", map[string]pyvalue.Value{"bounce_score_threshold": 1.0})
	w.put(entry{subject: "a", recips: []string{anne, bart}})
	status := w.drain("Outgoing")
	letters := w.entries("virgin")
	if status != 0 || len(letters) != 2 {
		t.Errorf("exit status %d (%v) and in the queues\n%s%s", status, w.err, w.left(), w.Log)
	}
	if files, _ := filepath.Glob(w.Path("data/*")); len(files) != 0 {
		t.Errorf("bounces are left: %v", files)
	}
}

// TestLinger: an entry that arrives when the queue is drained.
func TestLinger(t *testing.T) {
	w := newWorld(t)
	w.put(entry{subject: "a", recips: []string{anne}})
	late := make(chan struct{})
	put := func(runner.Progress) {
		select {
		case <-late:
			return
		default:
			close(late)
		}
		time.AfterFunc(50*time.Millisecond, func() { w.put(entry{subject: "late", recips: []string{anne}}) })
	}
	w.err = runner.Drain(t.Context(), w.Site, specs(t, "All"), runner.Options{Linger: 500 * time.Millisecond, Progress: put})
	w.check(runner.ExitStatus(w.err), 0, "", "a: "+anne+"\nlate: "+anne)
}

// TestMissingQueues: folders that are not there are made, as Mailman makes
// them; one that can't be is told of, and the others are drained.
func TestMissingQueues(t *testing.T) {
	w := newWorld(t)
	w.put(entry{subject: "a", recips: []string{anne}})
	for _, dir := range []string{"retry", "news", "shunt", "bad"} {
		if err := os.Remove(w.Path("qfiles/" + dir)); err != nil {
			t.Fatal(err)
		}
	}
	w.raw("news", "a file in the way")
	w.check(w.drain("All"), 74, "", "a: "+anne)
	w.logged("error: ", w.Path("qfiles/news"))
	if _, err := os.Stat(w.Path("qfiles/retry")); err != nil {
		t.Error(err)
	}
}
