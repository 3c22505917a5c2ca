// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/runner/safeio/faultfs"
	"mmgen/test/fakesmtp"
)

// TestExactlyOnce: whatever the mail server does, and whenever a drain is
// stopped, each recipient of each message gets it once, or has a bounce
// registered, or is in the shunt queue, once. Drains go on, hours apart, until
// nothing is left to do.
func TestExactlyOnce(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			g := newGamble(t, seed)
			g.fill()
			for drains := 0; !g.drained(); drains++ {
				if drains == 200 {
					t.Fatalf("200 drains, and in the queues are\n%s", g.left())
				}
				g.drainSome()
				g.Clock = g.Clock.Add(2 * time.Hour)
			}
			g.judge()
			if t.Failed() {
				t.Logf("log:\n%s", g.Log)
			}
		})
	}
}

// gamble is a site where everything is left to chance.
type gamble struct {
	*world
	rand  *rand.Rand
	mail  map[string][]string // recipients, by subject
	bad   int                 // files that are no entries
	steps int                 // of the disk and the network, until the drain is stopped
	stop  func()
	dial  func(ctx context.Context, network, address string) (net.Conn, error)
}

// The members of the list. The server has something against some of them.
var members = []string{
	anne, "ok2@example.org", "ok3@example.net", "ok4@example.com",
	"later1@example.com", "later2@example.org", "never1@example.com", "never2@example.net",
}

func newGamble(t *testing.T, seed uint64) *gamble {
	g := &gamble{rand: rand.New(rand.NewPCG(seed, 7)), mail: map[string][]string{}}
	g.world = newWorld(t, g.rules()...)
	regular := &pyvalue.Dict{}
	for _, addr := range members {
		regular.SetStr(addr, int64(0))
	}
	g.AddList(t, "test", map[string]pyvalue.Value{
		"members": regular, "bounce_score_threshold": 99.0,
		"archive": false, "digestable": false, "subject_prefix": pyvalue.Str(""), "require_explicit_destination": int64(0),
	})
	g.Set("SMTP_MAX_RCPTS", int64(g.rand.IntN(4)))
	g.Set("SMTP_MAX_SESSIONS_PER_CONNECTION", int64(g.rand.IntN(3)))
	g.Set("DELIVERY_RETRY_PERIOD", int64(10*3600))
	g.dial = g.Dial
	return g
}

// rules are what the server does.
func (g *gamble) rules() []fakesmtp.Rule {
	rules := []fakesmtp.Rule{
		{On: fakesmtp.Rcpt, Match: "never", Reply: "550 no such user"},
		{On: fakesmtp.Rcpt, Match: "later1", Reply: "450 later", Times: 1 + g.rand.IntN(4)},
	}
	if g.rand.IntN(2) == 0 { // until the retries run out
		rules = append(rules, fakesmtp.Rule{On: fakesmtp.Rcpt, Match: "later2", Reply: "450 later"})
	}
	for range g.rand.IntN(5) {
		rules = append(rules, []fakesmtp.Rule{
			{On: fakesmtp.Connect, Reply: "421 too busy"},
			{On: fakesmtp.Connect, Drop: true},
			{On: fakesmtp.Helo, Drop: true},
			{On: fakesmtp.Mail, Reply: "451 later"},
			{On: fakesmtp.Mail, Drop: true},
			{On: fakesmtp.Mail, Reply: "421 enough"},
			{On: fakesmtp.Rcpt, Drop: true},
			{On: fakesmtp.Data, Reply: "451 later"},
			{On: fakesmtp.Data, Reply: "554 no"},
			{On: fakesmtp.DataEnd, Reply: "451 later"},
			{On: fakesmtp.DataEnd, Reply: "554 spam"},
			{On: fakesmtp.DataEnd, Drop: true},
			{On: fakesmtp.Rset, Drop: true},
			{On: fakesmtp.Quit, Drop: true},
		}[g.rand.IntN(14)])
		last := &rules[len(rules)-1]
		last.Skip, last.Times = g.rand.IntN(6), 1+g.rand.IntN(3)
	}
	return rules
}

// fill queues good mail and bad.
func (g *gamble) fill() {
	for i := range 3 + g.rand.IntN(8) {
		e := entry{
			queue: []string{"out", "out", "out", "retry", "in"}[g.rand.IntN(5)], subject: fmt.Sprint("post-", i),
			at: 1794990000 + float64(g.rand.IntN(1000)), taken: g.rand.IntN(8) == 0,
		}
		for _, n := range g.rand.Perm(len(members))[:1+g.rand.IntN(5)] {
			e.recips = append(e.recips, members[n])
		}
		if g.rand.IntN(4) == 0 {
			e.extra = append(e.extra, with("verp", true))
		}
		if g.rand.IntN(4) == 0 {
			e.extra = append(e.extra, with("deliver_after", 1795000000+float64(g.rand.IntN(7200))))
		}
		if g.rand.IntN(8) == 0 {
			e.list = "nowhere"
		}
		if e.queue == "in" {
			e.recips, e.extra = nil, nil
			g.mail[e.subject] = members
		} else {
			g.mail[e.subject] = e.recips
		}
		g.put(e)
	}
	for g.bad = 0; g.rand.IntN(3) == 0; g.bad++ {
		g.raw(fmt.Sprintf("out/%d.5+%040x.pck", 1794990000+g.rand.IntN(1000), g.bad), "garbage")
	}
}

// step is one step of the disk or the network. The drain is stopped at one of
// them.
func (g *gamble) step() {
	if g.steps--; g.steps == 0 {
		g.stop()
	}
}

// drainSome drains until it is done or stopped. What must hold after each
// drain is checked.
func (g *gamble) drainSome() {
	ctx, stop := context.WithCancel(g.t.Context())
	defer stop()
	g.mend()
	g.Dial = g.dial
	g.onSend("", g.step)
	g.FS = &faultfs.FS{Fail: func(string, string) error {
		g.step()
		return nil
	}}
	g.stop, g.steps = stop, 1+g.rand.IntN(150)
	status := g.drainUntil(ctx, "Incoming", "Retry", "Outgoing")
	if status != 0 && status != 75 {
		g.t.Errorf("exit status %d: %v", status, g.err)
	}
	left, _ := filepath.Glob(g.Path("qfiles/[io]*/*"))
	if status == 0 && ctx.Err() == nil && len(left) > 0 {
		g.t.Errorf("exit status 0, and left are %q", left)
	}
	halves, _ := filepath.Glob(g.Path("qfiles/*/*.tmp"))
	if ctx.Err() == nil {
		taken, _ := filepath.Glob(g.Path("qfiles/*/*.bak"))
		halves = append(halves, taken...)
	}
	if len(halves) > 0 {
		g.t.Errorf("left half done: %q", halves)
	}
	g.noLocks()
}

// drained tells whether nothing is left to do.
func (g *gamble) drained() bool {
	for _, dir := range []string{"qfiles/in", "qfiles/out", "qfiles/retry", "data"} {
		if files, _ := os.ReadDir(g.Path(dir)); len(files) > 0 {
			return false
		}
	}
	return true
}

// judge counts what became of each recipient of each message.
func (g *gamble) judge() {
	got := g.deliveries()
	shunted := g.shunted()
	if files, _ := os.ReadDir(g.Path("qfiles/bad")); len(files) != g.bad {
		g.t.Errorf("%d files are in bad, want %d", len(files), g.bad)
	}
	for subject, recips := range g.mail {
		for _, addr := range recips {
			fates := got[subject+" "+addr] + shunted[subject+" "+addr]
			if fates == 0 && g.score(addr) > 0 && (strings.HasPrefix(addr, "never") || g.ranOut(subject, addr)) {
				fates = 1
			}
			if fates != 1 {
				g.t.Errorf("%s to %s: delivered %d times, shunted %d times, bounce score %v", subject, addr,
					got[subject+" "+addr], shunted[subject+" "+addr], g.score(addr))
			}
		}
	}
}

// ranOut tells whether the retries of a message ran out for a recipient.
func (g *gamble) ranOut(subject, addr string) bool {
	for line := range strings.Lines(g.Log.String()) {
		if strings.HasPrefix(line, "smtp-failure: Retries ran out") && strings.Contains(line, addr) && strings.Contains(line, "<"+subject+"@") {
			return true
		}
	}
	return false
}

// deliveries counts what the server accepted, by subject and recipient.
func (w *world) deliveries() map[string]int {
	count := map[string]int{}
	for _, tr := range w.smtp.Transcript().Transactions {
		if !strings.HasPrefix(tr.DataEndReply, "2") {
			continue
		}
		subject := message.Parse(string(*tr.Data)).Get("subject")
		for _, r := range tr.Rcpts {
			if strings.HasPrefix(r.Reply, "2") {
				count[subject+" "+string(r.To)]++
			}
		}
	}
	return count
}

// shunted counts the recipients that are left to be served in shunted entries.
func (g *gamble) shunted() map[string]int {
	count := map[string]int{}
	for _, e := range g.entries("shunt") {
		recips := e.Data.Strs("recips")
		if len(recips) == 0 { // it never became mail to somebody
			recips = g.mail[e.Msg.Get("subject")]
		}
		if chunks, ok := e.Data.List("undelivered"); ok {
			recips = nil
			for _, chunk := range chunks {
				recips = append(recips, queue.Metadata{Dict: dictOf("chunk", chunk)}.Strs("chunk")...)
			}
		}
		for _, addr := range recips {
			count[e.Msg.Get("subject")+" "+addr]++
		}
	}
	return count
}

func dictOf(key string, v pyvalue.Value) *pyvalue.Dict {
	d := &pyvalue.Dict{}
	d.SetStr(key, v)
	return d
}
