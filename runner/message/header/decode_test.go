// SPDX-License-Identifier: GPL-2.0-or-later

package header

import (
	"errors"
	"slices"
	"testing"
)

// What email.header.decode_header is in Python 2.7.
var decodeHeaderCases = []struct {
	value string
	want  []Chunk
	err   error
}{
	{"", []Chunk{{"", "", false}}, nil},
	{"plain", []Chunk{{"plain", "", false}}, nil},
	{"two\n lines", []Chunk{{"two\n lines", "", false}}, nil},
	{"=?utf-8?q?caf=C3=A9?=", []Chunk{{"caf\xc3\xa9", "utf-8", true}}, nil},
	{"=?UTF-8?B?Y2Fmw6k=?=", []Chunk{{"caf\xc3\xa9", "utf-8", true}}, nil},
	{"=?utf-8?b?Y2Fmw6k?=", []Chunk{{"caf\xc3\xa9", "utf-8", true}}, nil},
	{"=?utf-8?b?Y2Fm?=x", []Chunk{{"cafx", "utf-8", true}}, nil},
	{"a =?utf-8?q?b?= c", []Chunk{{"a", "", false}, {"b", "utf-8", true}, {"c", "", false}}, nil},
	{"=?utf-8?q?a?= =?utf-8?q?b?=", []Chunk{{"ab", "utf-8", true}}, nil},
	{"=?utf-8?q?a?=\n =?utf-8?q?b?=", []Chunk{{"ab", "utf-8", true}}, nil},
	{"=?utf-8?q?a?= =?koi8-r?q?b?=", []Chunk{{"a", "utf-8", true}, {"b", "koi8-r", true}}, nil},
	{"=?utf-8?q?a?==?utf-8?q?b?=", []Chunk{{"ab", "utf-8", true}}, nil},
	{"=?us-ascii?q?a_b=5F?=", []Chunk{{"a b_", "us-ascii", true}}, nil},
	{"=?utf-8?q?a?b?=", []Chunk{{"a?b", "utf-8", true}}, nil},
	{"=?utf-8?q?a?= b?=", []Chunk{{"a", "utf-8", true}, {"b?=", "", false}}, nil},
	{"=??q?x?=", []Chunk{{"x", "", true}}, nil},
	{"=?utf-8?x?x?=", []Chunk{{"=?utf-8?x?x?=", "", false}}, nil},
	{"=?utf-8?q?x", []Chunk{{"=?utf-8?q?x", "", false}}, nil},
	{"(=?utf-8?q?x?=)", []Chunk{{"(x)", "utf-8", true}}, nil},
	{"Re: =?utf-8?q?a?=\n  folded  \n =?utf-8?q?b?=", []Chunk{{"Re:", "", false}, {"a", "utf-8", true}, {"  folded  ", "", false}, {"b", "utf-8", true}}, nil},
	{"x\n =?utf-8?q?a?=\ty", []Chunk{{"x", "", false}, {"a", "utf-8", true}, {"y", "", false}}, nil},
	{"=?utf-8?b?A?=", nil, ErrParse},
	{"=?utf-8?b?AB=C?=", nil, ErrParse},
	{"=?utf-8?b?====?=", []Chunk{{"", "utf-8", true}}, nil},
	{"=?utf-8?b?!!!?=", []Chunk{{"", "utf-8", true}}, nil},
	{"=?utf-8?q?=E?=", []Chunk{{"=E", "utf-8", true}}, nil},
	{"=?utf\n-8?q?x?=", []Chunk{{"=?utf", "", false}, {"-8?q?x?=", "", false}}, nil},
	{"=?utf-8?q?x?=\r\n y", []Chunk{{"x", "utf-8", true}, {" y", "", false}}, nil},
	{"=?a?q?x?y?= =?b?q?z?=", []Chunk{{"x?y", "a", true}, {"z", "b", true}}, nil},
	{"=?iso-8859-1*en?q?x?=", []Chunk{{"x", "iso-8859-1*en", true}}, nil},
	{"\xe9 =?utf-8?q?x?=", []Chunk{{"\xe9", "", false}, {"x", "utf-8", true}}, nil},
	{"=?utf-8?Q??=", []Chunk{{"", "utf-8", true}}, nil},
	{"=?utf-8?q?x?=\x0b", []Chunk{{"x", "utf-8", true}}, nil},
}

func TestDecodeHeader(t *testing.T) {
	for _, c := range decodeHeaderCases {
		got, err := Decode(c.value)
		if !slices.Equal(got, c.want) || !errors.Is(err, c.err) {
			t.Errorf("DecodeHeader(%q) = %v, %v; want %v, %v", c.value, got, err, c.want, c.err)
		}
	}
}

// TestTouchingWords has words that touch each other and other text, as mail
// programs and Python 3's email package write them. What readers show has blanks
// where the value has them.
func TestTouchingWords(t *testing.T) {
	for value, want := range map[string]string{
		"=?utf-8?q?caf=C3=A9?==?utf-8?q?_cr=C3=A8me?=":                      "café crème",
		"=?utf-8?b?Y2Fmw6k=?==?iso-8859-1?q?=E9?=":                          "caféé",
		"=?utf-8?q?caf=C3=A9?=s and more":                                   "cafés and more",
		"Re:=?utf-8?q?caf=C3=A9?=":                                          "Re:café",
		"Re: [x]=?utf-8?q?caf=C3=A9?=[y] z":                                 "Re: [x]café[y] z",
		`"=?utf-8?q?M=C3=BCller?=" <m@example.com>`:                         `"Müller" <m@example.com>`,
		`=?utf-8?q?M=C3=BCller?=<m@example.com>`:                            `Müller<m@example.com>`,
		"=?utf-8?q?M=C3=BCller?= (=?utf-8?q?K=C3=B6ln?=)":                   "Müller (Köln)",
		"a (=?utf-8?q?K=C3=B6ln?=)":                                         "a (Köln)",
		"=?utf-8?q?=C3=A9?=, =?utf-8?q?=C3=A8?=; =?iso-8859-1?q?=E0?=":      "é, è; à",
		"=?utf-8?q?=C3=A9?=,\n =?utf-8?q?=C3=A8?=,\n =?iso-8859-1?q?=E0?=":  "é, è, à",
		"=?utf-8?q?=C3=A9?= (=?iso-8859-1?q?=E0?=)\n (=?koi8-r?q?=C1?=)":    "é (à) (а)",
		"=?utf-8?q?=C3=A9?= =?utf-8?q?=C3=A8?= x =?utf-8?q?=C3=A9?=":        "éè x é",
		"=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=-=?iso-2022-jp?b?GyRCRnwbKEI=?=": "日本-日",
		"=?utf-8?q?what?=3F?=":                                              "what??",
		"=?utf-8?q?=C3=A9?= :=?us-ascii?q?x?=":                              "é :x",
		"=?utf-8?q?=C3=A9?==?us-ascii?q?x?==?utf-8?q?=C3=A9?=":              "éxé",
		"=?us-ascii?q?x?==?utf-8?q?=C3=A9?=":                                "xé",
		"x=?utf-8?q?what?=":                                                 "xwhat",
	} {
		if got, err := DecodedLine(value); got != want || err != nil {
			t.Errorf("DecodedLine(%q) = %q, %v; want %q", value, got, err, want)
		}
	}
}

// What Utils.oneline is in Mailman.
func TestOneline(t *testing.T) {
	for _, c := range []struct{ value, charset, want string }{
		{"plain", "us-ascii", "plain"},
		{"two\n lines", "us-ascii", "two lines"},
		{"=?utf-8?q?caf=C3=A9?=", "iso-8859-1", "caf\xe9"},
		{"=?utf-8?q?caf=C3=A9?=", "us-ascii", "caf?"},
		{"=?utf-8?q?caf=C3=A9?= au lait", "utf-8", "caf\xc3\xa9 au lait"},
		{"au =?utf-8?q?caf=C3=A9?=\n =?iso-8859-1?q?_cr=E8me?=", "utf-8", "au caf\xc3\xa9 cr\xc3\xa8me"},
		{"=?utf-8?q?a=0Ab=E2=80=A8c?=", "utf-8", "abc"},
		{"=?bogus?q?x?=\n y", "utf-8", "=?bogus?q?x?= y"},
		{"=?utf-8?q?=E9?=", "utf-8", "=?utf-8?q?=E9?="},
		{"caf\xe9", "utf-8", "caf\xe9"},
		{"=?utf-8?b?A?=", "utf-8", "=?utf-8?b?A?="},
		{"=?utf-8?q?x?=", "bogus", "=?utf-8?q?x?="},
		{"=??q?x?=", "utf-8", "=??q?x?="},
		{"=?us-ascii?q?x?= =?utf-8?q?y?= z", "utf-8", "x y z"},
		{"=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "euc-jp", "\xc6\xfc\xcb\xdc"},
	} {
		if got := Oneline(c.value, c.charset); got != c.want {
			t.Errorf("Oneline(%q, %q) = %q, want %q", c.value, c.charset, got, c.want)
		}
	}
}

// FuzzDecodeHeader checks that no value makes the decoder, or what is made of
// the decoded pieces, panic or grow without bounds.
func FuzzDecodeHeader(f *testing.F) {
	for _, c := range decodeHeaderCases {
		f.Add(c.value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		Oneline(value, "utf-8")
		chunks, err := Decode(value)
		if err != nil {
			return
		}
		size := 0
		for _, c := range chunks {
			size += len(c.Text) + len(c.Charset)
		}
		if size > 4*len(value) { // as much as UTF-32 takes
			t.Errorf("DecodeHeader(%q) = %v", value, chunks)
		}
		h, err := Make(chunks, Layout{Name: "Subject"})
		if err != nil {
			return
		}
		if got := h.Encoded(); embedsHeader(got) || len(got) > 100*len(value)+100 {
			t.Errorf("%q was encoded as %q", value, got)
		}
	})
}
