// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"math"
	"runtime/debug"
	"testing"
)

func TestBoundMemory(t *testing.T) {
	for size, want := range map[int]int64{0: math.MaxInt64, largeEntry - 1: math.MaxInt64, 20 << 20: 208 << 20} {
		end := boundMemory(size)
		if got := debug.SetMemoryLimit(-1); got != want {
			t.Errorf("%d bytes: the limit is %d, want %d", size, got, want)
		}
		end()
		if got := debug.SetMemoryLimit(-1); got != math.MaxInt64 {
			t.Errorf("%d bytes: the limit is %d afterwards", size, got)
		}
	}
}
