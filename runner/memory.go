// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"runtime"
	"runtime/debug"
)

const (
	// largeEntry is the length in bytes from which on an entry matters for the memory
	// that the process takes; below it the lists matter more.
	largeEntry = 4 << 20
	// largeRead is that length for an entry that is only read: for a moment much may be
	// made of it, as of a report about very many recipients.
	largeRead = 256 << 10
)

// What the Go runtime takes, in bytes, while an entry is only read. The program itself
// takes 16 MB more.
const (
	mostRead  = 104 << 20
	leastFree = 32 << 20 // beside what is in use: the lists may be large
)

// boundMemory makes the garbage collector run often enough for an entry to be handled
// in about eight times its length and 64 MB, of which the program itself and its stacks
// take 16; or in 128 MB where it is only read. For small entries time matters more than
// memory, and it does nothing. The function that it returns ends that.
func boundMemory(size int, onlyRead bool) (end func()) {
	limit := 8*int64(size) + 48<<20
	switch {
	case onlyRead && size >= largeRead:
		limit = max(mostRead, inUse()+leastFree)
	case size < largeEntry:
		return func() {}
	}
	before := debug.SetMemoryLimit(limit)
	return func() { debug.SetMemoryLimit(before) }
}

// inUse is how much memory values take, in bytes. If that is much, garbage is not among
// it.
func inUse() int64 {
	used := inHeap()
	if used > mostRead-leastFree {
		runtime.GC()
		used = inHeap()
	}
	return used
}

// inHeap is how much memory values take, garbage included.
func inHeap() int64 {
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	return int64(now.HeapAlloc)
}
