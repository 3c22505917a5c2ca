// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
	"mmgen/test/fakesmtp"
)

const (
	anne = "anne@example.com"
	bart = "bart@example.org"
)

// world is a site with the list test (anne, bart), a scripted SMTP server, and
// no Mailman Python.
type world struct {
	*sitetest.World
	t    testing.TB
	smtp *fakesmtp.Server
	err  error // what the last drain ended with
}

func newWorld(t testing.TB, rules ...fakesmtp.Rule) *world {
	t.Helper()
	w := &world{World: sitetest.New(t), t: t, smtp: fakesmtp.Start(t, fakesmtp.Script{Rules: rules})}
	w.AddList(t, "test", nil)
	w.Dial = new(net.Dialer).DialContext
	w.Set("SMTPHOST", "127.0.0.1")
	w.Set("SMTPPORT", int64(w.smtp.Port()))
	w.Set("PYTHON", w.Path("no-python"))
	w.Set("BIN_DIR", w.Path("bin"))
	return w
}

// newSite is the same site as another process sees it, on a disk in order.
func (w *world) newSite() *site.Site {
	old := w.Site
	return &site.Site{
		Settings: old.Settings, Logs: old.Logs, Now: old.Now, Random: old.Random,
		Host: old.Host, Hostname: old.Hostname, PID: old.PID, Dial: old.Dial,
	}
}

// drain drains the queues of the runners and returns the exit status.
func (w *world) drain(runners ...string) int { return w.drainUntil(w.t.Context(), runners...) }

// drainUntil is a drain that is told to stop when ctx ends.
func (w *world) drainUntil(ctx context.Context, runners ...string) int {
	w.t.Helper()
	w.err = runner.Drain(ctx, w.Site, specs(w.t, runners...), runner.Options{})
	return runner.ExitStatus(w.err)
}

func specs(t testing.TB, runners ...string) []runner.Spec {
	t.Helper()
	var all []runner.Spec
	for _, name := range runners {
		more, err := runner.ParseSpec(name)
		if err != nil {
			t.Fatal(err)
		}
		all = runner.Merge(all, more)
	}
	return all
}

// entry is a queue entry as the tests write it.
type entry struct {
	queue   string // out, unless it says otherwise
	subject string // tells one from the other
	text    string // of the message, if it is no plain post
	list    string // test, unless it says otherwise
	recips  []string
	extra   []queue.Extra
	at      float64 // received_time
	taken   bool    // it was being handled when its runner died
}

// put queues entries and returns their names. Those that do not say when they
// were received came one after another.
func (w *world) put(entries ...entry) []string {
	w.t.Helper()
	var names []string
	for i, e := range entries {
		if e.at == 0 {
			e.at = float64(w.Clock.Unix()) - 100 + float64(i)
		}
		names = append(names, w.putOne(e))
	}
	return names
}

func (w *world) putOne(e entry) string {
	w.t.Helper()
	dir := w.Path("qfiles/" + orElse(e.queue, "out"))
	q, err := queue.Open(dir, queue.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	msg := post(e.subject)
	if e.text != "" {
		msg = message.Parse(e.text)
	}
	name, err := q.Put(msg, metadata(e))
	if err != nil {
		w.t.Fatal(err)
	}
	if e.taken {
		if err := os.Rename(filepath.Join(dir, name+".pck"), filepath.Join(dir, name+".bak")); err != nil {
			w.t.Fatal(err)
		}
	}
	return name
}

func post(subject string) *message.Message {
	return message.Parse(fmt.Sprintf("From: anne@example.com\nTo: test@lists.example.com\nSubject: %[1]s\nMessage-ID: <%[1]s@example.com>\n\nHello.\n", subject))
}

func metadata(e entry) queue.Metadata {
	data := queue.NewMetadata()
	data.SetStr("listname", pyvalue.Str(orElse(e.list, "test")))
	data.SetStr("received_time", e.at)
	data.SetStr("tolist", int64(1))
	if e.recips != nil {
		data.SetStrs("recips", e.recips)
	}
	for _, x := range e.extra {
		data.SetStr(x.Key, x.Value)
	}
	return data
}

// deliverAfter is the metadata of an entry that waits for a time.
func deliverAfter(when float64) []queue.Extra {
	return []queue.Extra{queue.With("deliver_after", when)}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// raw puts a file into the queues, NAME in QUEUE as in "out/1+a.pck".
func (w *world) raw(name string, content string) {
	w.t.Helper()
	w.Write(w.t, "qfiles/"+name, []byte(content))
}

func itoa(n int) string { return strconv.Itoa(n) }

// with is one more key of an entry's metadata.
func with(key string, value pyvalue.Value) queue.Extra { return queue.With(key, value) }

// onStep does something before each step of the disk.
func (w *world) onStep(do func()) {
	w.FS = &faultfs.FS{Fail: func(string, string) error {
		do()
		return nil
	}}
}
