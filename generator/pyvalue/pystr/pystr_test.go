// SPDX-License-Identifier: GPL-2.0-or-later

package pystr

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

func TestStr(t *testing.T) {
	for _, tt := range []struct {
		method     func(string) string
		text, want string
	}{
		{Lower, "Jos\xc9@EXAMPLE.com[\\]^`{|}~@", "jos\xc9@example.com[\\]^`{|}~@"},
		{Lower, "already", "already"},
		{Upper, "jos\xe9@[\\]^`{|}~", "JOS\xe9@[\\]^`{|}~"},
		{Strip, "\v\f\r\n\t a\x1c\xa0 ", "a\x1c\xa0"},
	} {
		if got := tt.method(tt.text); got != tt.want {
			t.Errorf("of %q: %q, want %q", tt.text, got, tt.want)
		}
	}
	if got, want := Fields(" a\tb\u00a0c\x1cd\n"), []string{"a", "b\u00a0c\x1cd"}; !slices.Equal(got, want) {
		t.Errorf("Fields: %q, want %q", got, want)
	}
	if !EqualFold("Jos\xc9", "jOS\xc9") || EqualFold("\u00c9", "\u00e9") || EqualFold("\u212a", "k") || EqualFold("a", "ab") {
		t.Error("EqualFold folds other letters than those of ASCII, or not all of them")
	}
	if line, end, rest := CutLine("a\r\n\rb"); line != "a" || end != "\r\n" || rest != "\rb" {
		t.Errorf("CutLine: %q, %q, %q", line, end, rest)
	}
}

// TestSurrogates: a lone surrogate is one character, and so is each byte that is not UTF-8.
func TestSurrogates(t *testing.T) {
	const text = "a\xed\xa0\xbd\xff\xed\xa0\u20ac"
	want := []rune{'a', 0xd83d, 0xfffd, 0xfffd, 0xfffd, 0x20ac}
	if got := Runes(text); !slices.Equal(got, want) || RuneCount(text) != len(want) {
		t.Errorf("%U, %d characters; want %U", got, RuneCount(text), want)
	}
	if got := FromRunes(Runes("a\xed\xa0\xbd\u20ac\U0001f600")); got != "a\xed\xa0\xbd\u20ac\U0001f600" {
		t.Errorf("there and back: %q", got)
	}
	for n, want := range map[int]int{-1: 0, 0: 0, 1: 1, 2: 4, 3: 5, 6: 10, 9: 10} {
		if got := RuneOffset(text, n); got != want {
			t.Errorf("character %d begins at %d, want %d", n, got, want)
		}
	}
	for text, want := range map[string]bool{"": true, "\u20ac": true, "\xed\xbf\xbf": true, "\xed\xa0": false, "\xff": false, "\xed\x9f\x40": false} {
		if got := Valid(text); got != want {
			t.Errorf("Valid(%q) = %t", text, got)
		}
	}
}
