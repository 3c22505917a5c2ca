// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"strings"
	"unsafe"
)

// arena makes strings of pieces of a pickle, many in one allocation.
type arena struct {
	chunk *strings.Builder
	left  int  // an upper bound of what can still come of the pickle, in bytes
	own   bool // long strings may be parts of the pickle
}

// arenaChunk bounds how much memory one small string can keep alive.
const arenaChunk = 32 << 10

func (a *arena) string(b []byte) string {
	switch {
	case len(b) == 0:
		return ""
	case len(b) > arenaChunk/8 && a.own:
		return unsafe.String(unsafe.SliceData(b), len(b))
	case len(b) > arenaChunk/8:
		return string(b)
	}
	if a.chunk == nil || a.chunk.Cap()-a.chunk.Len() < len(b) {
		a.chunk = new(strings.Builder)
		a.chunk.Grow(max(len(b), min(arenaChunk, a.left)))
	}
	from := a.chunk.Len()
	a.chunk.Write(b)
	return a.chunk.String()[from:]
}
