// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "strings"

// lookup finds the codec of that name and Python's own name for it.
// It is nil for a name that Python does not know and for codecs that are no
// charsets.
func lookup(name string) (c codec, canonical string) {
	switch name { // what nearly all mail says, without a detour
	case "us-ascii", "ascii":
		return asciiCodec, "ascii"
	case "utf-8":
		return utf8Codec{}, "utf-8"
	case "iso-8859-1":
		return latin1Codec, "iso8859-1"
	}
	canonical = canonicalName(normalize(name))
	return codecOf(canonical), canonical
}

// normalize spells a name as Python's alias table does: lower case, every run
// of other characters than letters, digits and dots one underscore, none at
// the ends (encodings/__init__.py: normalize_encoding). "" is a name that no
// codec has.
func normalize(name string) string {
	if strings.IndexByte(name, 0) >= 0 {
		return "" // Python refuses it before it looks
	}
	var b strings.Builder
	gap := false
	for i := 0; i < len(name); i++ {
		c := name[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '.':
		default:
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('_')
		}
		gap = false
		b.WriteByte(c)
	}
	return b.String()
}

// canonicalName is the name of the codec that has the normalized name. Where
// a dotted name is not known as it is, its dots count as underscores, but only
// aliases are found that way and not the codecs' own modules
// (encodings/__init__.py: search_function).
func canonicalName(norm string) string {
	if c := aliasTarget(norm); c != "" || !strings.Contains(norm, ".") {
		return c
	}
	norm = strings.ReplaceAll(norm, ".", "_")
	if isModuleOnly(norm) {
		return ""
	}
	return aliasTarget(norm)
}

// isModuleOnly tells whether a codec's module has that name and no alias has.
func isModuleOnly(norm string) bool {
	switch norm {
	case "utf_7", "utf_8", "utf_8_sig", "utf_16", "utf_16_be", "utf_16_le",
		"utf_32", "utf_32_be", "utf_32_le", "latin_1", "iso8859_2",
		"iso8859_3", "iso8859_4", "iso8859_5", "iso8859_6", "iso8859_7",
		"iso8859_8", "iso8859_9", "iso8859_10", "iso8859_11", "iso8859_13",
		"iso8859_14", "iso8859_15", "iso8859_16", "koi8_r", "koi8_u",
		"tis_620", "hp_roman8", "mac_arabic", "mac_centeuro",
		"mac_croatian", "mac_cyrillic", "mac_farsi", "mac_greek",
		"mac_iceland", "mac_latin2", "mac_roman", "mac_romanian",
		"mac_turkish", "euc_jis_2004", "euc_jisx0213", "euc_jp", "euc_kr",
		"iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_2004",
		"iso2022_jp_3", "iso2022_jp_ext", "iso2022_kr", "shift_jis",
		"shift_jis_2004", "shift_jisx0213", "rot_13", "base64_codec",
		"bz2_codec", "hex_codec", "quopri_codec", "uu_codec", "zlib_codec",
		"raw_unicode_escape", "string_escape", "unicode_escape",
		"unicode_internal":
		return true
	}
	return false
}
