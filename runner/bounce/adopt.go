// SPDX-License-Identifier: GPL-2.0-or-later

package bounce

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"mmgen/runner/change"
	"mmgen/runner/lockfile"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// Each of Mailman's runners keeps the bounces of all lists in one file,
// DATA_DIR/bounce-events-PID.pck. When the runner is killed the file stays, and no later
// runner reads it. Such a file is left behind if no qrunner of that number runs on this
// host. (A qrunner of another host belongs to a mailmanctl there, and while that holds the
// master lock nothing is drained.) The bounces in it are written into events files of our
// own, and it is removed.
const (
	adoptionLock     = site.LockMark + "bounce-events"
	adoptionLifetime = 10 * time.Minute
	adoptionPatience = 5 * time.Second
)

// adoptionRecord is the file that records this change while it is made.
func adoptionRecord(s *site.Site) string {
	return filepath.Join(s.Settings.Str("DATA_DIR"), adoptionLock+".change")
}

// leftByMailman are the files that Mailman's runners left.
func leftByMailman(s *site.Site) (paths []string, err error) {
	dir := s.Settings.Str("DATA_DIR")
	entries, err := s.FileSystem().ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, entry := range entries {
		if entry.Type().IsRegular() && isLeft(entry) {
			paths = append(paths, filepath.Join(dir, entry.Name()))
		}
	}
	return paths, err
}

// isLeft tells whether a file is one of Mailman's, whose process is gone.
func isLeft(entry fs.DirEntry) bool {
	middle, ok := strings.CutPrefix(entry.Name(), eventsPrefix)
	if !ok {
		return false
	}
	if middle, ok = strings.CutSuffix(middle, eventsSuffix); !ok || strings.Trim(middle, "0123456789") != "" {
		return false
	}
	pid, err := strconv.Atoi(middle)
	if err != nil {
		return false
	}
	info, err := entry.Info()
	if err != nil {
		return false
	}
	owner, _ := info.Sys().(*syscall.Stat_t)
	return owner != nil && !lockfile.Program("qrunner").Holds(lockfile.Holder{PID: pid, UID: int(owner.Uid)})
}

// adopt replaces the files that Mailman's runners left by events files of ours.
func (r *Registry) adopt(ctx context.Context) (err error) {
	left, err := leftByMailman(r.site)
	unfinished, xerr := change.Exists(r.site.FileSystem(), adoptionRecord(r.site))
	if err = errors.Join(err, xerr); err != nil || len(left) == 0 && !unfinished {
		return err
	}
	lock, err := r.site.NewLock(adoptionLock, adoptionLifetime)
	if err != nil {
		return err
	}
	release, err := lock.Acquire(ctx, adoptionPatience)
	if errors.Is(err, lockfile.ErrTimeout) {
		return nil // another process replaces the files now
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	if err := change.Finish(r.site.FileSystem(), adoptionRecord(r.site)); err != nil {
		return err
	}
	for _, path := range left {
		if err := r.adoptFile(path); err != nil {
			return fmt.Errorf("taking over the bounces of %s: %w", path, safeio.Advised(err))
		}
	}
	return nil
}

// adoptFile has a file's events noted by list. A file that can't be read to its end is
// kept under another name.
func (r *Registry) adoptFile(path string) error {
	f, err := readEvents(r.site, eventsFile{path: path})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	c := change.New(r.site.FileSystem(), adoptionRecord(r.site))
	defer c.Drop()
	var lists []string
	byList := map[string][]event{}
	for _, e := range f.events {
		if byList[e.list] == nil {
			lists = append(lists, e.list)
		}
		byList[e.list] = append(byList[e.list], e)
	}
	for _, list := range lists {
		if !r.site.ListExists(list) {
			r.site.Logs.Logf("error", "bounces of the list %q, which does not exist, are dropped", list)
		} else if err := r.noteEvents(c, list, byList[list]); err != nil {
			return err
		}
	}
	if err := r.keepBroken(c, f); err != nil {
		return err
	}
	c.Remove(path)
	return c.Commit()
}
