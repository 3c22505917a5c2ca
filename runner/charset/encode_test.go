// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"errors"
	"strings"
	"testing"
)

// What u.encode(name, mode) is in Python 2.7.
var encodeCases = []struct {
	text, name string
	mode       Mode
	want       string
	err        error
}{
	{"café", "us-ascii", Strict, "", ErrUnicode},
	{"café", "us-ascii", Replace, "caf?", nil},
	{"café", "us-ascii", Ignore, "caf", nil},
	{"café\u20ac", "latin1", Strict, "", ErrUnicode},
	{"café\u20ac", "latin1", Replace, "caf\xe9?", nil},
	{"café\u20ac", "latin1", Ignore, "caf\xe9", nil},
	{"\u20ac\u00a4", "iso-8859-15", Strict, "", ErrUnicode},
	{"\u20ac\u00a4", "iso-8859-15", Replace, "\xa4?", nil},
	{"\u20ac\u00a4", "iso-8859-15", Ignore, "\xa4", nil},
	{"\u20ac\u0081", "windows-1252", Strict, "", ErrUnicode},
	{"\u20ac\u0081", "windows-1252", Replace, "\x80?", nil},
	{"\u20ac\u0081", "windows-1252", Ignore, "\x80", nil},
	{"\xed\xa0\xbd", "utf-8", Strict, "\xed\xa0\xbd", nil},
	{"\xed\xa0\xbd\xed\xb8\x80", "utf-8", Strict, "\xf0\x9f\x98\x80", nil},
	{"a\U0001f600", "utf-16", Strict, "\xff\xfea\x00=\xd8\x00\xde", nil},
	{"a\xed\xa0\xbd", "utf-16be", Strict, "\x00a\xd8=", nil},
	{"a+bあc~\\", "utf-7", Strict, "a+-b+MEI-c+AH4AXA-", nil},
	{"あ-", "utf-7", Strict, "+MEI--", nil},
	{"\U0001f600", "utf-7", Strict, "+2D3eAA-", nil},
	{"日本\uff71丨\u00a5\u203e", "euc-jp", Strict, "\xc6\xfc\xcb\xdc\x8e\xb1\x8f\xb0\xa9\\~", nil},
	{"\uff5e", "euc-jp", Strict, "", ErrUnicode},
	{"\uff5e", "euc-jp", Replace, "?", nil},
	{"\uff5e", "euc-jp", Ignore, "", nil},
	{"日本\uff71\u00a5", "shift_jis", Strict, "\x93\xfa\x96{\xb1\\", nil},
	{"\u2460", "shift_jis", Strict, "", ErrUnicode},
	{"\u2460", "shift_jis", Replace, "?", nil},
	{"\u2460", "shift_jis", Ignore, "", nil},
	{"\u2460〜\uff5e", "cp932", Strict, "\x87@\x81`\x81`", nil},
	{"日本!\u00a5é", "iso-2022-jp", Strict, "", ErrUnicode},
	{"日本!\u00a5é", "iso-2022-jp", Replace, "\x1b$BF|K\\\x1b(B!\x1b(J\\\x1b(B?", nil},
	{"日本!\u00a5é", "iso-2022-jp", Ignore, "\x1b$BF|K\\\x1b(B!\x1b(J\\\x1b(B", nil},
	{"é日é", "iso-2022-jp", Strict, "", ErrUnicode},
	{"é日é", "iso-2022-jp", Replace, "?\x1b$BF|\x1b(B?", nil},
	{"é日é", "iso-2022-jp", Ignore, "\x1b$BF|\x1b(B", nil},
	{"丨a", "iso-2022-jp-1", Strict, "\x1b$(D0)\x1b(Ba", nil},
	{"한中é", "iso-2022-jp-2", Strict, "\x1b$(CGQ\x1b$BCf\x1b$(D+1\x1b(B", nil},
	{"\uff71", "iso-2022-jp-ext", Strict, "\x1b(I1\x1b(B", nil},
	{"한똠é", "euc-kr", Strict, "", ErrUnicode},
	{"한똠é", "euc-kr", Replace, "\xc7\xd1\xa4\xd4\xa4\xa8\xa4\xc7\xa4\xb1?", nil},
	{"한똠é", "euc-kr", Ignore, "\xc7\xd1\xa4\xd4\xa4\xa8\xa4\xc7\xa4\xb1", nil},
	{"한똠é", "cp949", Strict, "", ErrUnicode},
	{"한똠é", "cp949", Replace, "\xc7\xd1\x8cc?", nil},
	{"한똠é", "cp949", Ignore, "\xc7\xd1\x8cc", nil},
	{"한a글\n", "iso-2022-kr", Strict, "\x1b$)C\x0eGQ\x0fa\x0e1[\x0f\n", nil},
	{"中文\u00b7・\u2014\u2015丂", "gb2312", Strict, "", ErrUnicode},
	{"中文\u00b7・\u2014\u2015丂", "gb2312", Replace, "\xd6\xd0\xce\xc4?\xa1\xa4?\xa1\xaa?", nil},
	{"中文\u00b7・\u2014\u2015丂", "gb2312", Ignore, "\xd6\xd0\xce\xc4\xa1\xa4\xa1\xaa", nil},
	{"中\u2014丂\u20ac", "gbk", Strict, "", ErrUnicode},
	{"中\u2014丂\u20ac", "gbk", Replace, "\xd6\xd0\xa1\xaa\x81@?", nil},
	{"中\u2014丂\u20ac", "gbk", Ignore, "\xd6\xd0\xa1\xaa\x81@", nil},
	{"中\u20acé\U0001f600", "gb18030", Strict, "\xd6\xd0\xa2\xe3\xa8\xa6\x949\xfc6", nil},
	{"a中~文\n", "hz", Strict, "a~{VP~}~~~{ND~}\n", nil},
	{"中文\u2022\u2550\uff5e", "big5", Strict, "", ErrUnicode},
	{"中文\u2022\u2550\uff5e", "big5", Replace, "\xa4\xa4\xa4\xe5\xa1E\xa2\xa4?", nil},
	{"中文\u2022\u2550\uff5e", "big5", Ignore, "\xa4\xa4\xa4\xe5\xa1E\xa2\xa4", nil},
	{"\u2027\uffe5\u20ac", "cp950", Strict, "\xa1E\xa2D\xa3\xe1", nil},
	{"\u3042\u0439", "big5", Strict, "\xc6\xe8\xc8_", nil}, // as ETEN has them, not as Python
	{"Ê倩", "big5-hkscs", Strict, "\x88f\xad\xc5", nil},
	{"", "bogus", Strict, "", ErrUnknown},
	{"ab", "hex", Strict, "", ErrUnknown},
}

func TestEncode(t *testing.T) {
	for _, c := range encodeCases {
		got, err := Encode(c.text, c.name, c.mode)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("Encode(%q, %q, %d) = %q, %v; want %q, %v", c.text, c.name, c.mode, got, err, c.want, c.err)
		}
	}
}

// A text that is long is what its parts are, in both directions; each part ends where a
// charset with states is in its first one.
func TestLongText(t *testing.T) {
	const times = countedFrom / 16
	for name, part := range map[string]string{
		"utf-8": "caf\xe9 caf\xc3\xa9 au lait\xff\n", "iso-8859-1": "caf\xe9 au lait et sucre\n", "us-ascii": "caf\xe9 au lait et sucre\n",
		"iso-2022-jp": "\x1b$BF|K\\8l\x1b(B text, text\n", "gb2312": "\xc4\xe3\xba\xc3 hello, hello \xff!\n", "utf-7": "a+AOk- and more b+AOk-\n",
	} {
		text, err := Decode(part, name, Replace)
		if err != nil {
			t.Fatal(err)
		}
		lenient, err := DecodeLenient(part, name)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Encode(text, name, Replace)
		if err != nil {
			t.Fatal(err)
		}
		long := strings.Repeat(part, times)
		if got, err := Decode(long, name, Replace); got != strings.Repeat(text, times) {
			t.Errorf("%s: decoded to other text, %v", name, err)
		}
		if got, err := DecodeLenient(long, name); got != strings.Repeat(lenient, times) {
			t.Errorf("%s: decoded leniently to other text, %v", name, err)
		}
		if got, err := Encode(strings.Repeat(text, times), name, Replace); got != strings.Repeat(b, times) {
			t.Errorf("%s: encoded to other bytes, %v", name, err)
		}
		if got, fits, err := Recode(long, name, name); got != strings.Repeat(b, times) || !fits {
			t.Errorf("%s: recoded to other bytes, %v", name, err)
		}
		if got, fits, err := Recode(long+"\n", name, "koi8-r"); fits != (name == "us-ascii") || !strings.HasSuffix(got, "\n") { // of which only U+FFFD is left
			t.Errorf("%s: fits into koi8-r, %v", name, err)
		}
	}
}

// TestMisfit: the error says what does not fit, which costs nothing where it is not read.
func TestMisfit(t *testing.T) {
	_, encoding := Encode("caf\u00e9", "ascii", Strict)
	_, decoding := Decode("caf\xe9", "utf8", Strict)
	for want, err := range map[string]error{
		"encode text in ascii: character U+00E9 at offset 3: text does not fit the charset": encoding,
		"decode text in utf-8: byte 0xe9 at offset 3: text does not fit the charset":        decoding,
	} {
		if !errors.Is(err, ErrUnicode) || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	const most = 3 // the text, the codec and the error
	if n := testing.AllocsPerRun(100, func() { _, _ = Encode("caf\u00e9", "ascii", Strict) }); n > most {
		t.Errorf("a text that does not fit takes %v allocations, want at most %d", n, most)
	}
}
