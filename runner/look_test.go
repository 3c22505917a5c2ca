// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
)

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
	if ext == ".sent" { // the record of the recipients who have the message
		text, _ := os.ReadFile(path)
		return where + " sent: " + strings.Join(strings.Fields(string(text)), " ")
	}
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
	data, ok := dict.(*pyvalue.Dict)
	if !ok {
		return nil, fmt.Errorf("%s has no metadata", path)
	}
	if text, ok := v.(pyvalue.Str); ok {
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
	info, err := member.Of(w.list()).BounceInfo(addr)
	if err != nil {
		w.t.Fatal(err)
	}
	if info == nil {
		return 0
	}
	score, _ := pyvalue.AsFloat(info.Score())
	return score
}

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
