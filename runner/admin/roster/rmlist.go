// SPDX-License-Identifier: GPL-2.0-or-later

package roster

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"

	"golang.org/x/sys/unix"

	"mmgen/runner/admin/mta"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// Remove removes a list (bin/rmlist), and with archives its archives too. It says what is
// removed. The list's lock is held meanwhile: nobody begins to deliver a post of it. The
// list itself goes last, its config.pck at the very end: whoever is killed before that can
// call Remove again, and nothing is overlooked.
func Remove(ctx context.Context, s *site.Site, name string, archives bool) (removed []string, err error) {
	l, err := open(s, name)
	if err != nil {
		return nil, err
	}
	unlock, err := l.Lock(ctx, l.LockTimeout())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if s.Settings.Str("MTA") == "Postfix" {
		if err := (mta.Postfix{Site: s}).Remove(ctx, l); err != nil {
			return nil, err
		}
	}
	paths, err := belongings(s, l.InternalName(), archives)
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		switch err := removeAll(s.FileSystem(), path); {
		case err == nil:
			removed = append(removed, path)
		case !errors.Is(err, fs.ErrNotExist):
			return removed, err
		}
	}
	return removed, nil
}

// belongings are the files of a list, the list itself last.
func belongings(s *site.Site, list string, archives bool) (paths []string, err error) {
	if archives {
		for _, setting := range []string{"PUBLIC_ARCHIVE_FILE_DIR", "PRIVATE_ARCHIVE_FILE_DIR"} {
			dir := filepath.Join(s.Settings.Str(setting), list)
			paths = append(paths, dir, dir+".mbox")
		}
	}
	held := regexp.MustCompile(`(?i)^heldmsg-` + regexp.QuoteMeta(list) + `-\d+\.(pck|txt)$`)
	files, err := s.FileSystem().ReadDir(s.Settings.Str("DATA_DIR"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if held.MatchString(file.Name()) {
			paths = append(paths, filepath.Join(s.Settings.Str("DATA_DIR"), file.Name()))
		}
	}
	return append(paths, filepath.Join(s.Settings.Str("LIST_DATA_DIR"), list)), nil
}

// removeAll removes a file, or a directory with all that is in it. Without a config.pck
// and a config.pck.last a directory is no list any more, so these go last.
func removeAll(fsys safeio.FS, path string) error {
	err := fsys.Remove(path) // of a symbolic link only the link
	if !errors.Is(err, unix.ENOTEMPTY) && !errors.Is(err, unix.EEXIST) {
		return err
	}
	files, err := fsys.ReadDir(path)
	if err != nil {
		return err
	}
	slices.SortFunc(files, func(a, b fs.DirEntry) int {
		return order(a.Name()) - order(b.Name())
	})
	for _, file := range files {
		if err := removeAll(fsys, filepath.Join(path, file.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return fsys.Remove(path)
}

// order is when a file of a directory goes: config.pck.last before config.pck, of which it
// is the state before.
func order(file string) int {
	return slices.Index([]string{"config.pck.last", "config.pck"}, file)
}
