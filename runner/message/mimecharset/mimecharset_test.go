// SPDX-License-Identifier: GPL-2.0-or-later

package mimecharset

import (
	"testing"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
)

// What the attributes of email.charset.Charset(name) are in Python 2.7.
func TestNewCharset(t *testing.T) {
	for _, c := range []struct {
		name string
		want Charset
	}{
		{"us-ascii", Charset{Input: "us-ascii", Output: "us-ascii", HeaderEncoding: NoEncoding, BodyEncoding: NoEncoding, InputCodec: "", OutputCodec: ""}},
		{"ASCII", Charset{Input: "us-ascii", Output: "us-ascii", HeaderEncoding: NoEncoding, BodyEncoding: NoEncoding, InputCodec: "", OutputCodec: ""}},
		{"latin-1", Charset{Input: "iso-8859-1", Output: "iso-8859-1", HeaderEncoding: QuotedPrintable, BodyEncoding: QuotedPrintable, InputCodec: "iso-8859-1", OutputCodec: "iso-8859-1"}},
		{"latin1", Charset{Input: "iso8859-1", Output: "iso8859-1", HeaderEncoding: Shortest, BodyEncoding: Base64, InputCodec: "iso8859-1", OutputCodec: "iso8859-1"}},
		{"ISO-8859-1", Charset{Input: "iso-8859-1", Output: "iso-8859-1", HeaderEncoding: QuotedPrintable, BodyEncoding: QuotedPrintable, InputCodec: "iso-8859-1", OutputCodec: "iso-8859-1"}},
		{"iso8859-15", Charset{Input: "iso8859-15", Output: "iso8859-15", HeaderEncoding: Shortest, BodyEncoding: Base64, InputCodec: "iso8859-15", OutputCodec: "iso8859-15"}},
		{"latin_10", Charset{Input: "iso-8859-16", Output: "iso-8859-16", HeaderEncoding: QuotedPrintable, BodyEncoding: QuotedPrintable, InputCodec: "iso-8859-16", OutputCodec: "iso-8859-16"}},
		{"utf-8", Charset{Input: "utf-8", Output: "utf-8", HeaderEncoding: Shortest, BodyEncoding: Base64, InputCodec: "utf-8", OutputCodec: "utf-8"}},
		{"UTF8", Charset{Input: "utf-8", Output: "utf-8", HeaderEncoding: Shortest, BodyEncoding: Base64, InputCodec: "utf-8", OutputCodec: "utf-8"}},
		{"8bit", Charset{Input: "8bit", Output: "utf-8", HeaderEncoding: NoEncoding, BodyEncoding: Base64, InputCodec: "8bit", OutputCodec: "utf-8"}},
		{"euc-jp", Charset{Input: "euc-jp", Output: "iso-2022-jp", HeaderEncoding: Base64, BodyEncoding: NoEncoding, InputCodec: "euc-jp", OutputCodec: "iso-2022-jp"}},
		{"EUC_JP", Charset{Input: "euc-jp", Output: "iso-2022-jp", HeaderEncoding: Base64, BodyEncoding: NoEncoding, InputCodec: "euc-jp", OutputCodec: "iso-2022-jp"}},
		{"shift_jis", Charset{Input: "shift_jis", Output: "iso-2022-jp", HeaderEncoding: Base64, BodyEncoding: NoEncoding, InputCodec: "shift_jis", OutputCodec: "iso-2022-jp"}},
		{"sjis", Charset{Input: "shift_jis", Output: "iso-2022-jp", HeaderEncoding: Base64, BodyEncoding: NoEncoding, InputCodec: "shift_jis", OutputCodec: "iso-2022-jp"}},
		{"iso-2022-jp", Charset{Input: "iso-2022-jp", Output: "iso-2022-jp", HeaderEncoding: Base64, BodyEncoding: NoEncoding, InputCodec: "iso-2022-jp", OutputCodec: "iso-2022-jp"}},
		{"big5", Charset{Input: "big5", Output: "big5", HeaderEncoding: Base64, BodyEncoding: Base64, InputCodec: "big5_tw", OutputCodec: "big5_tw"}},
		{"gb2312", Charset{Input: "gb2312", Output: "gb2312", HeaderEncoding: Base64, BodyEncoding: Base64, InputCodec: "eucgb2312_cn", OutputCodec: "eucgb2312_cn"}},
		{"GB2312", Charset{Input: "gb2312", Output: "gb2312", HeaderEncoding: Base64, BodyEncoding: Base64, InputCodec: "eucgb2312_cn", OutputCodec: "eucgb2312_cn"}},
		{"gbk", Charset{Input: "gbk", Output: "gbk", HeaderEncoding: Shortest, BodyEncoding: Base64, InputCodec: "gbk", OutputCodec: "gbk"}},
		{"euc-kr", Charset{Input: "euc-kr", Output: "euc-kr", HeaderEncoding: Shortest, BodyEncoding: Base64, InputCodec: "euc-kr", OutputCodec: "euc-kr"}},
		{"cp949", Charset{Input: "ks_c_5601-1987", Output: "ks_c_5601-1987", HeaderEncoding: Shortest, BodyEncoding: Base64, InputCodec: "ks_c_5601-1987", OutputCodec: "ks_c_5601-1987"}},
		{"ks_c_5601-1987", Charset{Input: "euc-kr", Output: "euc-kr", HeaderEncoding: Shortest, BodyEncoding: Base64, InputCodec: "euc-kr", OutputCodec: "euc-kr"}},
		{"koi8-r", Charset{Input: "koi8-r", Output: "koi8-r", HeaderEncoding: Base64, BodyEncoding: Base64, InputCodec: "koi8-r", OutputCodec: "koi8-r"}},
		{"koi8-u", Charset{Input: "koi8-u", Output: "koi8-u", HeaderEncoding: Shortest, BodyEncoding: Base64, InputCodec: "koi8-u", OutputCodec: "koi8-u"}},
		{"windows-1252", Charset{Input: "windows-1252", Output: "windows-1252", HeaderEncoding: QuotedPrintable, BodyEncoding: QuotedPrintable, InputCodec: "windows-1252", OutputCodec: "windows-1252"}},
		{"cp1252", Charset{Input: "cp1252", Output: "cp1252", HeaderEncoding: Shortest, BodyEncoding: Base64, InputCodec: "cp1252", OutputCodec: "cp1252"}},
		{"viscii", Charset{Input: "viscii", Output: "viscii", HeaderEncoding: QuotedPrintable, BodyEncoding: QuotedPrintable, InputCodec: "viscii", OutputCodec: "viscii"}},
		{"bogus", Charset{Input: "bogus", Output: "bogus", HeaderEncoding: Shortest, BodyEncoding: Base64, InputCodec: "bogus", OutputCodec: "bogus"}},
		{"x-Unknown", Charset{Input: "x-unknown", Output: "x-unknown", HeaderEncoding: Shortest, BodyEncoding: Base64, InputCodec: "x-unknown", OutputCodec: "x-unknown"}},
		{"hex", Charset{Input: "hex", Output: "hex", HeaderEncoding: Shortest, BodyEncoding: Base64, InputCodec: "hex", OutputCodec: "hex"}},
	} {
		if got := *New(c.name); got != c.want {
			t.Errorf("NewCharset(%q) = %+v, want %+v", c.name, got, c.want)
		}
	}
}

// What Charset(name).body_encode(text) is in Python 2.7.
func TestBodyEncode(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"us-ascii", "caf\xe9 \n", "caf\xe9 \n"},
		{"utf-8", "caf\xc3\xa9\n", "Y2Fmw6kK\n"},
		{"utf-8", "", ""},
		{"utf-8", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4\neHh4\n"},
		{"iso-8859-1", "caf\xe9 = \t\nend ", "caf=E9 =3D \t=\n\nend=20"},
		{"iso-8859-1", "a\r\nb\rc\n\n", "a\nb\nc\n\n"},
		{"iso-8859-1", "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\nyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\n==============================\nzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz \n", "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\nyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\n=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=3D=\n=3D=3D=3D=3D=3D\nzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz=\n=20\n"},
		{"iso-8859-1", " ", "=20"},
		{"euc-jp", "\xc6\xfc\xcb\xdc\n", "\x1b$BF|K\\\x1b(B\n"},
		{"shift_jis", "\x93\xfa", "\x1b$BF|\x1b(B"},
		{"koi8-r", "\xc4", "xA==\n"},
		{"bogus", "\xe9", "6Q==\n"},
		{"us-ascii", "", ""},
	} {
		if got, err := New(c.name).BodyEncode(c.text); got != c.want || err != nil {
			t.Errorf("%s: BodyEncode(%q) = %q, %v; want %q", c.name, c.text, got, err, c.want)
		}
	}
	if got, err := New("euc-jp").BodyEncode("\xe9"); err == nil {
		t.Errorf("euc-jp: BodyEncode of a broken character = %q", got)
	}
}

func TestTransferEncoding(t *testing.T) {
	for name, want := range map[string]string{
		"us-ascii": "", "iso-2022-jp": "", "utf-8": "base64",
		"iso-8859-1": "quoted-printable", "bogus": "base64",
	} {
		if got := New(name).TransferEncoding(); got != want {
			t.Errorf("%s: TransferEncoding() = %q, want %q", name, got, want)
		}
	}
}

// What tells the direction of its text keeps its name; Python calls both
// iso8859-8, which readers show in visual order.
func TestDirectionalCharsets(t *testing.T) {
	for _, name := range []string{"iso-8859-8-i", "ISO-8859-8-E", "iso-8859-6-i"} {
		cs := New(name)
		if got, err := cs.Convert("ok"); got != "ok" || err != nil || cs.OutputCharset() != pystr.Lower(name) {
			t.Errorf("%s goes out as %s: %q, %v", name, cs.OutputCharset(), got, err)
		}
	}
	text, err := charset.Decode("\xe9", New("iso-8859-8-i").InputCodec, charset.Strict)
	if text != "\u05d9" || err != nil {
		t.Errorf("Hebrew: %q, %v", text, err)
	}
}
