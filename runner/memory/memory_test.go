// SPDX-License-Identifier: GPL-2.0-or-later

package memory

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
)

func TestBound(t *testing.T) {
	for _, test := range []struct {
		size     int
		onlyRead bool
		want     int64
	}{
		{0, false, math.MaxInt64}, {largeRead - 1, false, math.MaxInt64}, {20 << 20, false, 184 << 20},
		{3 << 20, false, 48 << 20},
		{largeRead - 1, true, math.MaxInt64}, {largeRead, true, mostRead}, {50 << 20, true, mostRead},
	} {
		bound := Bound
		if test.onlyRead {
			bound = BoundRead
		}
		end := bound(test.size)
		if got := debug.SetMemoryLimit(-1); got != test.want {
			t.Errorf("%d bytes, only read %v: the limit is %d, want %d", test.size, test.onlyRead, got, test.want)
		}
		end()
		if got := debug.SetMemoryLimit(-1); got != math.MaxInt64 {
			t.Errorf("%d bytes, only read %v: the limit is %d afterwards", test.size, test.onlyRead, got)
		}
	}
}

// TestBoundBesideLists: with large lists in memory there is room beside them.
func TestBoundBesideLists(t *testing.T) {
	lists := make([]byte, 2*mostRead)
	defer BoundRead(largeRead)()
	if got, least := debug.SetMemoryLimit(-1), int64(len(lists)+leastFree); got < least {
		t.Errorf("the limit is %d, want at least %d", got, least)
	}
	runtime.KeepAlive(lists)
}
