// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "testing"

// What codecs.lookup(name).name is in Python 2.7, "" for a LookupError.
func TestCanonical(t *testing.T) {
	for name, want := range map[string]string{
		"ascii": "ascii", "US-ASCII": "ascii", "ANSI_X3.4-1968": "ascii",
		"ansi-x3.4.1968": "ascii", "iso_646.irv:1991": "ascii", "iso_646_irv_1991": "",
		"latin1": "iso8859-1", "Latin-1": "iso8859-1", "latin.1": "iso8859-1",
		"iso.8859.1": "iso8859-1", "ISO_8859-1:1987": "iso8859-1",
		"utf8": "utf-8", " UTF 8 ": "utf-8", "utf--8": "utf-8", "utf-8\n": "utf-8",
		"\"utf-8\"": "utf-8", "utf\xe98": "utf-8", "utf-8.": "", "utf.8": "utf-8",
		"utf\x008": "", "mac.roman": "mac-roman", "mac roman": "mac-roman",
		"ks_c_5601-1987": "euc_kr", "Windows-31J": "", "MS_Kanji": "cp932",
		"x-sjis": "", "gb_2312-80": "", "GB2312": "gb2312", "unicode-1-1-utf-7": "utf-7",
		"viscii": "", "tactis": "", "hex": "hex", "hex_codec": "hex",
		// Mailman's bin/paths.py adds these.
		"iso-8859-8-i": "iso8859-8", "ISO-8859-8-E": "iso8859-8",
		"iso-8859-6-i": "iso8859-6", "iso-8859-6-e": "iso8859-6", "iso-8859-5-i": "",
		"rot13": "rot-13", "aliases": "", "": "", "-": "",
	} {
		got, ok := Canonical(name)
		if got != want || ok != (want != "") {
			t.Errorf("Canonical(%q) = %q, %t; want %q", name, got, ok, want)
		}
	}
}

func TestKnown(t *testing.T) {
	for name, want := range map[string]bool{
		"utf-8": true, "KOI8-R": true, "big5_hkscs": true, "iso-2022-kr": true,
		"bogus": false, "": false, "hex": false, "unicode-escape": false, "shift_jis_2004": false, "utf-32": false,
	} {
		if got := Known(name); got != want {
			t.Errorf("Known(%q) = %t, want %t", name, got, want)
		}
	}
}
