// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"math"
	"runtime"
	"runtime/debug"
)

const (
	// largeRead is the length in bytes from which on an entry matters for the memory that
	// the process takes: for a moment much may be made of it, as of a report about very
	// many recipients, or of a post with very many attachments.
	largeRead = 256 << 10
	// largeEntry is the length from which on it matters more than the lists.
	largeEntry = 4 << 20
)

// What the Go runtime takes, in bytes, while an entry is only read. The program itself
// takes 16 MB more.
const (
	mostRead  = 104 << 20
	leastFree = 32 << 20 // beside what is in use: the lists may be large
)

// boundMemory makes the garbage collector run often enough for an entry to be loaded and
// handled in about eight times its length and 64 MB; or in 128 MB where it is only read. Of
// the 64 MB the program itself takes 16, and 24 are for what is made before the collector
// is done. For small entries time matters more than memory, and it does nothing. The
// function that it returns ends that.
func boundMemory(size int, onlyRead bool) (end func()) {
	limit := 8*int64(size) + 24<<20
	switch {
	case size < largeRead:
		return func() {}
	case onlyRead:
		limit = max(mostRead, inUse()+leastFree)
	case size < largeEntry:
		limit = max(limit, inHeap()+leastFree)
	}
	return keepBound(limit)
}

// memoryBound is the bound that is in force, 0 for none.
func memoryBound() int64 {
	if limit := debug.SetMemoryLimit(-1); limit != math.MaxInt64 {
		return limit
	}
	return 0
}

// keepBound puts a bound that memoryBound told in force again. The function that it
// returns ends that.
func keepBound(bound int64) (end func()) {
	if bound == 0 {
		return func() {}
	}
	before := debug.SetMemoryLimit(bound)
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
