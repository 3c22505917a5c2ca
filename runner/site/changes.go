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

// FinishChanges finishes the changes that killed processes began. If somebody has
// locked the list of a change, it waits for LIST_LOCK_TIMEOUT, but only if the change
// removes files of queueDir: nobody may touch those before it is finished. The error is
// mlist.ErrLocked then.
func (s *Site) FinishChanges(ctx context.Context, queueDir string) error {
	timeout := time.Duration(s.Settings.Float("LIST_LOCK_TIMEOUT") * float64(time.Second))
	lists, err := s.UnfinishedChanges()
	for _, name := range lists {
		concerns, rerr := s.changeConcerns(name, queueDir)
		wait := time.Duration(-1)
		if concerns {
			wait = timeout
		}
		ferr := mlist.FinishChange(ctx, s.ListEnv(), name, wait)
		if errors.Is(ferr, mlist.ErrLocked) && !concerns {
			ferr = nil // it is under way
		}
		err = errors.Join(err, rerr, ferr)
	}
	return err
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

func (s *Site) changeConcerns(list, queueDir string) (bool, error) {
	files, err := mlist.ChangeRemoves(s.ListEnv(), list)
	for _, file := range files {
		if filepath.Dir(file) == filepath.Clean(queueDir) {
			return true, err
		}
	}
	return false, err
}

// finishBehind finishes the change that the dead holder of a list's lock began.
func (s *Site) finishBehind(lock string) error {
	name, ok := strings.CutSuffix(filepath.Base(lock), ".lock")
	if !ok {
		return nil
	}
	return mlist.FinishChangeOfDead(s.ListEnv(), name)
}
