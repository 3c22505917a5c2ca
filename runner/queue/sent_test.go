// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/safeio/faultfs"
)

// taken puts an entry for these recipients into a queue and takes it.
func taken(t *testing.T, q *Queue, recips ...string) *Entry {
	t.Helper()
	data := NewMetadata()
	data.SetStrs("recips", recips)
	name, err := q.Put(message.Parse("Subject: x\n\nText.\n"), data)
	if err != nil {
		t.Fatal(err)
	}
	e, err := q.Take(name)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// undelivered is what is left to do of an entry, as Mailman's Python reads it.
func undelivered(t *testing.T, q *Queue, name string) string {
	t.Helper()
	data, err := q.Peek(name)
	if err != nil {
		t.Fatal(err)
	}
	v, _ := data.Value("undelivered")
	return pyvalue.Repr(v)
}

// TestSent: a runner dies after some recipients have the message; the next one
// finds the others.
func TestSent(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "out")
	e := taken(t, q, "anne@x", "bart@x", "cate@x", "dora@x")
	sent := q.Sent(e.Name)
	sent.Add([]string{"anne@x"})
	sent.Add([]string{"cate@x", "odd\n@x"})
	record := filepath.Join(q.Dir(), e.Name+".sent")
	s.wantMode(t, "out/"+e.Name+".sent", 0o660)

	next := s.open(t, "out")
	if idle, _, err := next.Idle(); idle || err != nil {
		t.Errorf("the queue is idle: %v, %v", idle, err)
	}
	if err := next.Recover(); err != nil {
		t.Fatal(err)
	}
	if got, want := undelivered(t, next, e.Name), "[['bart@x', 'dora@x']]"; got != want {
		t.Errorf("left is %s, want %s", got, want)
	}
	if _, err := os.Stat(record); err == nil {
		t.Error("the record is still there")
	}

	// It dies again, while it writes a line.
	if _, err := next.Take(e.Name); err != nil {
		t.Fatal(err)
	}
	next.Sent(e.Name).Add([]string{"bart@x"})
	file, err := os.OpenFile(record, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	file.WriteString("dora@")
	file.Close()
	next.Sent(e.Name).Add(nil) // takes the half line away
	if text, _ := os.ReadFile(record); string(text) != "bart@x\n" {
		t.Errorf("the record is %q", text)
	}
	last := s.open(t, "out")
	if err := last.Recover(); err != nil {
		t.Fatal(err)
	}
	if got, want := undelivered(t, last, e.Name), "[['dora@x']]"; got != want {
		t.Errorf("left is %s, want %s", got, want)
	}
}

// TestSentGoesWithTheEntry, whether the runner lives or dies in between.
func TestSentGoesWithTheEntry(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "out")
	e := taken(t, q, "anne@x", "bart@x")
	q.Sent(e.Name).Add([]string{"anne@x"})
	if err := q.Finish(e.Name); err != nil {
		t.Fatal(err)
	}
	s.wantFiles(t)
	if err := os.WriteFile(filepath.Join(q.Dir(), e.Name+".sent"), []byte("anne@x\n"), 0o660); err != nil {
		t.Fatal(err)
	}
	if err := q.Recover(); err != nil {
		t.Fatal(err)
	}
	s.wantFiles(t)
	if idle, _, err := q.Idle(); !idle || err != nil {
		t.Errorf("the queue is idle: %v, %v", idle, err)
	}
}

// TestSentThatCanNotBeWritten is told, and nothing else.
func TestSentThatCanNotBeWritten(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "out")
	e := taken(t, q, "anne@x", "bart@x")
	q.opt.FS = &faultfs.FS{Fail: func(op, name string) error {
		if strings.HasSuffix(name, ".sent") {
			return syscall.ENOSPC
		}
		return nil
	}}
	sent := q.Sent(e.Name)
	sent.Add([]string{"anne@x"})
	sent.Close()
	if log := strings.Join(s.log.lines, "\n"); !strings.Contains(log, "may get it again after a crash") {
		t.Errorf("the log has %q", log)
	}
	if err := q.Finish(e.Name); err != nil {
		t.Error(err)
	}
}
