// SPDX-License-Identifier: GPL-2.0-or-later

// Package sitetest makes throwaway sites for tests: an empty var tree, stock
// settings, a clock that stands still, random numbers that are always the
// same, and logs that are kept in memory.
//
// Its lists are made of testdata/config.pck, which Mailman 2.1.39 wrote: a new
// list "test" with the members anne@example.com and bart@example.org.
package sitetest

import (
	"crypto/sha1"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// Host is the site's mail host, and its lists'.
const Host = "lists.example.com"

//go:embed testdata/config.pck
var config []byte

// World is a throwaway site.
type World struct {
	*site.Site
	Var   string    // the root of its var tree
	Clock time.Time // the time that Now returns
	Log   *Log

	changes []*mlist.Change // the changes that Commit commits
}

// New makes a site. Its clock stands at 2026-11-18 11:06:40 UTC; TEMPLATE_DIR
// and MESSAGES_DIR do not exist, so letters are our own, in English.
func New(t testing.TB) *World {
	t.Helper()
	w := &World{Var: t.TempDir(), Clock: time.Unix(1795000000, 0).UTC(), Log: &Log{}}
	set := mmcfg.Stock()
	for _, d := range []struct{ setting, dir string }{
		{"LIST_DATA_DIR", "lists"}, {"LOCK_DIR", "locks"}, {"LOG_DIR", "logs"}, {"DATA_DIR", "data"},
		{"PUBLIC_ARCHIVE_FILE_DIR", "archives/public"}, {"PRIVATE_ARCHIVE_FILE_DIR", "archives/private"},
		{"QUEUE_DIR", "qfiles"}, {site.In, "qfiles/in"}, {site.Out, "qfiles/out"}, {site.Virgin, "qfiles/virgin"},
		{site.Commands, "qfiles/commands"}, {site.Bounces, "qfiles/bounces"}, {site.News, "qfiles/news"},
		{site.Archive, "qfiles/archive"}, {site.Retry, "qfiles/retry"}, {site.Shunt, "qfiles/shunt"}, {site.Bad, "qfiles/bad"},
	} {
		path := filepath.Join(w.Var, d.dir)
		if err := os.MkdirAll(path, 0o770); err != nil {
			t.Fatal(err)
		}
		set = set.With(d.setting, path)
	}
	set = set.With("TEMPLATE_DIR", filepath.Join(w.Var, "templates")).With("MESSAGES_DIR", filepath.Join(w.Var, "messages"))
	set = set.With("DEFAULT_EMAIL_HOST", Host).With("DEFAULT_URL_HOST", Host)
	var n uint64
	w.Site = &site.Site{
		Settings: set, Logs: w.Log, Host: "mx", Hostname: "mx.example.com", PID: 4242, UID: 4242,
		Now: func() time.Time { return w.Clock },
		Random: func() [20]byte {
			n++
			return sha1.Sum(fmt.Append(nil, n))
		},
	}
	return w
}

// Set changes a setting.
func (w *World) Set(name string, v mmcfg.Value) { w.Settings = w.Settings.With(name, v) }

// Attrs are the attributes of a new list.
func Attrs(t testing.TB) *pyvalue.Dict {
	t.Helper()
	v, _, err := pickle.Load(config)
	if err != nil {
		t.Fatal(err)
	}
	return v.(*pyvalue.Dict)
}

// AddList makes a list with some attributes other than a new list's.
func (w *World) AddList(t testing.TB, name string, change map[string]pyvalue.Value) {
	t.Helper()
	attrs := Attrs(t)
	for attr, v := range change {
		attrs.SetStr(attr, v)
	}
	data, err := pickle.Dump(attrs, 1)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(t, filepath.Join("lists", name, "config.pck"), data)
}

// Path is a path in the var tree.
func (w *World) Path(name string) string { return filepath.Join(w.Var, name) }

// Write writes a file in the var tree, and the folders above it.
func (w *World) Write(t testing.TB, name string, data []byte) {
	t.Helper()
	path := w.Path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o770); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o660); err != nil {
		t.Fatal(err)
	}
}

// Open opens a list.
func (w *World) Open(t testing.TB, name string) *mlist.List {
	t.Helper()
	l, err := w.OpenList(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Lock opens a list and locks it; at the end of the test it is unlocked.
func (w *World) Lock(t testing.TB, name string) *mlist.List {
	t.Helper()
	l := w.Open(t, name)
	unlock, err := l.Lock(t.Context(), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unlock() })
	return l
}

// Change opens a list and locks it for a change, which Commit commits. Else it is
// aborted at the end of the test.
func (w *World) Change(t testing.TB, name string) *mlist.Change {
	t.Helper()
	c, err := w.Open(t, name).Change(t.Context(), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Abort() })
	w.changes = append(w.changes, c)
	return c
}

// Commit commits what Change began, and unlocks the lists with it.
func (w *World) Commit(t testing.TB) {
	t.Helper()
	for _, c := range w.changes {
		if err := c.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	w.changes = nil
}

// Entries are the entries of a queue, by the setting that holds its folder, in
// the order of their names.
func (w *World) Entries(t testing.TB, setting string) []*queue.Entry {
	t.Helper()
	q, err := w.OpenQueue(setting, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	listing, err := q.List()
	if err != nil {
		t.Fatal(err)
	}
	var entries []*queue.Entry
	for _, name := range listing.Names {
		e, err := q.Take(name)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	return entries
}

// Committed are the entries of a queue once what Change began is committed.
func (w *World) Committed(t testing.TB, setting string) []*queue.Entry {
	t.Helper()
	w.Commit(t)
	return w.Entries(t, setting)
}

// HeldRequest is what moderators find of the only held post of the list test, once
// what Change began is committed.
func (w *World) HeldRequest(t testing.TB) []pyvalue.Value {
	t.Helper()
	w.Commit(t)
	data, err := os.ReadFile(w.Path("lists/test/request.pck"))
	if err != nil {
		t.Fatal(err)
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	entry, _ := v.(*pyvalue.Dict).Get(int64(1))
	return entry.(*pyvalue.Tuple).Items[1].(*pyvalue.Tuple).Items
}
