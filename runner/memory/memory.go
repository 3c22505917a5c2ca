// SPDX-License-Identifier: GPL-2.0-or-later

// Package memory bounds the memory that the process takes for a large entry, by having the
// garbage collector run more often. There is one bound for the process, so only one
// goroutine sets it.
package memory

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

// Bound makes the garbage collector run often enough for an entry of size bytes to be
// loaded and handled in about eight times its length and 64 MB. Of the 64 MB the program
// itself takes 16, and 24 are for what is made before the collector is done. For small
// entries time matters more than memory, and it does nothing. The function that it returns
// ends that.
func Bound(size int) (end func()) {
	limit := 8*int64(size) + 24<<20
	switch {
	case size < largeRead:
		return func() {}
	case size < largeEntry:
		limit = max(limit, inHeap()+leastFree)
	}
	return Keep(limit)
}

// BoundRead is Bound for an entry that is only read, in 128 MB or what it needs.
func BoundRead(size int) (end func()) {
	if size < largeRead {
		return func() {}
	}
	return Keep(max(mostRead, inUse()+leastFree))
}

// InForce is the bound that is in force, in bytes, 0 for none.
func InForce() int64 {
	if limit := debug.SetMemoryLimit(-1); limit != math.MaxInt64 {
		return limit
	}
	return 0
}

// Keep puts a bound that InForce told in force again. The function that it returns ends
// that.
func Keep(bound int64) (end func()) {
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
