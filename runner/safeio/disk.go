// SPDX-License-Identifier: GPL-2.0-or-later

package safeio

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// siteFaults are the errors of a file system that is full, read-only, broken or gone,
// and those of a process or machine without any file descriptor left.
var siteFaults = []unix.Errno{
	unix.ENOSPC, unix.EDQUOT, unix.EROFS, unix.EIO,
	unix.ESTALE, unix.EUCLEAN, unix.ENODEV, unix.ENOTCONN,
	unix.EMFILE, unix.ENFILE,
}

// IsSiteFault tells whether an error says that the site's own disk is at fault, as
// distinct from the file in question or from the process that asks for it. The work can
// be done once the disk is in order. An error of a network connection does not count:
// only an error that names a file does.
func IsSiteFault(err error) bool {
	_, ok := SiteFault(err)
	return ok
}

// SiteFault returns the directory of the file that a fault of the site's disk
// hit first; ok is false for any other error.
func SiteFault(err error) (dir string, ok bool) {
	switch e := err.(type) {
	case nil:
		return "", false
	case *fs.PathError:
		return filepath.Dir(e.Path), isSiteErrno(e.Err)
	case *os.LinkError:
		return filepath.Dir(e.New), isSiteErrno(e.Err)
	case interface{ Unwrap() []error }:
		for _, cause := range e.Unwrap() {
			if dir, ok := SiteFault(cause); ok {
				return dir, true
			}
		}
		return "", false
	}
	return SiteFault(errors.Unwrap(err))
}

func isSiteErrno(err error) bool {
	for _, errno := range siteFaults {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}
