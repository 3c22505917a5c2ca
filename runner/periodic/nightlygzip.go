// SPDX-License-Identifier: GPL-2.0-or-later

package periodic

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio"
)

// nightlyGzip is cron/nightly_gzip: the .txt files of pipermail archives are compressed
// to .txt.gz where that is older. It is for sites on which the archive does not do so with
// each post: ARCHIVE_TO_MBOX 1 or 2 without GZIP_ARCHIVE_TXT_FILES. No list is locked.
func nightlyGzip(ctx context.Context, r *run) error {
	mbox := r.Settings.Int("ARCHIVE_TO_MBOX")
	if mbox != 1 && mbox != 2 || r.Settings.Bool("GZIP_ARCHIVE_TXT_FILES") {
		return nil
	}
	return r.forLists(ctx, func(name string) error { return r.gzipList(ctx, name) })
}

// gzipList compresses the files of one list.
func (r *run) gzipList(ctx context.Context, name string) error {
	l, err := r.OpenList(name)
	if err != nil || !l.Bool("archive") {
		return err
	}
	dir := filepath.Join(r.Settings.Str("PRIVATE_ARCHIVE_FILE_DIR"), name)
	files, err := r.FileSystem().ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) && l.Float("last_post_time") <= 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("looking for the archive's files: %w", err)
	}
	r.say("Processing list: %s", name)
	for _, file := range files {
		if filepath.Ext(file.Name()) != ".txt" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.gzipFile(filepath.Join(dir, file.Name())); err != nil {
			return fmt.Errorf("compressing a file of the archive: %w", err)
		}
	}
	return nil
}

// gzipMode is the mode of a new compressed file: all may read it, as the umask 002 of the
// script has it.
const gzipMode fs.FileMode = 0o664

// gzipFile compresses a file, unless that was done since it was changed. The compressed
// one gets the time of the other, so that what is added meanwhile is seen the next time.
// One that is there already keeps its mode, but for that its owner can write it.
func (r *run) gzipFile(path string) error {
	fsys := r.FileSystem()
	info, err := fsys.Stat(path)
	if err != nil {
		return err
	}
	mode := gzipMode
	if old, err := fsys.Stat(path + ".gz"); err == nil {
		if old.ModTime().Unix() >= info.ModTime().Unix() {
			return nil
		}
		mode = old.Mode().Perm() | 0o600
	}
	r.say("gzip'ing: %s", path)
	temp := path + ".gz.tmp"
	if err := compress(fsys, path, temp, mode); err != nil {
		_ = fsys.Remove(temp)
		return err
	}
	if err := fsys.Chtimes(temp, info.ModTime(), info.ModTime()); err != nil {
		return err
	}
	r.result.Done++
	return fsys.Rename(temp, path+".gz")
}

// compress writes a compressed copy of a file, at level 6 and with its name, as gzip.open
// of Python does, and with that mode.
func compress(fsys safeio.FS, path, to string, mode fs.FileMode) (err error) {
	in, err := safeio.OpenRegular(fsys, path, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := safeio.OpenRegular(fsys, to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|unix.O_NOFOLLOW, mode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if err := out.Chmod(mode); err != nil {
		return err
	}
	zip, err := gzip.NewWriterLevel(out, 6)
	if err != nil {
		return err
	}
	zip.Name = strings.TrimSuffix(filepath.Base(to), ".gz.tmp")
	if _, err := io.Copy(zip, in); err != nil {
		return err
	}
	if err := zip.Close(); err != nil {
		return err
	}
	return out.Sync()
}
