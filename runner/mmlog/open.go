// SPDX-License-Identifier: GPL-2.0-or-later

package mmlog

import (
	"errors"
	"io/fs"
	"os"

	"mmgen/runner/safeio"
)

// logMode is what Mailman's umask of 007 leaves of 0666 (Logger.py: __get_f).
const logMode = 0o660

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

// openToAppend opens a file that can serve as a log. A write to a pipe or a
// socket could wait, or lose the line.
func openToAppend(fsys safeio.FS, name string, flags int) (safeio.File, error) {
	return safeio.OpenRegular(fsys, name, flags|os.O_WRONLY|os.O_APPEND, logMode)
}
