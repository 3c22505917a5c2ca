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
func openLog(fsys safeio.FS, name string) (safeio.File, error) {
	const flags = os.O_WRONLY | os.O_APPEND
	f, err := fsys.OpenFile(name, flags, 0)
	if !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	f, err = fsys.OpenFile(name, flags|os.O_CREATE|os.O_EXCL, logMode)
	if errors.Is(err, fs.ErrExist) {
		// Another process made it meanwhile, or it is a symbolic link to a
		// file that is still to be made.
		return fsys.OpenFile(name, flags|os.O_CREATE, logMode)
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
