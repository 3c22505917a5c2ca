// SPDX-License-Identifier: GPL-2.0-or-later

package header

import (
	"errors"
	"strings"
	"testing"

	"mmgen/runner/charset"
	"mmgen/runner/message/mimecharset"
)

// appended is a call of append.
type appended struct {
	text    string
	charset string // none: the header's
	unicode bool
	mode    charset.Mode
}

func build(t *testing.T, cs string, layout Layout, chunks []appended) *Header {
	t.Helper()
	h := NewEmpty(mimecharset.New(cs), layout)
	if cs == "" {
		h = NewEmpty(nil, layout)
	}
	for _, c := range chunks {
		var of *mimecharset.Charset
		if c.charset != "" {
			of = mimecharset.New(c.charset)
		}
		add := h.Append
		if c.unicode {
			add = h.AppendUnicode
		}
		if err := add(c.text, of, c.mode); err != nil {
			t.Fatalf("append %q in %q: %v", c.text, c.charset, err)
		}
	}
	return h
}

// What Header.encode() is in Python 2.7.
func TestHeaderEncode(t *testing.T) {
	for _, c := range []struct {
		charset string
		layout  Layout
		chunks  []appended
		want    string
	}{
		{
			layout: Layout{Name: "Subject"},
			chunks: []appended{{text: "hello"}},
			want:   "hello",
		},
		{
			charset: "iso-8859-1", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: "caf\xe9"}},
			want:   "=?iso-8859-1?q?caf=E9?=",
		},
		{
			charset: "utf-8", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: "caf\xc3\xa9"}},
			want:   "=?utf-8?b?Y2Fmw6k=?=",
		},
		{
			charset: "utf-8", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: "\xd0\xb4\xd0\xbb\xd1\x8f"}},
			want:   "=?utf-8?b?0LTQu9GP?=",
		},
		{
			charset: "utf-8", layout: Layout{Name: "Subject", Indent: "\t"},
			chunks: []appended{{text: strings.Repeat("\xd0\xb4\xd0\xbb\xd1\x8f ", 20)}},
			want: "=?utf-8?b?0LTQu9GPINC00LvRjyDQtNC70Y8g0LTQu9GPINC00LvRjyDQtNC7?=\n" +
				"\t=?utf-8?b?0Y8g0LTQu9GPINC00LvRjyDQtNC70Y8g0LTQu9GPINC00LvRjyDQtNC7?=\n" +
				"\t=?utf-8?b?0Y8g0LTQu9GPINC00LvRjyDQtNC70Y8g0LTQu9GPINC00LvRjyDQtNC7?=\n" +
				"\t=?utf-8?b?0Y8g0LTQu9GPINC00LvRjyA=?=",
		},
		{
			charset: "iso-8859-1", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: strings.Repeat("\xe9t\xe9 ", 30)}},
			want: "=?iso-8859-1?q?=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_?=\n" +
				" =?iso-8859-1?q?=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_?=\n" +
				" =?iso-8859-1?q?=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_?=\n" +
				" =?iso-8859-1?q?=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_=E9t=E9_?=\n" +
				" =?iso-8859-1?q?=E9t=E9_=E9t=E9_=E9t=E9_?=",
		},
		{
			charset: "euc-jp", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: strings.Repeat("\xc6\xfc\xcb\xdc\xb8\xec", 12)}},
			want: "=?iso-2022-jp?b?GyRCRnxLXDhsRnxLXDhsRnxLXDhsRnxLXDhsRnxLXDhsGyhC?=\n" +
				" =?iso-2022-jp?b?GyRCRnxLXDhsRnxLXDhsRnxLXDhsRnxLXDhsRnxLXDhsRnxLXDhsGyhC?=\n" +
				" =?iso-2022-jp?b?GyRCRnxLXDhsGyhC?=",
		},
		{
			charset: "us-ascii", layout: Layout{Name: "Subject", Indent: "\t"},
			chunks: []appended{{text: "[Test] "}, {text: "Re: "}, {text: "\xc6\xfc\xcb\xdc", charset: "euc-jp"}},
			want:   "[Test] Re: =?iso-2022-jp?b?GyRCRnxLXBsoQg==?=",
		},
		{
			charset: "us-ascii", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: "[List] "}, {text: "caf\xe9 cr\xe8me", charset: "iso-8859-1"}, {text: "plain end", charset: "us-ascii"}},
			want:   "[List] =?iso-8859-1?q?caf=E9_cr=E8me?= plain end",
		},
		{
			charset: "iso-8859-1", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: "caf\xc3\xa9", unicode: true}, {text: "plain", unicode: true}, {text: "\xe6\x97\xa5\xe6\x9c\xac", unicode: true}},
			want:   "=?iso-8859-1?q?caf=E9?= plain =?utf-8?b?5pel5pys?=",
		},
		{
			charset: "iso-8859-1", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: "caf\xc3\xa9", unicode: true, mode: charset.Replace}},
			want:   "caf?",
		},
		{
			charset: "iso-8859-1", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: ""}},
			want:   "",
		},
		{
			charset: "utf-8", layout: Layout{MaxLine: 40},
			chunks: []appended{{text: "caf\xc3\xa9 caf\xc3\xa9 caf\xc3\xa9 caf\xc3\xa9 caf\xc3\xa9 caf\xc3\xa9 caf\xc3\xa9 caf\xc3\xa9 caf\xc3\xa9 caf\xc3\xa9 "}},
			want: "=?utf-8?b?Y2Fmw6kgY2Fmw6kgY2Fmw6kg?=\n" +
				" =?utf-8?b?Y2Fmw6kgY2Fmw6kgY2Fmw6kg?=\n" +
				" =?utf-8?b?Y2Fmw6kgY2Fmw6kgY2Fmw6kg?=\n" +
				" =?utf-8?b?Y2Fmw6kg?=",
		},
		{
			charset: "8bit", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: strings.Repeat("\xe9 ", 60)}},
			want:   "\xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 \xe9 ",
		},
		{
			charset: "koi8-r", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: strings.Repeat("\xc4\xcc\xd1 ", 25)}},
			want: "=?koi8-r?b?xMzRIMTM0SDEzNEgxMzRIMTM0SDEzNEgxMzRIMTM0SDEzNEgxMzR?=\n" +
				" =?koi8-r?b?IMTM0SDEzNEgxMzRIMTM0SDEzNEgxMzRIMTM0SDEzNEgxMzRIMTM0SDEzNEg?=\n" +
				" =?koi8-r?b?xMzRIMTM0SDEzNEgxMzRIA==?=",
		},
		{
			charset: "big5", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: strings.Repeat("\xa4\xa4\xa4\xe5", 15)}},
			want: "=?big5?b?pKSk5aSkpOWkpKTlpKSk5aSkpOWkpKTlpKSk5aSkpOWkpKTlpKQ=?=\n" +
				" =?big5?b?pOWkpKTlpKSk5aSkpOWkpKTlpKSk5Q==?=",
		},
		{
			charset: "utf-8", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: "bad \xe9", charset: "utf-8", mode: charset.Replace}},
			want:   "=?utf-8?b?YmFkIO+/vQ==?=",
		},
		{
			charset: "iso-8859-1", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: "two\nlines \xe9"}},
			want:   "=?iso-8859-1?q?two=0D=0Alines_=E9?=",
		},
		{
			charset: "utf-8", layout: Layout{Name: "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"},
			chunks: []appended{{text: "caf\xc3\xa9"}},
			want:   "=?utf-8?b?Y2Fmw6k=?=",
		},
		{
			charset: "gb2312", layout: Layout{Name: "Subject"},
			chunks: []appended{{text: "\xd6\xd0\xce\xc4"}, {text: "x", charset: "us-ascii"}},
			want:   "=?gb2312?b?1tDOxA==?= x",
		},
	} {
		h := build(t, c.charset, c.layout, c.chunks)
		if got, err := h.Encode(); got != c.want || err != nil {
			t.Errorf("%v: %v\n%s\nwant\n%s", c.chunks, err, got, c.want)
		}
	}
}

// Python never comes to an end with a text that does not fit a line, or with
// one that is very long: each piece is a call within a call.
func TestHeaderEncodeWithoutEnd(t *testing.T) {
	h := build(t, "utf-8", Layout{MaxLine: 10}, []appended{{text: "caf\u00e9 caf\u00e9"}})
	if got, want := h.Encoded(), "=?utf-8?b?Y2Fmw6kgY2Fmw6k=?="; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	text := strings.Repeat("\u0434\u043b\u044f ", 100_000)
	h = build(t, "utf-8", Layout{}, []appended{{text: text}})
	got := ""
	for i, line := range strings.Split(h.Encoded(), "\n ") {
		if len(line) > 76 {
			t.Fatalf("line %d is %q", i, line)
		}
		chunks, err := Decode(line)
		if err != nil || len(chunks) != 1 {
			t.Fatalf("line %d is %q: %v", i, line, err)
		}
		got += chunks[0].Text
	}
	if got != text {
		t.Error("a long text has changed")
	}
}

// What unicode(header) is in Python 2.7.
func TestHeaderUnicode(t *testing.T) {
	for _, c := range []struct {
		chunks []appended
		want   string
		err    error
	}{
		{nil, "", nil},
		{[]appended{{text: "a"}, {text: "b"}}, "ab", nil},
		{[]appended{{text: "a"}, {text: "\xe9", charset: "latin-1"}, {text: "b"}}, "a \u00e9 b", nil},
		{[]appended{{text: "\xe9", charset: "latin-1"}, {text: "\xc4", charset: "koi8-r"}}, "\u00e9\u0434", nil},
		{[]appended{{text: "\xe9", charset: "8bit"}}, "", charset.ErrUnknown},
		{[]appended{{text: "\xe9", mode: charset.Replace}}, "", charset.ErrUnicode},
	} {
		got, err := build(t, "", Layout{}, c.chunks).Unicode()
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%v: got %q, %v; want %q, %v", c.chunks, got, err, c.want, c.err)
		}
	}
}

// Bytes that do not fit their charset are refused, and the header stays as it was.
func TestHeaderAppendRefuses(t *testing.T) {
	h := build(t, "utf-8", Layout{}, []appended{{text: "a"}})
	for _, c := range []struct {
		text, charset string
		want          error
	}{
		{"\xe9", "utf-8", charset.ErrUnicode},
		{"\xe9", "us-ascii", charset.ErrUnicode},
		{"x", "bogus", charset.ErrUnknown},
	} {
		if err := h.Append(c.text, mimecharset.New(c.charset), charset.Strict); !errors.Is(err, c.want) {
			t.Errorf("append %q in %s: %v, want %v", c.text, c.charset, err, c.want)
		}
	}
	if got := h.Encoded(); got != "=?utf-8?q?a?=" {
		t.Errorf("the header is %q now", got)
	}
}

// A line that looks like another header is an error in Python; nothing of it
// may get into a mail's header as one.
func TestHeaderInjection(t *testing.T) {
	for _, value := range []string{"x\nBcc: y", "x\n\nBcc: y", "x\nBcc:", "x\n\n:"} {
		h := build(t, "", Layout{}, []appended{{text: value}})
		if got, err := h.Encode(); !errors.Is(err, ErrParse) {
			t.Errorf("Encode of %q = %q, %v", value, got, err)
		}
		if got := h.Encoded(); strings.Contains(got, "\nBcc") || strings.Contains(got, "\n\n") {
			t.Errorf("Encoded of %q = %q", value, got)
		}
	}
	for _, value := range []string{"x\n Bcc: y", "x\n\ty:", "x: y", "x\n:", "x\n"} {
		h := build(t, "", Layout{}, []appended{{text: value}})
		if got, err := h.Encode(); got != value || err != nil {
			t.Errorf("Encode of %q = %q, %v", value, got, err)
		}
	}
}

func TestNewHeader(t *testing.T) {
	for _, c := range []struct {
		text    string
		unicode bool
		charset string
		want    string
	}{
		{"caf\xe9", false, "iso-8859-1", "=?iso-8859-1?q?caf=E9?="},
		{"caf\xe9", false, "us-ascii", "caf\xe9"},
		{"caf\u00e9", true, "iso-8859-1", "caf?"},
		{"caf\xe9", false, "bogus", "=?bogus?q?caf=E9?="},
	} {
		h := New(c.text, c.unicode, mimecharset.New(c.charset), "Subject")
		if got := h.Encoded(); got != c.want {
			t.Errorf("NewHeader(%q, %t, %q) is %q, want %q", c.text, c.unicode, c.charset, got, c.want)
		}
	}
}

func TestHeaderCopy(t *testing.T) {
	h := build(t, "", Layout{}, []appended{{text: "a "}})
	c := h.Copy()
	if err := c.Append("b", nil, charset.Strict); err != nil {
		t.Fatal(err)
	}
	if h.Encoded() != "a " || c.Encoded() != "a b" {
		t.Errorf("header %q, copy %q", h.Encoded(), c.Encoded())
	}
}

func BenchmarkHeaderEncoded(b *testing.B) {
	for _, c := range []struct{ name, charset, text string }{
		{"ascii", "us-ascii", "[List] a subject as most of them are"},
		{"utf-8", "utf-8", "un caf\u00e9 cr\u00e8me, s'il vous pla\u00eet"},
	} {
		h := New(c.text, false, mimecharset.New(c.charset), "Subject")
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				h.Encoded()
			}
		})
	}
}
