// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"errors"
	"strings"
	"testing"
)

func TestDecodeLenient(t *testing.T) {
	for _, c := range []struct{ name, bytes, want string }{
		{"us-ascii", "caf\xe9", "caf\ufffd"},
		{"utf-8", "caf\xe9 caf\xc3\xa9", "caf\ufffd caf\u00e9"},
		{"windows-1252", "\x93ok\x94 \x9d \x80", "\u201cok\u201d \ufffd \u20ac"},
		// Letters of GBK, and of GB 18030 with four bytes.
		{"gb2312", "\xd6\xd0\x96|\xce\xc4", "\u4e2d\u6771\u6587"},
		{"gb2312", "\xd6\xec\xe9F\xbb\xf9", "\u6731\u9555\u57fa"},
		{"gb2312", "\xce\xc4\x81\x39\xef\x30", "\u6587\u3401"},
		// The dash stays that of GB 2312.
		{"gb2312", "\xa1\xaa\x96|", "\u2015\u6771"},
		{"gbk", "\xd6\xd0\xff\xce\xc4\n", "\u4e2d\ufffd\u6587\n"},
		{"gbk", "\xd6\xd0\xff", "\u4e2d\ufffd"},
		{"gb2312", "\xd6\n\xd6\xd0", "\ufffd\n\u4e2d"},
		// Row 13 of NEC, and katakana of one byte.
		{"iso-2022-jp", "\x1b$B-!-j\x1b(Bok\x1b$BF|\x1b(B", "\u2460\u3231ok\u65e5"},
		{"iso-2022-jp", "\x1b(I1\x1b(B \x1b$B!A\x1b(B", "\uff71 \u301c"},
		{"iso-2022-jp", "\x1b$BF|\x1b(B\xe9ok", "\u65e5\ufffdok"},
		{"shift_jis", "\x87@\x93\xfa\x81\x60", "\u2460\u65e5\u301c"},
		{"euc-jp", "\xad\xa1\xc6\xfc\xa1\xc1", "\u2460\u65e5\u301c"},
		{"euc-jp", "\xc6\xfc\xff\xc6\xfc\n", "\u65e5\ufffd\u65e5\n"},
		// A stray byte, the extension of ETEN, Hong Kong's.
		{"big5", "\xa4\xa4\xff\xa4\xe5\xa4\xa4\n", "\u4e2d\ufffd\u6587\u4e2d\n"},
		{"big5", "\xff<b>\xa4\xa4", "\ufffd<b>\u4e2d"},
		{"big5", "\xa4\xa4\xf9\xd6", "\u4e2d\u7881"},
		{"euc-kr", "\xb0\xa1\x8cc\xb0\xa2", "\uac00\ub620\uac01"},
		{"ks_c_5601-1987", "\x8cc", "\ub620"},
		{"iso-8859-8-i", "\xe0\xd0", "\u05d0\u05c0"},
		{"tis-620", "\xa1\xa0", "\u0e01\u00a0"},
	} {
		got, err := DecodeLenient(c.bytes, c.name)
		if got != c.want || err != nil {
			t.Errorf("DecodeLenient(%q, %s) = %+q, %v; want %+q", c.bytes, c.name, got, err, c.want)
		}
	}
	if _, err := DecodeLenient("x", "viscii"); !errors.Is(err, ErrUnknown) {
		t.Errorf("an unknown charset: %v", err)
	}
}

// TestDecodeLenientStray puts each byte that is no character into text of all
// charsets: the letters of the line before it and the lines around stay.
func TestDecodeLenientStray(t *testing.T) {
	for name := range extensions {
		for b := 0x80; b < 0x100; b++ {
			got, err := DecodeLenient("a\nx"+string([]byte{byte(b)})+"\nz", name)
			if err != nil || !strings.HasPrefix(got, "a\nx") || !strings.HasSuffix(got, "\nz") {
				t.Errorf("%s with %#x: %q, %v", name, b, got, err)
			}
		}
	}
}
