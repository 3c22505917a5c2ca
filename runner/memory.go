// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import "runtime/debug"

// largeEntry is the length in bytes from which on an entry matters for the memory that
// the process takes; below it the lists matter more.
const largeEntry = 4 << 20

// boundMemory makes the garbage collector run often enough for an entry to be handled
// in about eight times its length and 64 MB, of which the program itself and its stacks
// take 16. For small entries time matters more than memory, and it does nothing. The
// function that it returns ends that.
func boundMemory(size int) (end func()) {
	if size < largeEntry {
		return func() {}
	}
	before := debug.SetMemoryLimit(8*int64(size) + 48<<20)
	return func() { debug.SetMemoryLimit(before) }
}
