// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"mmgen/runner/change"
	"mmgen/runner/lockfile"
	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

// ChangePrefix is what the records of changes are called in DATA_DIR, before the
// name of their list.
const ChangePrefix = "mmrun-change-"

// Change is a list that is locked to be changed. What is made meanwhile (letters,
// queue entries, held messages, requests, confirmations, the box of a digest)
// appears when it is committed, together with the list, or not at all. One of
// Commit, CommitUnsaved and Abort ends it and unlocks the list; a second one does
// nothing.
type Change struct {
	list    *List
	unlock  func() error // nil when it is over
	without bool         // without the list itself
}

// Change locks the list for a change, as Lock does.
func (l *List) Change(ctx context.Context, timeout time.Duration) (*Change, error) {
	unlock, err := l.Lock(ctx, timeout)
	if err != nil {
		return nil, err
	}
	l.files = l.newFiles()
	return &Change{list: l, unlock: unlock}, nil
}

func (l *List) newFiles() *change.Change { return change.New(l.env.FS, l.changeRecord()) }

// changeRecord is where the record of a change of the list lies.
func (l *List) changeRecord() string {
	return changeRecord(l.env, l.name)
}

func changeRecord(env *Env, list string) string {
	return filepath.Join(env.Settings.Str("DATA_DIR"), ChangePrefix+list)
}

// WriteFile gives a file that belongs to the list another content: with the change
// that the list is locked for, if it is locked for one, else at once. temp is where
// the content waits.
func (l *List) WriteFile(temp, path string, data []byte, perm fs.FileMode) error {
	if l.files == nil {
		return safeio.WriteFile(l.env.FS, temp, path, data, perm)
	}
	l.written = append(l.written, path)
	return l.files.Replace(temp, path, "", data, perm)
}

// RemoveNew removes a file that WriteFile has made new; one that is gone is no error.
func (l *List) RemoveNew(path string) error {
	if l.files != nil {
		l.files.Withdraw(path)
		return nil
	}
	if err := l.env.FS.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// RemoveFile removes a file that belongs to the list: with the change that the list is
// locked for, if it is locked for one, else at once. One that is gone is no error.
func (l *List) RemoveFile(path string) error {
	if l.files == nil {
		return l.RemoveNew(path)
	}
	l.files.Withdraw(path)
	l.files.Remove(path)
	return nil
}

// Files are the files of the change that the list is locked for; nil where it is
// not locked for one.
func (l *List) Files() *change.Change { return l.files }

// Apart calls do within the change of files that the list is locked for, or within
// one of its own, without the list, if it is not.
func (l *List) Apart(do func(*change.Change) error) error {
	if l.files != nil {
		return do(l.files)
	}
	l.files = l.newFiles()
	defer func() { l.files = nil }()
	if err := do(l.files); err != nil {
		l.files.Drop()
		return err
	}
	return l.files.Commit()
}

// Files are those of the change.
func (c *Change) Files() *change.Change { return c.list.files }

// List is the list that is changed.
func (c *Change) List() *List { return c.list }

// KeepList says that the list itself is unchanged and need not be saved: only its
// confirmations and requests, and what was made.
func (c *Change) KeepList() { c.without = true }

// Commit saves the list, and with it all that was made. After an error nothing has
// happened, and what was done to the list is forgotten, unless the error is
// change.ErrUnfinished.
func (c *Change) Commit() error {
	return c.end(func() error {
		if err := c.stage(); err != nil {
			return fmt.Errorf("saving list %s: %w", c.list.name, err)
		}
		if err := c.Files().Commit(); err != nil {
			return fmt.Errorf("saving list %s: %w", c.list.name, err)
		}
		if c.without {
			return nil
		}
		return c.list.saved()
	})
}

// CommitUnsaved lets appear what was made and leaves the list as it was before.
func (c *Change) CommitUnsaved() error {
	return c.end(func() error {
		for _, file := range c.list.written {
			c.Files().Withdraw(file)
		}
		c.list.Forget()
		return c.Files().Commit()
	})
}

// Abort undoes all.
func (c *Change) Abort() error {
	return c.end(func() error {
		c.list.Forget()
		c.Files().Drop()
		return nil
	})
}

func (c *Change) end(do func() error) error {
	if c.unlock == nil {
		return nil
	}
	err := do()
	if err != nil {
		c.list.Forget()
		c.list.files.Drop() // what is not committed by now
	}
	c.list.files, c.list.written = nil, nil
	err = errors.Join(err, c.unlock())
	c.unlock = nil
	return err
}

// stage has the change replace the list's files by their newest state.
func (c *Change) stage() error {
	l, files := c.list, c.Files()
	if !c.without {
		if err := l.stage(files); err != nil {
			return err
		}
	}
	return l.saveBeside()
}

// stage is for config.pck alone.
func (l *List) stage(files *change.Change) error {
	if err := l.refreshLock(); err != nil {
		return err
	}
	room := make([]byte, 0, l.seen.size+l.seen.size/16) // about as long as the one before
	data, err := pickle.AppendDump(room, l.persistent(), configProtocol)
	if err != nil {
		return err
	}
	config := l.path("config.pck")
	return files.Replace(l.tempName(), config, config+".last", data, configMode)
}

// refreshLock fails where somebody else has the list by now.
func (l *List) refreshLock() error {
	err := l.lock.Refresh(0)
	if errors.Is(err, lockfile.ErrNotLocked) {
		return fmt.Errorf("%w: %w", ErrNotLocked, err)
	}
	return err
}

// saved is called when the list is on the disk.
func (l *List) saved() error {
	info, err := l.env.FS.Stat(l.path("config.pck"))
	if err != nil {
		l.Forget() // it is saved all the same, and read anew next time
		return nil
	}
	l.seen = stampOf(info)
	l.mendArchiveLinks()
	return nil
}

// finishChange finishes what a process that is gone has begun.
func (l *List) finishChange() error { return change.Finish(l.env.FS, l.changeRecord()) }

// FinishChange finishes, under the list's lock, the change that a process that is
// gone has begun. It waits for the lock as Lock does; ErrLocked.
func FinishChange(ctx context.Context, env *Env, name string, timeout time.Duration) error {
	l, err := newList(env, name)
	if err != nil {
		return err
	}
	release, err := l.acquire(ctx, timeout)
	if err != nil {
		return err
	}
	err = l.finishChange()
	l.locked = false
	return errors.Join(err, release())
}

// FinishChangeOfDead is FinishChange while the lock is still that of the process
// that began the change and is dead: nobody else can have it.
func FinishChangeOfDead(env *Env, name string) error {
	return change.Finish(env.fileSystem(), changeRecord(env, name))
}

// ChangeRemoves are the files that the unfinished change of a list removes.
func ChangeRemoves(env *Env, name string) ([]string, error) {
	return change.Removes(env.fileSystem(), changeRecord(env, name))
}
