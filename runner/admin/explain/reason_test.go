// SPDX-License-Identifier: GPL-2.0-or-later

package explain

import (
	"strings"
	"testing"
)

// mixedLog is an error log as mmrun (process 7) and Mailman (8 and 9) write it, at the same time.
const mixedLog = `Nov 28 16:00:00 2026 (7) Uncaught runner exception: handler Moderate: the first
Nov 28 16:00:00 2026 (7) SHUNTING: 1795000000.5+aa
Nov 28 16:00:01 2026 (8) Uncaught runner exception: 'subject'
Nov 28 16:00:01 2026 (7) Uncaught runner exception: the second
Nov 28 16:00:01 2026 (8) Traceback (most recent call last):
  File "/usr/lib/mailman/Mailman/Queue/Runner.py", line 119, in _oneloop
    self._onefile(msg, msgdata)
KeyError: 'subject'

Nov 28 16:00:02 2026 (7) SHUNTING: 1795000001.5+bb
Nov 28 16:00:02 2026 (8) SHUNTING: 1795000002.5+cc
Nov 28 16:00:03 2026 (9) SHUNTING: 1795000003.5+dd
Nov 28 16:00:04 2026 (7) Uncaught runner exception: the third
Nov 28 16:00:04 2026 (7) SHUNTING: 1795000000.5+aa`

func TestReasonIn(t *testing.T) {
	for name, want := range map[string]string{
		"1795000000.5+aa": "Nov 28 16:00:04 2026: the third", // it was put back, and shunted again
		"1795000001.5+bb": "Nov 28 16:00:01 2026: the second",
		"1795000002.5+cc": "Nov 28 16:00:01 2026: KeyError: 'subject'",
		"1795000003.5+dd": "",
		"1795000003.5+ee": "",
	} {
		if got := reasonIn(strings.NewReader(mixedLog), name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
