// SPDX-License-Identifier: GPL-2.0-or-later

package safeio

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"golang.org/x/sys/unix"
)

// RemoveAll removes a file, or a directory with all that is in it; of a symbolic link only
// the link. In each directory files of the names last go last, in that order. A path that
// is not there is an error.
func RemoveAll(fsys FS, path string, last ...string) error {
	err := fsys.Remove(path)
	if !errors.Is(err, unix.ENOTEMPTY) && !errors.Is(err, unix.EEXIST) {
		return err
	}
	files, err := fsys.ReadDir(path)
	if err != nil {
		return err
	}
	slices.SortStableFunc(files, func(a, b fs.DirEntry) int {
		return slices.Index(last, a.Name()) - slices.Index(last, b.Name())
	})
	for _, file := range files {
		if err := RemoveAll(fsys, filepath.Join(path, file.Name()), last...); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return fsys.Remove(path)
}
