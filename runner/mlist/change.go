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

// Change is a list that is locked to be changed: the transaction of all that is done to
// the list. What is made meanwhile (letters, queue entries, held messages, requests,
// confirmations, the box of a digest) is given to the Change, and appears together with
// the list when the Change is committed, or not at all. One of Commit, CommitUnsaved and
// Abort ends it and unlocks the list; a second call does nothing. What is given to it
// later fails with change.ErrOver.
//
// Update does all of this for a function.
type Change struct {
	list    *List
	files   *change.Change
	unlock  func() error      // nil when it is over
	keep    bool              // the list itself as it is
	written []string          // the files that WriteFile wrote
	beside  map[string]Beside // what is saved with the list, by name
}

// Beside is a file beside config.pck that is saved when the list is.
type Beside interface {
	// Save gives the change the file's new content, if it has one.
	Save() error
}

// ErrBeside is the error of Commit where Save of a Beside fails.
var ErrBeside = errors.New("saving what goes with the list")

// Change locks the list for a change, as Lock does.
func (l *List) Change(ctx context.Context, timeout time.Duration) (*Change, error) {
	unlock, err := l.Lock(ctx, timeout)
	if err != nil {
		return nil, err
	}
	return &Change{list: l, files: l.newFiles(), unlock: unlock}, nil
}

// Update locks the list as Lock does, and commits what do has done to it, or aborts
// it after an error or a panic.
func (l *List) Update(ctx context.Context, timeout time.Duration, do func(*Change) error) error {
	c, err := l.Change(ctx, timeout)
	if err != nil {
		return err
	}
	defer func() { _ = c.Abort() }() // only after a panic is there anything to abort
	if err := do(c); err != nil {
		return errors.Join(err, c.Abort())
	}
	return c.Commit()
}

func (l *List) newFiles() *change.Change { return change.New(l.env.FS, l.changeRecord()) }

// changeRecord is the path of the record of a change of the list.
func (l *List) changeRecord() string {
	return changeRecord(l.env, l.name)
}

func changeRecord(env *Env, list string) string {
	return filepath.Join(env.Settings.Str("DATA_DIR"), ChangePrefix+list)
}

// List is the list that is changed.
func (c *Change) List() *List { return c.list }

// Files are the files that appear and go with the change.
func (c *Change) Files() *change.Change { return c.files }

// WriteFile gives a file that belongs to the list another content. temp is where the
// content waits.
func (c *Change) WriteFile(temp, path string, data []byte, perm fs.FileMode) error {
	if err := c.files.Replace(temp, path, "", data, perm); err != nil {
		return err
	}
	c.written = append(c.written, path)
	return nil
}

// RemoveFile removes a file that belongs to the list. One that is gone is no error.
func (c *Change) RemoveFile(path string) {
	c.files.Withdraw(path)
	c.files.Remove(path)
}

// Keep returns what is kept under a name, and the first time what open makes. What is
// kept is saved when the change is committed with the list.
func (c *Change) Keep(name string, open func() (Beside, error)) (Beside, error) {
	if c.unlock == nil {
		return nil, fmt.Errorf("list %s: %w", c.list.name, change.ErrOver)
	}
	if kept, ok := c.beside[name]; ok {
		return kept, nil
	}
	opened, err := open()
	if err != nil {
		return nil, err
	}
	if c.beside == nil {
		c.beside = make(map[string]Beside)
	}
	c.beside[name] = opened
	return opened, nil
}

// KeepList says that the list itself is unchanged and need not be saved; its confirmations
// and requests are saved, and what was made appears. The code that commits calls it. Where
// several things were done in the change, none of them may have changed the list.
func (c *Change) KeepList() { c.keep = true }

// Commit saves the list, and with it all that was made. After an error nothing has
// happened, and what was done to the list is forgotten, unless the error is
// change.ErrUnfinished.
func (c *Change) Commit() error {
	return c.end(func() error {
		err := c.stage()
		if err == nil {
			err = c.files.Commit()
		}
		if err != nil {
			return c.list.notSaved(err)
		}
		if !c.keep {
			c.list.saved()
		}
		return nil
	})
}

// CommitUnsaved lets appear what was made and leaves the list as it was before.
func (c *Change) CommitUnsaved() error {
	return c.end(func() error {
		for _, file := range c.written {
			c.files.Withdraw(file)
		}
		c.list.Forget()
		return c.files.Commit()
	})
}

// Abort undoes all.
func (c *Change) Abort() error {
	return c.end(func() error {
		c.list.Forget()
		c.files.Drop()
		return nil
	})
}

func (c *Change) end(do func() error) error {
	if c.unlock == nil {
		return nil
	}
	unlock := c.unlock
	c.unlock = nil
	err := do()
	if err != nil {
		c.list.Forget()
		c.files.Drop() // what is not committed by now
	}
	return errors.Join(err, unlock())
}

// stage has the change replace the list's files by their newest state.
func (c *Change) stage() error {
	if !c.keep {
		if err := c.list.stage(c.files); err != nil {
			return err
		}
	}
	for _, kept := range c.beside {
		if err := kept.Save(); err != nil {
			return fmt.Errorf("%w: %w", ErrBeside, err)
		}
	}
	return nil
}

// stage is for config.pck alone. The links to the archive are mended before the list is on
// the disk: whoever finishes the change of a process that is gone does not.
func (l *List) stage(files *change.Change) error {
	if err := l.refreshLock(); err != nil {
		return err
	}
	l.mendArchiveLinks()
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

// saved is called when the list is on the disk. What can't be looked at now is read
// anew next time.
func (l *List) saved() {
	info, err := l.env.FS.Stat(l.path("config.pck"))
	if err != nil {
		l.Forget()
		return
	}
	l.seen = stampOf(info)
}

// notSaved logs, as Mailman does, that a list could not be written.
func (l *List) notSaved(err error) error {
	if !errors.Is(err, change.ErrUnfinished) && !errors.Is(err, ErrNotLocked) && !errors.Is(err, ErrBeside) {
		l.env.Logs.Logf("error", "Failed config.pck write, retaining old state.\n%s", safeio.Explain(err))
	}
	return fmt.Errorf("saving list %s: %w", l.name, err)
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

// FinishChangeOfDead is FinishChange while the lock still belongs to the process that
// began the change and is dead. Nobody else can have the lock then.
func FinishChangeOfDead(env *Env, name string) error {
	return change.Finish(env.fileSystem(), changeRecord(env, name))
}

// ChangeRemoves are the files that the unfinished change of a list removes.
func ChangeRemoves(env *Env, name string) ([]string, error) {
	return change.Removes(env.fileSystem(), changeRecord(env, name))
}
