// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "testing"

func TestHolds(t *testing.T) {
	for _, tt := range []struct {
		text, charset string
		want          bool
	}{
		{"Café", "iso-8859-1", true},
		{"Ж", "iso-8859-1", false},
		{"Caf\ufffd", "iso-8859-1", true},
		{"\ufffdЖ", "iso-8859-1", false},
		{"é", "us-ascii", false},
		{"x", "no such charset", false},
	} {
		if got := Holds(tt.text, tt.charset); got != tt.want {
			t.Errorf("%q in %s: %v, want %v", tt.text, tt.charset, got, tt.want)
		}
	}
}
