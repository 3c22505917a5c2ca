// SPDX-License-Identifier: GPL-2.0-or-later

package mmlog

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"mmgen/runner/safeio"
)

// logMode is what Mailman's umask of 007 leaves of 0666 (Logger.py: __get_f).
const logMode = 0o660

// errNoLog is why something in a log's place can't be one.
var errNoLog = errors.New("is no regular file; move it away")

// openLog opens a log for appending. Only a file that it makes gets its mode
// set: log rotation may have chosen another one.
//
// It never waits: a pipe, a socket or a device in place of a log is an error.
func openLog(fsys safeio.FS, name string) (safeio.File, error) {
	f, err := openToAppend(fsys, name, 0)
	if !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	f, err = openToAppend(fsys, name, os.O_CREATE|os.O_EXCL)
	if errors.Is(err, fs.ErrExist) {
		// Another process made it meanwhile, or it is a symbolic link to a
		// file that is still to be made.
		return openToAppend(fsys, name, os.O_CREATE)
	}
	if err != nil {
		return nil, err
	}
	if err := f.Chmod(logMode); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// openToAppend opens a file that can serve as a log: a regular one, or
// /dev/null, to which an administrator links a log that nobody needs. A write
// to anything else could wait, or lose the line.
func openToAppend(fsys safeio.FS, name string, flags int) (safeio.File, error) {
	f, err := fsys.OpenFile(name, flags|os.O_WRONLY|os.O_APPEND|unix.O_NONBLOCK, logMode)
	if errors.Is(err, unix.ENXIO) { // a pipe that nobody reads, or a socket
		return nil, fmt.Errorf("%s %w", name, errNoLog)
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() && !isNull(info) {
		err = fmt.Errorf("%s %w", name, errNoLog)
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// isNull tells whether a file is the device that /dev/null is (null(4)).
func isNull(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && info.Mode()&fs.ModeCharDevice != 0 && stat.Rdev == unix.Mkdev(1, 3)
}
