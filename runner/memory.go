// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import "runtime/debug"

// largeEntry is from how many bytes on an entry's length matters for how much memory
// the process takes; below that it is its lists.
const largeEntry = 4 << 20

// boundMemory has what is no longer needed collected early enough for an entry to be
// handled in about eight times its length and 64 MB, of which the program itself and
// its stacks take 16. For small entries memory is cheaper than time. The function that
// it returns ends that.
func boundMemory(size int) (end func()) {
	if size < largeEntry {
		return func() {}
	}
	before := debug.SetMemoryLimit(8*int64(size) + 48<<20)
	return func() { debug.SetMemoryLimit(before) }
}
