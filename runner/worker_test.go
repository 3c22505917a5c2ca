// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"mmgen/generator/pyvalue"
	"mmgen/runner/change"
	"mmgen/runner/job"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/safeio"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// scripted is a job of lists that does with each entry what stands in its subject. It
// notes the subjects of entries that it has dealt with in the list (as info), and makes
// an entry of the virgin queue for each.
type scripted struct {
	t    *testing.T
	site *site.Site
	ends int
}

func (s *scripted) NeedsChange(_ *mlist.List, e *queue.Entry) bool {
	return !strings.Contains(e.Msg.Get("subject"), "unlocked")
}

func (s *scripted) Handle(_ context.Context, t job.Task) (job.Verdict, error) {
	subject := t.Entry.Msg.Get("subject")
	if locked := t.Change != nil; locked != t.List.Locked() || locked != s.NeedsChange(t.List, t.Entry) {
		s.t.Errorf("%s: with a change: %v, list locked: %v", subject, locked, t.List.Locked())
	}
	switch {
	case strings.Contains(subject, "stays"):
		return job.Verdict{Outcome: job.Stays, Why: job.Reason{Text: "it is too early"}}, nil
	case strings.Contains(subject, "unlocked"):
		return job.Verdict{}, nil
	}
	t.List.Attrs.SetStr("info", pyvalue.Str(t.List.Str("info")+subject+" "))
	if err := s.site.Put(t.Change, site.Virgin, t.Entry.Msg, queue.NewMetadata()); err != nil {
		return job.Verdict{}, err
	}
	switch {
	case strings.Contains(subject, "fails"):
		return job.Verdict{}, errors.New("no such thing")
	case strings.Contains(subject, "panics"):
		panic("no such thing")
	}
	return job.Verdict{}, nil
}

func (s *scripted) EndRound(context.Context) ([]job.Reason, error) {
	s.ends++
	return nil, nil
}

func (s *scripted) Close() error { return nil }

// TestListJob: entries of one list that a job changes are batches.
func TestListJob(t *testing.T) {
	tests := []struct {
		subjects string // a * before one that was interrupted before
		saves    int    // of the list
		info     string // what was noted in the list
		left     string
		waiting  string
	}{
		{"a, b, c", 1, "a b c", "virgin a, virgin b, virgin c", ""},
		{"a, b fails, c", 2, "a b fails c", "shunt b fails, virgin a, virgin b fails, virgin c", ""},
		{"a fails, b", 1, "b", "shunt a fails, virgin a fails, virgin b", ""},
		{"a panics, b", 1, "b", "shunt a panics, virgin a panics, virgin b", ""},
		{"a, b stays, c", 1, "a c", "commands b stays, virgin a, virgin c", "it is too early"},
		{"a, b unlocked, c", 2, "a c", "virgin a, virgin c", ""},
		{"*a, *b, c, d", 3, "a b c d", "virgin a, virgin b, virgin c, virgin d", ""},
		{"", 0, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.subjects, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", map[string]pyvalue.Value{"info": pyvalue.Str("")})
			q := fill(t, w, tt.subjects)
			saves := countSaves(w)
			report := &report{logs: w.Logs}
			s := &scripted{t: t, site: w.Site}
			if _, err := workOn(t, w, q, s, report).round(t.Context()); err != nil {
				t.Fatal(err)
			}
			if *saves != tt.saves || s.ends != 1 {
				t.Errorf("the list was saved %d times, want %d; the round ended %d times", *saves, tt.saves, s.ends)
			}
			if got := strings.TrimSpace(w.Open(t, "test").Str("info")); got != tt.info {
				t.Errorf("the list has %q, want %q", got, tt.info)
			}
			if got := entriesIn(t, w); got != tt.left {
				t.Errorf("in the queues are\n%s\nwant\n%s", got, tt.left)
			}
			if waiting := strings.TrimPrefix(fmt.Sprint(report.result(false)), "entries stay queued: "); waiting != tt.waiting && tt.waiting+waiting != "<nil>" {
				t.Errorf("the result is %q, want %q", waiting, tt.waiting)
			}
			if locks, _ := filepath.Glob(w.Path("locks/test*")); len(locks) > 0 {
				t.Errorf("left locked: %q", locks)
			}
		})
	}
}

// workOn is a worker of the commands queue with that job.
func workOn(t *testing.T, w *sitetest.World, q *queue.Queue, j job.Job, r *report) *worker {
	t.Helper()
	specs, err := ParseSpec("commands")
	if err != nil {
		t.Fatal(err)
	}
	lock, err := lockQueue(t.Context(), w.Site, specs[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = lock.release() })
	return newWorker(w.Site, r, journal{w.Site.Logs, "commands"}, q, lock, j, nil, w.Path("data/record"))
}

// fill queues commands.
func fill(t *testing.T, w *sitetest.World, subjects string) *queue.Queue {
	t.Helper()
	q, err := w.OpenQueue(site.Commands, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, subject := range strings.Split(subjects, ", ") {
		if subject == "" {
			continue
		}
		subject, interrupted := strings.CutPrefix(subject, "*")
		data := queue.NewMetadata()
		data.SetStr("listname", pyvalue.Str("test"))
		data.SetStr("received_time", float64(w.Clock.Unix())-100+float64(i))
		name, err := q.Put(message.Parse("From: anne@example.com\nSubject: "+subject+"\n\n"), data)
		if err != nil {
			t.Fatal(err)
		}
		if interrupted {
			if _, err := q.Take(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := q.Recover(); err != nil {
		t.Fatal(err)
	}
	return q
}

// countSaves counts how often a list is replaced.
func countSaves(w *sitetest.World) *int {
	saves := new(int)
	w.FS = &faultfs.FS{Fail: func(op, path string) error {
		if op == "rename" && strings.Contains(path, "config.pck") {
			*saves++
		}
		return nil
	}}
	return saves
}

// entriesIn are the entries of all queues, as QUEUE SUBJECT.
func entriesIn(t *testing.T, w *sitetest.World) string {
	t.Helper()
	var found []string
	paths, _ := filepath.Glob(w.Path("qfiles/*/*"))
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		value, _, err := pickle.Load(raw)
		if err != nil {
			t.Fatal(err)
		}
		msg, err := message.FromPickle(value)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, filepath.Base(filepath.Dir(path))+" "+msg.Get("subject"))
	}
	slices.Sort(found)
	return strings.Join(found, ", ")
}

// TestEndingOf: whose fault it is decides.
func TestEndingOf(t *testing.T) {
	full := &fs.PathError{Op: "write", Path: "/var/x", Err: unix.ENOSPC}
	tests := []struct {
		said  job.Outcome
		fault error
		want  ending
	}{
		{job.Done, nil, removed},
		{job.Ended, nil, isGone},
		{job.Moved, nil, moved},
		{job.NotDue, nil, waits},
		{job.Stays, nil, waits},
		{job.AllStay, nil, waits},
		{job.Foreign, nil, waits},
		{job.Done, errors.New("no such thing"), shunted},
		{job.Moved, errors.New("no such thing"), shunted},
		{job.Done, full, waitsForSite},
		{job.Moved, fmt.Errorf("%w: %w", errMoving, full), waitsForSite},
		{job.Done, fmt.Errorf("opening: %w", safeio.ErrNotRegular), waitsForSite},
		{job.Moved, fmt.Errorf("%w: %w", errMoving, unix.EACCES), waits},
		{job.Done, fmt.Errorf("%w: %w", errShunting, full), waitsForSite},
		{job.Done, fmt.Errorf("%w: %w", errShunting, unix.EACCES), preserved},
		{job.Done, fmt.Errorf("%w: %w", errShunting, change.ErrUnfinished), untouched},
		{job.Ended, fmt.Errorf("%w: %w", change.ErrUnfinished, full), untouched},
	}
	for _, tt := range tests {
		if got := endingOf(tt.said, tt.fault); got != tt.want {
			t.Errorf("%v and %v: ending %d, want %d", tt.said, tt.fault, got, tt.want)
		}
	}
	if len(endings) != int(job.Foreign)+1 {
		t.Errorf("%d endings are known, want one for each that a job may say", len(endings))
	}
}
