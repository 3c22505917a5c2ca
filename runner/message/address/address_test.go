// SPDX-License-Identifier: GPL-2.0-or-later

package address

import (
	"slices"
	"strings"
	"testing"
)

// What email.utils.getaddresses([value]) is in Python 2.7.
var addressCases = []struct {
	value string
	want  []Address
}{
	{"", []Address{}},
	{"a@b.example", []Address{{"", "a@b.example"}}},
	{"Ann <ann@x.example>", []Address{{"Ann", "ann@x.example"}}},
	{"\"Ann, B.\" <ann@x.example>", []Address{{"Ann, B.", "ann@x.example"}}},
	{"ann@x.example (Ann (the) B.)", []Address{{"Ann the B.", "ann@x.example"}}},
	{"(c) ann (d)@x.example", []Address{{"c d d", "ann@x.example"}}},
	{"a, b@c", []Address{{"", "a"}, {"", "b@c"}}},
	{"a@b c@d", []Address{{"", ""}, {"", "@d"}}},
	{"John Q. Public <jqp@x.example>", []Address{{"John Q. Public", "jqp@x.example"}}},
	{"<a@b", []Address{{"", "a@b"}}},
	{"<@r,@s:u@v>", []Address{{"", ""}, {"", "@s"}, {"", "u@v"}}},
	{"grp: a@b, c@d;, e@f", []Address{{"", "a@b"}, {"", "c@d"}, {"", "e@f"}}},
	{"undisclosed-recipients:;", []Address{{"", ""}}},
	{"a@b@c", []Address{{"", ""}, {"", "@c"}}},
	{"<a@b@c> d@e", []Address{{"", ""}, {"", "c"}, {"", ""}, {"", "d@e"}}},
	{"\"q\\\"x\\\\\" <a@b>", []Address{{"q\"x\\", "a@b"}}},
	{"\"unclosed <a@b>", []Address{{"", "unclosed <a@b>"}}},
	{"(unclosed <a@b>", []Address{{"", ""}}},
	{"a@[10.0.0.1]", []Address{{"", "a@[10.0.0.1]"}}},
	{"\"a b\"@c", []Address{{"", "\"a b\"@c"}}},
	{" a . b @ c . d ", []Address{{"", "a.b@c.d"}}},
	{"<>", []Address{{"", ""}}},
	{"@", []Address{{"", ""}}},
	{"a@", []Address{{"", ""}}},
	{"; a@b", []Address{{"", ""}, {"", "a@b"}}},
	{"a@b\r\n c@d", []Address{{"", "a@b"}, {"", "c@d"}}},
	{"\"x\ry\" <a@b>", []Address{{"", "x"}}},
	{"=?utf-8?q?J=C3=B6?= <j@x.example>", []Address{{"=?utf-8?q?J=C3=B6?=", "j@x.example"}}},
	{"caf\xe9 <c@x>", []Address{{"caf\xe9", "c@x"}}},
	{",,", []Address{{"", ""}}},
	{"a:b:c@d;", []Address{{"", "c@d"}}},
	{"<a@b>,", []Address{{"", "a@b"}}},
	{"Ann <ann@x.example> junk, b@c", []Address{{"Ann", "ann@x.example"}, {"", "junk"}, {"", "b@c"}}},
	{"MAILER-DAEMON (Mail Delivery)", []Address{{"Mail Delivery", "MAILER-DAEMON"}}},
	{"a@b (x) (y)", []Address{{"x y", "a@b"}}},
	{"\\\"a@b", []Address{{"", "\\"}}},
	{"[x]", []Address{{"", ""}, {"", "x"}, {"", ""}}},
	{"a;b", []Address{{"", "a"}, {"", ""}, {"", "b"}}},
}

func TestParseAddresses(t *testing.T) {
	for _, c := range addressCases {
		if got := ParseList([]string{c.value}); !slices.Equal(got, c.want) {
			t.Errorf("ParseAddresses(%q) = %q, want %q", c.value, got, c.want)
		}
	}
}

// TestLongField: the first 64 KB of a field are read for its first address.
func TestLongField(t *testing.T) {
	if got := Parse("Anne <anne@example.com>, " + strings.Repeat("x", 1<<20)); got != (Address{"Anne", "anne@example.com"}) {
		t.Errorf("%+v", got)
	}
	if got := Parse(strings.Repeat("x", 1<<20) + "@example.com"); len(got.Addr) != maxFirst {
		t.Errorf("an address of %d bytes is read, want %d", len(got.Addr), maxFirst)
	}
}

func TestParseAddressesOfSeveralFields(t *testing.T) {
	got := ParseList([]string{"a@b", "", "C <c@d>"})
	want := []Address{{"", "a@b"}, {"", ""}, {"C", "c@d"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Parse("A <a@b>, c@d"); got != (Address{"A", "a@b"}) {
		t.Errorf("ParseAddress: %q", got)
	}
	if got := Parse(""); got != (Address{}) {
		t.Errorf("ParseAddress of nothing: %q", got)
	}
}

// What email.utils.formataddr is in Python 2.7.
func TestFormatAddress(t *testing.T) {
	for _, c := range []struct {
		a    Address
		want string
	}{
		{Address{"", "a@b"}, "a@b"},
		{Address{"Ann", "a@b"}, "Ann <a@b>"},
		{Address{"Ann B.", "a@b"}, "\"Ann B.\" <a@b>"},
		{Address{"O\"Neil \\ (x)", "a@b"}, "\"O\\\"Neil \\\\ \\(x\\)\" <a@b>"},
		{Address{"a;b", "a@b"}, "\"a;b\" <a@b>"},
		{Address{"it's", "a@b"}, "it's <a@b>"},
		{Address{"caf\xe9", "a@b"}, "caf\xe9 <a@b>"},
	} {
		if got := Format(c.a); got != c.want {
			t.Errorf("FormatAddress(%q) = %q, want %q", c.a, got, c.want)
		}
	}
}

// What quote and unquote of email.utils are in Python 2.7.
func TestQuote(t *testing.T) {
	for _, c := range []struct{ text, quoted, unquoted string }{
		{"", "", ""},
		{"\"", "\\\"", "\""},
		{"a", "a", "a"},
		{"\"a\"", "\\\"a\\\"", "a"},
		{"\"a\\\"b\"", "\\\"a\\\\\\\"b\\\"", "a\"b"},
		{"\"a\\\\b\"", "\\\"a\\\\\\\\b\\\"", "a\\b"},
		{"\"\\\\\"x\"", "\\\"\\\\\\\\\\\"x\\\"", "\"x"},
		{"<a>", "<a>", "a"},
		{"<a", "<a", "<a"},
		{"\"a>", "\\\"a>", "\"a>"},
	} {
		if got := Quote(c.text); got != c.quoted {
			t.Errorf("Quote(%q) = %q, want %q", c.text, got, c.quoted)
		}
		if got := Unquote(c.text); got != c.unquoted {
			t.Errorf("Unquote(%q) = %q, want %q", c.text, got, c.unquoted)
		}
	}
}

// FuzzParseAddresses checks that no value makes the parser panic, stand still
// or return more than it was given.
func FuzzParseAddresses(f *testing.F) {
	for _, c := range addressCases {
		f.Add(c.value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		got := ParseList([]string{value})
		size := 0
		for _, a := range got {
			size += len(a.Name) + len(a.Addr)
		}
		// Comments may come twice; quoting and brackets add some.
		if len(got) > len(value) || size > 8*len(value) {
			t.Errorf("ParseAddresses(%q) = %q", value, got)
		}
	})
}

func BenchmarkParseAddresses(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ParseList([]string{`"Example, Ann" <ann@lists.example.com>`})
	}
}
