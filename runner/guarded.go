// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"fmt"
	"runtime/debug"
)

// guarded makes a panic a fault of the entry in hand alone.
func guarded(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v\n%s", r, debug.Stack())
		}
	}()
	return f()
}
