// SPDX-License-Identifier: GPL-2.0-or-later

package i18n

import "testing"

// TestWrapAt: what Utils.wrap made of these with its column argument.
func TestWrapAt(t *testing.T) {
	for _, test := range []struct {
		text   string
		column int
		want   string
	}{
		{"one two three four", 10, "one two\nthree four"},
		{" 1. one two three", 8, " 1. one\ntwo\nthree"},
		{"onetwothree four", 5, "onetwothree \nfour"},
		{"one two", 65, "one two"},
		{"", 65, ""},
	} {
		if got := WrapAt(Text{S: test.text}, test.column).S; got != test.want {
			t.Errorf("%q to %d: %q, want %q", test.text, test.column, got, test.want)
		}
	}
}
