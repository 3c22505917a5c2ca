// SPDX-License-Identifier: GPL-2.0-or-later

package change

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio"
)

// Commit makes the change. An error that is ErrUnfinished says that it has
// happened all the same; after any other it is undone as by Drop. ErrOver where it
// was committed or dropped before.
func (c *Change) Commit() error {
	if c.over {
		return c.atEnd()
	}
	err := c.force()
	if err == nil {
		if c.record != nil {
			err = c.finish()
		}
		c.end()
		return err
	}
	if c.record != nil && c.fsys.Remove(c.path) != nil {
		// Nobody knows what of the record is on the disk. It decides.
		_ = c.record.Close()
		c.files.Drop()
		c.closeGrowing()
		for _, p := range c.parts {
			p.part.Drop()
		}
		c.end()
		return fmt.Errorf("%w: %w", ErrUnfinished, err)
	}
	c.Drop()
	return err
}

// force brings all that is new, and then the record, to the disk.
func (c *Change) force() error {
	for _, p := range c.parts {
		if err := p.part.Prepare(c); err != nil {
			return err
		}
	}
	if err := c.endGrowing(); err != nil {
		return err
	}
	if len(c.steps) == 0 {
		c.Drop()
		return nil
	}
	slices.SortStableFunc(c.steps, func(a, b step) int { return int(a.kind) - int(b.kind) })
	if err := c.files.Sync(); err != nil {
		return err
	}
	if err := syncDirs(c.fsys, dirsOf(c.temps)); err != nil {
		return err
	}
	var text strings.Builder
	for _, s := range c.steps {
		text.WriteString(s.line())
	}
	text.WriteString(commitLine)
	if err := c.note(text.String()); err != nil {
		return err
	}
	if err := c.record.Sync(); err != nil {
		return err
	}
	return syncDirs(c.fsys, dirsOf([]string{c.path}))
}

// finish takes the steps of a change that has happened.
func (c *Change) finish() error {
	_ = c.record.Close() // the record is on the disk already
	r := record{steps: c.steps, temps: c.temps, folders: c.folders}
	if err := r.finish(c.fsys, c.path); err != nil {
		return fmt.Errorf("%w: %w", ErrUnfinished, err)
	}
	return nil
}

// finish takes all steps, forces them to the disk and removes the record, which is at
// path.
func (r record) finish(fsys safeio.FS, path string) error {
	var touched []string
	for _, s := range r.steps {
		if err := s.take(fsys); err != nil {
			return err
		}
		touched = append(touched, s.file)
	}
	if err := removeTemps(fsys, r.temps, r.steps); err != nil {
		return err
	}
	if err := removeEmpty(fsys, r.folders); err != nil {
		return err
	}
	if err := syncDirs(fsys, dirsOf(touched)); err != nil {
		return err
	}
	return removeFile(fsys, path)
}

// removeTemps removes the temporary files that no step uses.
func removeTemps(fsys safeio.FS, temps []string, steps []step) error {
	used := map[string]bool{}
	for _, s := range steps {
		used[s.temp] = true
	}
	for _, temp := range temps {
		if used[temp] {
			continue
		}
		if err := removeFile(fsys, temp); err != nil {
			return err
		}
	}
	return nil
}

// removeEmpty removes those directories that have nothing in them, parents last.
func removeEmpty(fsys safeio.FS, folders []string) error {
	for _, dir := range slices.Backward(folders) {
		if err := removeFile(fsys, dir); err != nil && !errors.Is(err, unix.ENOTEMPTY) && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// syncDirs forces to the disk which files directories have, all at the same time.
func syncDirs(fsys safeio.FS, dirs []string) error {
	errs := make([]error, len(dirs))
	var wait sync.WaitGroup
	for i, dir := range dirs {
		wait.Go(func() { errs[i] = safeio.SyncDir(fsys, dir) })
	}
	wait.Wait()
	return errors.Join(errs...)
}
