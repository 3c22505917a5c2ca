// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"mmgen/runner/queue"
	"mmgen/runner/safeio"
)

// diskError is why a drain was stopped: the site's disk is full, read-only or
// broken. No entry is to blame; each waits where it was.
type diskError struct {
	dir   string
	cause error
}

// Error is one line that names the directory and how to mend it.
func (e *diskError) Error() string {
	return fmt.Sprintf("the disk of %s: %s; entries stay queued until it is in order",
		e.dir, strings.ReplaceAll(safeio.Explain(e.cause), "\n", "; "))
}

func (e *diskError) Unwrap() error { return e.cause }

// siteFault judges whether an error that came up while an entry was handled is
// the site's fault and not the entry's. It is, wherever it comes from, where the
// disk says so, and where a queue can't be written to. dir is the directory.
func siteFault(err error) (dir string, ok bool) {
	if dir, ok := safeio.SiteFault(err); ok {
		return dir, true
	}
	var fault *queue.IOError
	if errors.As(err, &fault) && !fault.OneFile {
		return filepath.Clean(fault.Path), true
	}
	return "", false
}
