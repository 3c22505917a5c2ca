// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"errors"
	"fmt"
	"path/filepath"

	"mmgen/runner/safeio"
)

// ErrGone says that an entry is not there any more: another runner had it.
var ErrGone = errors.New("the entry is gone, another runner took it")

// IOError is a fault of the file system: of the disk, its room, or its
// permissions. No entry is harmed; what was not taken is still a .pck.
type IOError struct {
	Doing   string // what was tried, for example "taking the entry"
	OneFile bool   // only the file of this entry can't be read: others may be well
	Path    string
	Err     error
}

// Error says what happened and how it can be mended.
func (e *IOError) Error() string {
	return fmt.Sprintf("%s %s: %s", e.Doing, e.Path, safeio.Explain(e.Err))
}

func (e *IOError) Unwrap() error { return e.Err }

// SiteFault tells whether an error that came up while an entry was handled is the fault
// of the site and not of the entry: a fault of the disk, wherever it shows, or a queue
// that can't be written to. dir is the directory.
func SiteFault(err error) (dir string, ok bool) {
	if dir, ok := safeio.SiteFault(err); ok {
		return dir, true
	}
	var fault *IOError
	if errors.As(err, &fault) && !fault.OneFile {
		return filepath.Clean(fault.Path), true
	}
	return "", false
}

// UnreadableError is an entry that can't be unpickled. Once it is taken,
// SetAside is what Mailman does with it.
type UnreadableError struct {
	Name string
	Part string // "message" or "metadata"
	Err  error
}

func (e *UnreadableError) Error() string {
	return fmt.Sprintf("entry %s: its %s can't be read: %v", e.Name, e.Part, e.Err)
}

func (e *UnreadableError) Unwrap() error { return e.Err }

// NotMessageError is an entry whose first pickle is whole and no message.
// Mailman finds out while it handles the entry, and shunts it.
type NotMessageError struct {
	Name string
	Err  error
}

func (e *NotMessageError) Error() string {
	return fmt.Sprintf("entry %s does not hold a message: %v", e.Name, e.Err)
}

func (e *NotMessageError) Unwrap() error { return e.Err }
