// SPDX-License-Identifier: GPL-2.0-or-later

package header

import (
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/charset"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/pickle"
)

// What CookHeaders.ch_oneline makes of a header value. Where it has question marks
// for words of another charset, all is UTF-8.
func TestMajorLine(t *testing.T) {
	for _, c := range []struct{ value, line, charset string }{
		{"", "", "us-ascii"},
		{"plain", "plain", "us-ascii"},
		{"two\nlines", "twolines", "us-ascii"},
		{"=?iso-8859-1?q?caf=E9_?= =?utf-8?q?=C3=A9?=", "caf\xe9\xe9", "iso-8859-1"},
		{"=?utf-8?q?=C3=A9?= =?iso-8859-1?q?=E9?=", "\xc3\xa9\xc3\xa9", "utf-8"},
		{"x =?us-ascii?q?y?= =?koi8-r?q?=C1?=", "xy \xd0\xb0", "utf-8"},
		{"=?unknown?q?x?=\n y", "=?unknown?q?x?= y", "us-ascii"},
		{"raw \xe9", "raw \xe9", "us-ascii"},
		{"=?utf-8?q?=FF?=", "=?utf-8?q?=FF?=", "us-ascii"},
		{"=?utf-8?b?YWJ?=", "ab", "utf-8"},
		{"=?utf-8?q?a=0Ab=E2=80=A8c?=", "abc", "utf-8"},
		{"=?iso-2022-jp?b?GyRCRnxLXBsoQg==?= =?utf-8?q?=C3=A9?=", "日本é", "utf-8"},
		{"=?UTF-8?q?x__?=", "x", "utf-8"},
	} {
		line, name := MajorLine(c.value)
		if line != c.line || name != c.charset {
			t.Errorf("%q: %q in %s, want %q in %s", c.value, line, name, c.line, c.charset)
		}
	}
}

// What is kept in metadata comes back as it was.
func TestPickleValue(t *testing.T) {
	h := NewEmpty(mimecharset.New("utf-8"), Layout{Name: "Subject", Indent: "\t"})
	if err := h.Append("caf\xc3\xa9", nil, charset.Strict); err != nil {
		t.Fatal(err)
	}
	for _, v := range []Value{Text("plain"), h, Unicode("é")} {
		back, err := ValueFromPickle(PickleValue(v))
		if err != nil || back.Encoded() != v.Encoded() || !pyvalue.Equal(PickleValue(back), PickleValue(v)) {
			t.Errorf("%q came back as %v, %v", v.Encoded(), back, err)
		}
	}
	if v, err := ValueFromPickle(&pickle.Instance{Class: pickle.Global{Module: "email.charset", Name: "Charset"}}); err == nil {
		t.Errorf("a charset is taken for the header value %q", v.Encoded())
	}
}
