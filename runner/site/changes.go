// SPDX-License-Identifier: GPL-2.0-or-later

package site

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"mmgen/runner/mlist"
)

// Unfinished is a change that could not be finished.
type Unfinished struct {
	Removes []string // names of files in the queue's directory, which nobody may touch before it is finished
	Err     error    // why; mlist.ErrLocked where somebody has the list locked
}

// FinishChanges finishes the changes that killed processes began, and returns those that remove
// files of queueDir and can't be finished. Entries of other lists do not suffer from them. If
// somebody has locked the list of such a change, it waits for LIST_LOCK_TIMEOUT. What becomes of
// any other change is of no concern here: it may be under way, and whoever locks its list tries
// again to finish it. The error says that a record can't be read.
func (s *Site) FinishChanges(ctx context.Context, queueDir string) (left []Unfinished, err error) {
	timeout := time.Duration(s.Settings.Float("LIST_LOCK_TIMEOUT") * float64(time.Second))
	lists, err := s.UnfinishedChanges()
	for _, name := range lists {
		removes, rerr := s.changeRemoves(name, queueDir)
		err = errors.Join(err, rerr)
		wait := time.Duration(-1)
		if len(removes) > 0 {
			wait = timeout
		}
		ferr := mlist.FinishChange(ctx, s.ListEnv(), name, wait)
		if ferr != nil && len(removes) > 0 {
			left = append(left, Unfinished{removes, ferr})
		}
	}
	return left, err
}

// UnfinishedChanges are the lists with a change that is not finished: one that is
// under way, or whose process is gone.
func (s *Site) UnfinishedChanges() (lists []string, err error) {
	dir := s.Settings.Str("DATA_DIR")
	files, err := s.FileSystem().ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, file := range files {
		if name, ok := strings.CutPrefix(file.Name(), mlist.ChangePrefix); ok {
			lists = append(lists, name)
		}
	}
	return lists, err
}

// changeRemoves are the names of the files that the change of a list removes from queueDir.
func (s *Site) changeRemoves(list, queueDir string) (names []string, err error) {
	files, err := mlist.ChangeRemoves(s.ListEnv(), list)
	for _, file := range files {
		if filepath.Dir(file) == filepath.Clean(queueDir) {
			names = append(names, filepath.Base(file))
		}
	}
	return names, err
}

// finishBehind finishes the change that the dead holder of a list's lock began.
func (s *Site) finishBehind(lock string) error {
	name, ok := strings.CutSuffix(filepath.Base(lock), ".lock")
	if !ok {
		return nil
	}
	return mlist.FinishChangeOfDead(s.ListEnv(), name)
}
