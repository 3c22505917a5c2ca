// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
)

func TestBoundMemory(t *testing.T) {
	for _, test := range []struct {
		size     int
		onlyRead bool
		want     int64
	}{
		{0, false, math.MaxInt64}, {largeRead - 1, false, math.MaxInt64}, {20 << 20, false, 184 << 20},
		{3 << 20, false, 48 << 20},
		{largeRead - 1, true, math.MaxInt64}, {largeRead, true, mostRead}, {50 << 20, true, mostRead},
	} {
		end := boundMemory(test.size, test.onlyRead)
		if got := debug.SetMemoryLimit(-1); got != test.want {
			t.Errorf("%d bytes, only read %v: the limit is %d, want %d", test.size, test.onlyRead, got, test.want)
		}
		end()
		if got := debug.SetMemoryLimit(-1); got != math.MaxInt64 {
			t.Errorf("%d bytes, only read %v: the limit is %d afterwards", test.size, test.onlyRead, got)
		}
	}
}

// TestBoundMemoryBesideLists: with large lists in memory there is room beside them.
func TestBoundMemoryBesideLists(t *testing.T) {
	lists := make([]byte, 2*mostRead)
	defer boundMemory(largeRead, true)()
	if got, least := debug.SetMemoryLimit(-1), int64(len(lists)+leastFree); got < least {
		t.Errorf("the limit is %d, want at least %d", got, least)
	}
	runtime.KeepAlive(lists)
}
