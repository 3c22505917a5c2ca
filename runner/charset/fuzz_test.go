// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzDecode checks that no bytes make a codec panic or grow without bounds,
// that Replace and Ignore know no bad text, and that text a codec has decoded
// strictly can be encoded and decoded again.
func FuzzDecode(f *testing.F) {
	for _, c := range decodeCases {
		f.Add(c.name, c.bytes)
	}
	f.Fuzz(func(t *testing.T, name, b string) {
		replaced, err := Decode(b, name, Replace)
		if err != nil {
			if b != "" && Known(name) {
				t.Fatalf("Decode(%q, %q, Replace): %v", b, name, err)
			}
			return
		}
		if n := utf8.RuneCountInString(replaced); n > 3*len(b) {
			t.Fatalf("%d bytes of %s became %d characters", len(b), name, n)
		}
		if ignored, err := Decode(b, name, Ignore); err != nil || len(ignored) > len(replaced) {
			t.Fatalf("Decode(%q, %q, Ignore) = %q, %v", b, name, ignored, err)
		}
		text, err := Decode(b, name, Strict)
		if err != nil || !Known(name) {
			return
		}
		if text != replaced {
			t.Fatalf("Decode(%q, %q): %q, with Replace %q", b, name, text, replaced)
		}
		if strings.ContainsAny(text, "\x1b\x0e\x0f") {
			return // is written as it is, and read as an escape sequence
		}
		again, err := Encode(text, name, Replace)
		if err != nil {
			t.Fatalf("Encode(%q, %q, Replace): %v", text, name, err)
		}
		if _, err := Decode(again, name, Strict); err != nil && !strings.Contains(text, replacement) {
			t.Fatalf("%q in %s was encoded as %q: %v", text, name, again, err)
		}
	})
}
