// SPDX-License-Identifier: GPL-2.0-or-later

package usenet

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"mmgen/generator/pyvalue"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
	"mmgen/test/fakenntp"
)

// world is a site with lists that are gated from a newsgroup.
type world struct {
	*sitetest.World
	t      *testing.T
	server *fakenntp.Server
}

func newWorld(t *testing.T, script fakenntp.Script) *world {
	t.Helper()
	w := &world{sitetest.New(t), t, fakenntp.Start(t, script)}
	w.Dial = new(net.Dialer).DialContext
	w.Set("LIST_LOCK_TIMEOUT", int64(1))
	w.Now = func() time.Time {
		w.Clock = w.Clock.Add(time.Millisecond)
		return w.Clock
	}
	return w
}

// gated adds a list that is gated from newsgroup x, with that watermark.
func (w *world) gated(name string, mark pyvalue.Value) {
	w.t.Helper()
	w.AddList(w.t, name, map[string]pyvalue.Value{
		"gateway_to_mail": int64(1), "nntp_host": pyvalue.Str(w.server.Addr()), "linked_newsgroup": pyvalue.Str("x"), watermark: mark,
	})
}

// gate gates lists in one run, and returns how many articles were queued.
func (w *world) gate(lists ...string) (queued int) {
	w.t.Helper()
	g := NewGate(w.Site, func() error { return nil })
	defer g.Close()
	for _, name := range lists {
		n, err := g.List(w.t.Context(), name)
		if err != nil {
			w.t.Fatal(err)
		}
		queued += n
	}
	return queued
}

// mark is the watermark of a list.
func (w *world) mark(list string) pyvalue.Value { return w.Open(w.t, list).Value(watermark) }

func (w *world) wantMark(list string, want pyvalue.Value) {
	w.t.Helper()
	if got := w.mark(list); got != want {
		w.t.Errorf("the watermark of %s is %v, want %v", list, got, want)
	}
}

// subjects are those of the queued articles.
func (w *world) subjects() string {
	w.t.Helper()
	var all []string
	for _, e := range w.Entries(w.t, site.In) {
		all = append(all, e.Msg.Get("Subject"))
	}
	return strings.Join(all, " ")
}

// articles are a newsgroup with these numbers; the subject of each is its number.
func articles(numbers ...int) map[string]fakenntp.Articles {
	group := fakenntp.Articles{}
	for _, n := range numbers {
		group[n] = fmt.Sprintf("Subject: %d\nMessage-ID: <%d@x>\nFrom: cate@example.net\n\nText %d.\n", n, n, n)
	}
	return map[string]fakenntp.Articles{"x": group}
}

// TestGate: what is new is queued, and the watermark goes up to it.
func TestGate(t *testing.T) {
	for name, tt := range map[string]struct {
		numbers  []int
		mark     pyvalue.Value
		subjects string
		want     pyvalue.Value
		logged   []string
	}{
		"for the first time": {[]int{5, 6, 9}, nil, "", int64(9),
			[]string{"a: [5..9]", "a caught up to article 9", "a watermark: 9"}},
		"nothing new": {[]int{5, 6, 9}, int64(9), "", int64(9),
			[]string{"a: [5..9]", "nothing new for list a", "a watermark: 9"}},
		"some": {[]int{5, 6, 8, 9}, int64(6), "8 9", int64(9),
			[]string{"a: [5..9]", "gating a articles [7..9]", "NNTP error for list a:       7", "423 no such article",
				"posted to list a:       8", "posted to list a:       9", "a watermark: 9"}},
		"some were missed": {[]int{50, 51}, int64(6), "50 51", int64(51),
			[]string{"a: [50..51]", "gating a articles [50..51]", "posted to list a:      50", "posted to list a:      51", "a watermark: 51"}},
		"an empty group": {nil, int64(6), "", int64(6), []string{"a: [0..0]", "nothing new for list a", "a watermark: 6"}},
		"a watermark that is a long": {[]int{7}, pyvalue.NewLong(6), "7", int64(7),
			[]string{"a: [7..7]", "gating a articles [7..7]", "posted to list a:       7", "a watermark: 7"}},
		"the server counts anew": {[]int{1}, int64(6), "", int64(6),
			[]string{"a: [1..1]", "nothing new for list a",
				`a: the numbers of newsgroup x end before the watermark 6; if the server has begun to count anew, have the list catch up (its page about mail and news, "Mass catch up")`,
				"a watermark: 6"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, fakenntp.Script{Groups: articles(tt.numbers...)})
			w.gated("a", tt.mark)
			w.gate("a")
			if got := w.subjects(); got != tt.subjects {
				t.Errorf("queued is %q, want %q", got, tt.subjects)
			}
			w.wantMark("a", tt.want)
			if diff := cmp.Diff(tt.logged, w.Log.Of("fromusenet")); diff != "" {
				t.Errorf("log (-want +got):\n%s", diff)
			}
		})
	}
}

// TestGatedMessage: what becomes of an article. The values are those of Mailman's script.
func TestGatedMessage(t *testing.T) {
	for name, tt := range map[string]struct{ article, want string }{
		"plain": {"Subject: a\nX: y\n\n.dot\nText.\n", "Subject: a\nX: y\nTo: a@lists.example.com\n\n.dot\nText.\n"},
		"To": {"TO: x@y,\n z@y\nSubject: a\n\nText.\n",
			"Subject: a\nX-Originally-To: x@y,\n z@y\nTo: a@lists.example.com\n\nText.\n"},
		"To of an earlier gate": {"To: x@y\nX-Originally-To: old\nSubject: a\n\nText.\n",
			"Subject: a\nX-Originally-To: x@y\nTo: a@lists.example.com\n\nText.\n"},
		"from another list":     {"X-BeenThere: b@lists.example.com\n\nText.\n", "X-BeenThere: b@lists.example.com\nTo: a@lists.example.com\n\nText.\n"},
		"from the list":         {"Subject: a\nx-beenthere: a@lists.example.com\n\nText.\n", ""},
		"from it and another":   {"X-BeenThere: b@lists.example.com\nX-BeenThere: a@lists.example.com\n\nText.\n", ""},
		"only seems to be":      {"X-BeenThere:  a@lists.example.com\n\nText.\n", "X-BeenThere: a@lists.example.com\nTo: a@lists.example.com\n\nText.\n"},
		"no body":               {"Subject: a\n\n", "Subject: a\nTo: a@lists.example.com\n\n"},
		"without a header":      {"\n\nText.\n", ""},
		"a line of 3,000 bytes": {"Subject: a\n\n" + strings.Repeat("x", 3000) + "\nText.\n", "Subject: a\nTo: a@lists.example.com\n\n" + strings.Repeat("x", 3000) + "\nText.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			article := tt.article
			w := newWorld(t, fakenntp.Script{Groups: map[string]fakenntp.Articles{"x": {3: article}}})
			w.gated("a", int64(2))
			w.gate("a")
			entries := w.Entries(t, site.In)
			w.wantMark("a", int64(3))
			if tt.want == "" {
				if len(entries) > 0 {
					t.Errorf("queued is %q", entries[0].Msg.String())
				}
				return
			}
			if len(entries) != 1 {
				t.Fatalf("%d entries are queued", len(entries))
			}
			e := entries[0]
			if diff := cmp.Diff(tt.want, e.Msg.Flatten(false, false)); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
			if line, _ := e.Msg.UnixFrom(); line != "From a-bounces@lists.example.com  Wed Nov 18 11:06:40 2026" {
				t.Errorf("the envelope line is %q", line)
			}
			wantMetadata(t, e)
		})
	}
}

func wantMetadata(t *testing.T, e *queue.Entry) {
	t.Helper()
	if e.Data.Str("listname") != "a" || e.Data.Int("fromusenet") != 1 || e.Data.Bool("_parsemsg") {
		t.Errorf("the metadata are %s", sitetest.Repr(e.Data.Dict))
	}
}

// TestGateLists: one connection serves all lists of a server; those that are not gated are
// left out.
func TestGateLists(t *testing.T) {
	w := newWorld(t, fakenntp.Script{Groups: articles(1, 2)})
	w.gated("a", int64(0))
	w.gated("b", int64(1))
	w.AddList(t, "c", nil)
	if n := w.gate("a", "b", "c"); n != 3 {
		t.Errorf("%d articles were queued, want 3", n)
	}
	if n := w.server.Transcript().Connections; n != 1 {
		t.Errorf("over %d connections, want 1", n)
	}
}

// TestGateServerFails: what was fetched before is queued and counts, the rest is for the
// next time, and nothing comes twice.
func TestGateServerFails(t *testing.T) {
	type rule = fakenntp.Rule
	for name, tt := range map[string]struct {
		rule  rule
		first string // what the first run queues
		mark  int64
	}{
		"nobody is let in":           {rule{On: "connect", Reply: "400 no"}, "", 1},
		"no such group":              {rule{On: "group", Reply: "411 no"}, "", 1},
		"an answer that is no group": {rule{On: "group", Reply: "211 what?"}, "", 1},
		"hangs up over a head":       {rule{On: "head", Match: "4", Drop: true}, "2 3", 3},
		"hangs up over a body":       {rule{On: "body", Match: "4", Drop: true}, "2 3", 3},
		"no login any more":          {rule{On: "head", Match: "4", Reply: "480 login"}, "2 3", 3},
		"internal fault":             {rule{On: "body", Match: "4", Reply: "403 disk"}, "2 3", 3},
		"at once":                    {rule{On: "head", Drop: true}, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			tt.rule.Times = 1
			w := newWorld(t, fakenntp.Script{Groups: articles(2, 3, 4, 5), Rules: []rule{tt.rule}})
			w.gated("a", int64(1))
			w.gate("a")
			if got := w.subjects(); got != tt.first {
				t.Errorf("queued is %q, want %q", got, tt.first)
			}
			w.wantMark("a", tt.mark)
			w.gate("a")
			rest := strings.TrimSpace(strings.TrimPrefix("2 3 4 5", tt.first))
			if got := w.subjects(); got != rest {
				t.Errorf("the next run queues %q, want %q", got, rest)
			}
			w.wantMark("a", int64(5))
		})
	}
}

// TestGateServerAway: one try for all its lists.
func TestGateServerAway(t *testing.T) {
	w := newWorld(t, fakenntp.Script{Rules: []fakenntp.Rule{{On: "connect", Reply: "502 no"}}})
	w.gated("a", int64(1))
	w.gated("b", int64(1))
	w.gate("a", "b")
	if n := w.server.Transcript().Connections; n != 1 {
		t.Errorf("%d connections were made, want 1", n)
	}
	want := []string{
		"error opening connection to nntp_host: " + w.server.Addr() + "\n502 no",
		"a: couldn't open newsgroup x: skipping\n502 no", "b: couldn't open newsgroup x: skipping\n502 no",
	}
	if diff := cmp.Diff(want, w.Log.Of("fromusenet")); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

// TestGateTooLong: an article without an end is left out, and those behind it come.
func TestGateTooLong(t *testing.T) {
	endless := fakenntp.Rule{On: "body", Match: "3", Endless: "222 3\r\n" + strings.Repeat("x", 1023)}
	w := newWorld(t, fakenntp.Script{Groups: articles(2, 3, 4), Rules: []fakenntp.Rule{endless}})
	w.gated("a", int64(1))
	g := NewGate(w.Site, func() error { return nil })
	defer g.Close()
	g.servers.limits.MaxArticle = 1 << 20
	if _, err := g.List(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if got := w.subjects(); got != "2 4" {
		t.Errorf("queued is %q, want %q", got, "2 4")
	}
	w.wantMark("a", int64(4))
}

// TestGateManyArticles are saved now and then.
func TestGateManyArticles(t *testing.T) {
	var numbers []int
	for n := range 2*batchArticles + 10 {
		numbers = append(numbers, n+1)
	}
	drop := fakenntp.Rule{On: "head", Match: fmt.Sprint(2*batchArticles + 5), Drop: true}
	w := newWorld(t, fakenntp.Script{Groups: articles(numbers...), Rules: []fakenntp.Rule{drop}})
	w.gated("a", int64(0))
	if n := w.gate("a"); n != 2*batchArticles+4 {
		t.Errorf("%d articles were queued, want %d", n, 2*batchArticles+4)
	}
	w.wantMark("a", int64(2*batchArticles+4))
}

// TestGateLockedList: nothing is queued, nothing is lost.
func TestGateLockedList(t *testing.T) {
	w := newWorld(t, fakenntp.Script{Groups: articles(2, 3)})
	w.gated("a", int64(1))
	w.Lock(t, "a")
	g := NewGate(w.Site, func() error { return nil })
	defer g.Close()
	if _, err := g.List(t.Context(), "a"); !errors.Is(err, mlist.ErrLocked) {
		t.Errorf("gating ends with %v", err)
	}
	if got := w.subjects(); got != "" {
		t.Errorf("queued is %q", got)
	}
	if log := strings.Join(w.Log.Of("fromusenet"), "\n"); !strings.Contains(log, "Could not acquire list lock: a") {
		t.Errorf("logged is %q", log)
	}
	w.wantMark("a", int64(1))
}

// TestGateLocksNoList while it waits for the server.
func TestGateLocksNoList(t *testing.T) {
	w := newWorld(t, fakenntp.Script{Groups: articles(2, 3)})
	w.gated("a", int64(1))
	looked := 0
	g := NewGate(w.Site, func() error {
		looked++
		return w.Open(t, "a").Update(t.Context(), -1, func(*mlist.Change) error { return nil })
	})
	defer g.Close()
	if _, err := g.List(t.Context(), "a"); err != nil || looked != 2 {
		t.Errorf("after %d looks: %v", looked, err)
	}
}

// TestGateCatchesUpMeanwhile: the administrator has the list catch up while articles are
// fetched.
func TestGateCatchesUpMeanwhile(t *testing.T) {
	w := newWorld(t, fakenntp.Script{Groups: articles(2, 3)})
	w.gated("a", int64(1))
	g := NewGate(w.Site, func() error {
		return w.Open(t, "a").Update(t.Context(), -1, func(c *mlist.Change) error {
			c.List().Attrs.SetStr(watermark, nil)
			return nil
		})
	})
	defer g.Close()
	if n, err := g.List(t.Context(), "a"); n != 0 || err != nil {
		t.Errorf("%d articles were queued; %v", n, err)
	}
	w.wantMark("a", nil)
	w.gate("a")
	w.wantMark("a", int64(3))
}

// TestGateKilled: killed at any step, the next run queues what is missing, and nothing
// twice.
func TestGateKilled(t *testing.T) {
	for step := 1; ; step++ {
		w := newWorld(t, fakenntp.Script{Groups: articles(2, 3)})
		w.gated("a", int64(1))
		killed := w.gateUntil(step)
		w.gate("a")
		if got := w.subjects(); got != "2 3" {
			t.Fatalf("killed at step %d: queued is %q, want %q", step, got, "2 3")
		}
		w.wantMark("a", int64(3))
		w.server.Close()
		if !killed {
			if step < 20 {
				t.Errorf("there are only %d steps", step)
			}
			return
		}
	}
}

// gateUntil gates list a, and from that step of the disk on does nothing any more, as a
// process that was killed. It tells whether it came to that. The list's lock counts as
// given back.
func (w *world) gateUntil(step int) (killed bool) {
	w.t.Helper()
	dying := *w.World
	dying.Site = w.process()
	dying.FS = &faultfs.FS{Fail: func(string, string) error {
		if step--; step <= 0 {
			killed = true
			return unix.EIO
		}
		return nil
	}}
	g := NewGate(dying.Site, func() error { return nil })
	_, _ = g.List(w.t.Context(), "a")
	g.Close()
	locks, _ := filepath.Glob(w.Path("locks/*"))
	for _, lock := range locks {
		if err := os.Remove(lock); err != nil {
			w.t.Fatal(err)
		}
	}
	return killed
}

// process is the site as another process sees it.
func (w *world) process() *site.Site {
	s := w.Site
	return &site.Site{Settings: s.Settings, Logs: s.Logs, Now: s.Now, Random: s.Random, Host: s.Host, Hostname: s.Hostname, PID: s.PID, Dial: s.Dial}
}

// TestGateStopped: told to stop, it ends.
func TestGateStopped(t *testing.T) {
	w := newWorld(t, fakenntp.Script{Groups: articles(2, 3)})
	w.gated("a", int64(1))
	ctx, stop := context.WithCancel(t.Context())
	g := NewGate(w.Site, func() error { stop(); return nil })
	defer g.Close()
	if _, err := g.List(ctx, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("gating ends with %v", err)
	}
	w.gate("a")
	if got := w.subjects(); got != "2 3" {
		t.Errorf("queued is %q", got)
	}
}
