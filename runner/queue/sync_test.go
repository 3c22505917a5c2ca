// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"mmgen/runner/safeio/faultfs"
)

// TestSync: that an entry has left is forced to the disk when Sync is called, or when
// another one leaves a second later. The directory to which it moved is forced as well.
func TestSync(t *testing.T) {
	s := newSite(t)
	clock := time.Unix(now, 0)
	var synced []string
	fsys := &faultfs.FS{Fail: func(op, path string) error {
		if op == "sync" && !strings.Contains(path, "+") {
			synced = append(synced, filepath.Base(path))
		}
		return nil
	}}
	options := func(o *Options) { o.FS, o.Now = fsys, func() time.Time { return clock } }
	q, to := s.open(t, "out", options), s.open(t, "retry", options)
	take := func() string { return putAndTake(t, q) }
	check := func(when string, want ...string) {
		t.Helper()
		slices.Sort(synced)
		if !slices.Equal(synced, want) {
			t.Errorf("%s: synced are %q, want %q", when, synced, want)
		}
		synced = nil
	}

	must(t, q.Finish(take()))
	check("an entry is removed")
	must(t, q.Sync())
	check("Sync", "out")
	must(t, q.Sync())
	check("nothing has left since")
	_, err := q.MoveTo(take(), to)
	must(t, err)
	must(t, q.Sync())
	check("one moved", "out", "retry")
	must(t, q.Finish(take()))
	clock = clock.Add(leaveSync)
	must(t, q.Finish(take()))
	check("a second has passed", "out")

	must(t, q.Finish(take()))
	fsys.Fail = func(op, _ string) error {
		if op == "sync" {
			return syscall.EIO
		}
		return nil
	}
	var fault *IOError
	if err := q.Sync(); !errors.As(err, &fault) || fault.Path != q.Dir() || !errors.Is(err, syscall.EIO) {
		t.Errorf("the disk fails: %v", err)
	}
}

func putAndTake(t *testing.T, q *Queue) string {
	t.Helper()
	name, err := q.Put(post(), NewMetadata())
	must(t, err)
	_, err = q.Take(name)
	must(t, err)
	return name
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
