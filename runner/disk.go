// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"fmt"
	"strings"

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
