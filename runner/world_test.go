// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mmgen/runner"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
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
	name, err := q.Put(post(e.subject), metadata(e))
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
	data.SetStr("listname", pickle.Str(orElse(e.list, "test")))
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

// left says what lies in the queues, a line a file in the order of the names:
// QUEUE SUBJECT: RECIPIENTS (sorted) of an entry, with (.bak) or (.psv) where it is no
// .pck; QUEUE/NAME of any other file.
func (w *world) left() string {
	w.t.Helper()
	paths, err := filepath.Glob(w.Path("qfiles/*/*"))
	if err != nil {
		w.t.Fatal(err)
	}
	var lines []string
	for _, path := range paths {
		lines = append(lines, w.describe(path)+"\n")
	}
	return strings.Join(lines, "")
}

func (w *world) describe(path string) string {
	dir, file := filepath.Split(path)
	where := filepath.Base(dir)
	ext := filepath.Ext(file)
	e, err := readEntry(path)
	if err != nil || !slices.Contains([]string{".pck", ".bak", ".psv"}, ext) {
		return where + "/" + file
	}
	if ext == ".pck" {
		ext = ""
	} else {
		ext = " (" + ext + ")"
	}
	recips := e.Data.Strs("recips")
	slices.Sort(recips)
	return strings.TrimSuffix(fmt.Sprintf("%s %s%s: %s", where, e.Msg.Get("subject"), ext, strings.Join(recips, " ")), ": ")
}

// readEntry reads an entry wherever it lies; nothing is taken.
func readEntry(path string) (*queue.Entry, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file", path)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	v, rest, err := pickle.Load(raw)
	if err != nil {
		return nil, err
	}
	dict, _, err := pickle.Load(rest)
	if err != nil {
		return nil, err
	}
	data, ok := dict.(*pickle.Dict)
	if !ok {
		return nil, fmt.Errorf("%s has no metadata", path)
	}
	if text, ok := v.(pickle.Str); ok {
		return &queue.Entry{Msg: message.Parse(string(text)), Data: queue.Metadata{Dict: data}}, nil
	}
	msg, err := message.FromPickle(v)
	return &queue.Entry{Msg: msg, Data: queue.Metadata{Dict: data}}, err
}

// entries are the entries of a queue, in the order of their names.
func (w *world) entries(queueName string) []*queue.Entry {
	w.t.Helper()
	paths, err := filepath.Glob(w.Path("qfiles/" + queueName + "/*.pck"))
	if err != nil {
		w.t.Fatal(err)
	}
	var all []*queue.Entry
	for _, path := range paths {
		e, err := readEntry(path)
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// sent says who got what, a line a message in the order in which the server
// first accepted them: SUBJECT: RECIPIENTS. Who got it twice is there twice.
func (w *world) sent() string {
	var subjects []string
	to := map[string][]string{}
	for _, tr := range w.smtp.Transcript().Transactions {
		if !strings.HasPrefix(tr.DataEndReply, "2") {
			continue
		}
		subject := message.Parse(string(*tr.Data)).Get("subject")
		if to[subject] == nil {
			subjects = append(subjects, subject)
		}
		for _, r := range tr.Rcpts {
			if strings.HasPrefix(r.Reply, "25") {
				to[subject] = append(to[subject], string(r.To))
			}
		}
	}
	var lines strings.Builder
	for _, subject := range subjects {
		slices.Sort(to[subject])
		fmt.Fprintf(&lines, "%s: %s\n", subject, strings.Join(to[subject], " "))
	}
	return lines.String()
}

// check compares the exit status, what lies in the queues, and what was sent,
// with what is wanted. Lines of wants may stand in any column.
func (w *world) check(status, wantStatus int, wantLeft, wantSent string) {
	w.t.Helper()
	if status != wantStatus {
		w.t.Errorf("exit status %d, want %d: %v", status, wantStatus, w.err)
	}
	if got, want := w.left(), block(wantLeft); got != want {
		w.t.Errorf("in the queues are\n%swant\n%s", got, want)
	}
	if got, want := w.sent(), block(wantSent); got != want {
		w.t.Errorf("sent was\n%swant\n%s", got, want)
	}
	w.noLocks()
	if w.t.Failed() {
		w.t.Logf("log:\n%s", w.Log)
	}
}

// block takes the white space off the lines of a text.
func block(text string) string {
	var lines strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines.WriteString(line + "\n")
		}
	}
	return lines.String()
}

// noLocks: a drain that is over holds none.
func (w *world) noLocks() {
	w.t.Helper()
	locks, err := filepath.Glob(w.Path("locks/*.4242*"))
	if err != nil {
		w.t.Fatal(err)
	}
	if len(locks) > 0 {
		w.t.Errorf("locks are left: %v", locks)
	}
}

// logged checks that a line of the log has all of these words.
func (w *world) logged(words ...string) {
	w.t.Helper()
	for line := range strings.Lines(w.Log.String()) {
		if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(line, word) }) {
			return
		}
	}
	w.t.Errorf("no line of the log has all of %q:\n%s", words, w.Log)
}

// list is the list test as it is saved.
func (w *world) list() *mlist.List { return w.Open(w.t, "test") }

// score is a member's bounce score, 0 for none.
func (w *world) score(addr string) float64 {
	w.t.Helper()
	info, err := w.list().BounceInfo(addr)
	if err != nil {
		w.t.Fatal(err)
	}
	if info == nil {
		return 0
	}
	score, _ := pickle.AsFloat(info.Score())
	return score
}

func itoa(n int) string { return strconv.Itoa(n) }

// bytes are the files of a queue, with their names.
func (w *world) bytes(queueName string) string {
	w.t.Helper()
	paths, err := filepath.Glob(w.Path("qfiles/" + queueName + "/*"))
	if err != nil {
		w.t.Fatal(err)
	}
	var all strings.Builder
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			w.t.Fatal(err)
		}
		fmt.Fprintf(&all, "%s\n%s\n", filepath.Base(path), content)
	}
	return all.String()
}

// with is one more key of an entry's metadata.
func with(key string, value pickle.Value) queue.Extra { return queue.With(key, value) }

// onStep does something before each step of the disk.
func (w *world) onStep(do func()) {
	w.FS = &faultfs.FS{Fail: func(string, string) error {
		do()
		return nil
	}}
}
