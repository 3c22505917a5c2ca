// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"slices"
	"testing"
)

func TestSplitLines(t *testing.T) {
	for text, want := range map[string][]string{
		"": nil, "\n": {""}, "\r\n\r": {"", ""}, "a": {"a"}, "a\n": {"a"}, "a\n\nb": {"a", "", "b"},
		"a\rb\r\nc\n\rd": {"a", "b", "c", "", "d"}, "a\vb\fc\x1cd\x85e": {"a\vb\fc\x1cd\x85e"},
	} {
		if got := SplitLines(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestIsSpace: what u'..'.isspace() says; \x1c to \x1f are white space there.
func TestIsSpace(t *testing.T) {
	for _, r := range Blanks + "\x1c\x1f\u0085\u00a0\u1680\u2003\u2028\u3000" {
		if !IsSpace(r) {
			t.Errorf("%q is no space", r)
		}
	}
	for _, r := range "a\x00\x1b\u200b\ufeff" {
		if IsSpace(r) {
			t.Errorf("%q is a space", r)
		}
	}
}

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
