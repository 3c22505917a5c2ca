// SPDX-License-Identifier: GPL-2.0-or-later

package safeio

import (
	"errors"
	"io/fs"
	"syscall"

	"golang.org/x/sys/unix"
)

// ErrNotRegular is the error of OpenRegular where a named pipe, device, socket or
// directory stands in place of a file.
var ErrNotRegular = errors.New("not a regular file")

// OpenRegular opens a regular file, or a symbolic link to one, as os.OpenFile
// does. All of a site's files are opened by it: a plain open waits, maybe for
// ever, for the other end of a named pipe, and some devices never come to an
// end. Here everything else than a regular file is ErrNotRegular at once, but
// for the null device: by custom it serves as a file that is always empty.
func OpenRegular(fsys FS, name string, flag int, perm fs.FileMode) (File, error) {
	f, err := fsys.OpenFile(name, flag|unix.O_NONBLOCK|unix.O_NOCTTY, perm)
	if errors.Is(err, unix.ENXIO) || errors.Is(err, unix.EISDIR) || errors.Is(err, unix.ELOOP) {
		// A pipe that nobody reads, a socket or a missing device; a directory; a link
		// in a circle, or one where O_NOFOLLOW refuses all.
		return nil, &fs.PathError{Op: "open", Path: name, Err: ErrNotRegular}
	}
	if err != nil {
		return nil, err
	}
	if err := checkRegular(f, name); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

func checkRegular(f File, name string) error {
	info, err := f.Stat()
	if err != nil || info.Mode().IsRegular() || isNull(info) {
		return err
	}
	return &fs.PathError{Op: "open", Path: name, Err: ErrNotRegular}
}

// isNull tells whether a file is the device that /dev/null is (null(4)).
func isNull(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && info.Mode()&fs.ModeCharDevice != 0 && stat.Rdev == unix.Mkdev(1, 3)
}
