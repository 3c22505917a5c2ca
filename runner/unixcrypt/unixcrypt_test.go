// SPDX-License-Identifier: GPL-2.0-or-later

package unixcrypt

import "testing"

// What crypt(3) of the C library made of these.
var made = map[string]string{
	"secret":          "abNANd1rDfiNc",
	"":                "./Una9Fi.seRo",
	"longerthaneight": "zZTmz5tm4KJnQ",
	"gr\xfc\xdfe":     "09/dC1MO/P5Zw",
	"listadmin":       "aBkFy3A35.MsE",
	"a":               "..4/MD05HLWjI",
}

func TestMatches(t *testing.T) {
	for password, crypted := range made {
		if !Matches(password, crypted) {
			t.Errorf("%q does not match %s", password, crypted)
		}
		if Matches(password+"x", crypted) != (len(password) >= 8) {
			t.Errorf("%q: only the first eight characters count", password+"x")
		}
		if Matches("other", crypted) {
			t.Errorf("another password matches %s", crypted)
		}
	}
}

// A stored text that is not a crypted password matches nothing, least of all itself.
func TestOddForms(t *testing.T) {
	for _, crypted := range []string{"", "*0", "ab", "abNANd1rDfiN", "abNANd1rDfiNcc", "a:NANd1rDfiNc", "$1$ab$1rDfiNc"} {
		for _, password := range []string{"", "secret", crypted} {
			if Matches(password, crypted) {
				t.Errorf("%q matches %q", password, crypted)
			}
		}
	}
	if Matches("secret\x00", "abNANd1rDfiNc") {
		t.Error("a password with a zero byte matches")
	}
}

func BenchmarkMatches(b *testing.B) {
	for b.Loop() {
		Matches("secret", "abNANd1rDfiNc")
	}
}
