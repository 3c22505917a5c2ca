// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"runtime"
	"strings"
	"testing"
)

// TestLongTextCost: to convert a long text takes the memory of the result and little more.
func TestLongTextCost(t *testing.T) {
	text := strings.Repeat("caf\xe9 \xe9\xe8", 8<<20/7)
	want := strings.Repeat("caf\u00e9 \u00e9\u00e8", 8<<20/7)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, err := Decode(text, "iso-8859-1", Strict)
	runtime.ReadMemStats(&after)
	if err != nil || got != want {
		t.Fatalf("another text of %d bytes, want %d, %v", len(got), len(want), err)
	}
	if took, most := after.TotalAlloc-before.TotalAlloc, uint64(len(want)+1<<20); took > most {
		t.Errorf("%d bytes were allocated, want at most %d", took, most)
	}
}
