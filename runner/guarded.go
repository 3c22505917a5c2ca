// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"fmt"
	"runtime/debug"
)

// guarded calls do and returns a panic as an error, so that it harms one entry only.
func guarded(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v\n%s", r, debug.Stack())
		}
	}()
	return f()
}
