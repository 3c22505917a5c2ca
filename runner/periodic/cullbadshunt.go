// SPDX-License-Identifier: GPL-2.0-or-later

package periodic

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// cullBadShunt is cron/cull_bad_shunt: files of the bad and shunt queues that are older
// than BAD_SHUNT_STALE_AFTER seconds are moved to BAD_SHUNT_ARCHIVE_DIRECTORY or, where that is
// not set, removed. Directories, links and the like stay.
//
// Where the directory is set and can't be used, Mailman removes the files all the same.
// Here they stay, and that is an error.
func cullBadShunt(ctx context.Context, r *run) error {
	stale := r.Settings.Float("BAD_SHUNT_STALE_AFTER")
	if stale <= 0 {
		return nil
	}
	c := culling{run: r, archive: r.Settings.Str("BAD_SHUNT_ARCHIVE_DIRECTORY")}
	c.before = r.Now().Add(-time.Duration(math.Min(stale, math.MaxInt64/1e9) * float64(time.Second)))
	if err := c.checkArchive(); err != nil {
		return err
	}
	for _, setting := range []string{site.Bad, site.Shunt} {
		if err := c.cull(ctx, r.Settings.Str(setting)); err != nil {
			return err
		}
	}
	return nil
}

// culling is one run of cull_bad_shunt.
type culling struct {
	*run
	before  time.Time // files that were changed later stay
	archive string    // BAD_SHUNT_ARCHIVE_DIRECTORY; "" where files are removed
}

func (c culling) checkArchive() error {
	if c.archive == "" {
		return nil
	}
	info, err := c.FileSystem().Stat(c.archive)
	if err == nil && !info.IsDir() {
		err = unix.ENOTDIR
	}
	if err == nil {
		err = unix.Access(c.archive, unix.W_OK|unix.X_OK)
	}
	if err != nil {
		return fmt.Errorf("BAD_SHUNT_ARCHIVE_DIRECTORY: old files can't be moved to %s, and stay where they are; make it a directory that the site's user can write, or set it to None to have them removed: %w", c.archive, err)
	}
	return nil
}

// cull removes the old files of a directory.
func (c culling) cull(ctx context.Context, dir string) error {
	files, err := c.FileSystem().ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking for old files: %w", err)
	}
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		path := filepath.Join(dir, file.Name())
		info, err := c.FileSystem().Stat(path)
		if err == nil && info.Mode().IsRegular() && !info.ModTime().After(c.before) {
			if err = c.dispose(path, info); err == nil {
				c.result.Done++
			}
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing an old file: %w", err)
		}
	}
	return nil
}

// dispose moves a file to the archive, or removes it.
func (c culling) dispose(path string, info fs.FileInfo) error {
	fsys := c.FileSystem()
	if c.archive == "" {
		return fsys.Remove(path)
	}
	archived := filepath.Join(c.archive, filepath.Base(path))
	err := fsys.Rename(path, archived)
	if !errors.Is(err, unix.EXDEV) {
		return err
	}
	data, err := safeio.ReadFile(fsys, path, math.MaxInt64)
	if err != nil {
		return err
	}
	if err := safeio.WriteFile(fsys, archived+".tmp", archived, data, info.Mode().Perm()); err != nil {
		return err
	}
	if err := fsys.Chtimes(archived, info.ModTime(), info.ModTime()); err != nil {
		return err
	}
	return fsys.Remove(path)
}
