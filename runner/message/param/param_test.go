// SPDX-License-Identifier: GPL-2.0-or-later

package param

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFields: what is wanted is what Python 2.7 reads in a Content-Type field:
// get_content_type, get_content_charset, get_boundary (- for None), and the parameters
// `name` and `a` by collapse_rfc2231_value.
func TestFields(t *testing.T) {
	for _, test := range []struct{ field, ctype, charset, boundary, name, a string }{
		{`text/plain; charset="us-ascii"`, "text/plain", "us-ascii", "-", "-", "-"},
		{"TEXT/Plain ; Charset=UTF-8", "text/plain", "utf-8", "-", "-", "-"},
		{"text", "text/plain", "", "-", "-", "-"},
		{"a/b/c", "text/plain", "", "-", "-", "-"},
		{"", "text/plain", "", "-", "-", "-"},
		{"text/plain; charset", "text/plain", "", "-", "-", "-"},
		{`multipart/mixed; boundary="a\"b"; x=y`, "multipart/mixed", "", `a"b`, "-", "-"},
		{`text/plain; name="a;b"; charset=koi8-r`, "text/plain", "koi8-r", "-", "a;b", "-"},
		{"text/plain; charset*=utf-8''iso-8859-1", "text/plain", "iso-8859-1", "-", "-", "-"},
		{"text/plain; charset*=''utf-8", "text/plain", "utf-8", "-", "-", "-"},
		{"text/plain; name*=iso-8859-1'en'caf%E9", "text/plain", "", "-", "café", "-"},
		{`application/x; name*0="long"; name*1="er"`, "application/x", "", "-", "longer", "-"},
		{"application/x; name*0*=utf-8''caf%C3; name*1*=%A9.txt", "application/x", "", "-", "café.txt", "-"},
		{"application/x; name*1=b; name*0=a", "application/x", "", "-", "ab", "-"},
		{"multipart/mixed; boundary=<b>", "multipart/mixed", "", "b", "-", "-"},
		{"multipart/mixed; boundary*=us-ascii''b%20c  ", "multipart/mixed", "", "b c", "-", "-"},
		{"text/plain; charset=\"caf\xe9\"", "text/plain", "", "-", "-", "-"},
		{"x/y;;a=b; ;c", "x/y", "", "-", "-", "b"},
		{`x/y; a="unclosed; b=c`, "x/y", "", "-", "-", `"unclosed; b=c`},
		{"x/y; A=1; a=2", "x/y", "", "-", "-", "1"},
	} {
		orNone := func(value string, ok bool) string {
			if !ok {
				return "-"
			}
			return value
		}
		lookup := func(name string) string {
			v, ok := Lookup(test.field, name)
			return orNone(v.String(), ok)
		}
		got := test
		got.ctype, got.charset, got.boundary = ContentType(test.field), Charset(test.field), orNone(Boundary(test.field))
		got.name, got.a = lookup("name"), lookup("a")
		if got != test {
			t.Errorf("got  %q\nwant %q", got, test)
		}
	}
}

// TestParse: the parameters in their order, as _get_params_preserve has them, and as
// they are written again.
func TestParse(t *testing.T) {
	for field, want := range map[string][]string{
		"x/y;;a=b; ;c":                   {`x/y= -> x/y`, `="" -> =""`, `a="b" -> a="b"`, `="" -> =""`, `c="" -> c=""`},
		"x/y; name*=utf-8'en'caf%C3%A9;": {`x/y= -> x/y`, `="" -> =""`, `name="café" -> name*="utf-8'en'caf%C3%A9"`},
		`x/y; a="b\"c"`:                  {`x/y= -> x/y`, `a="b\"c" -> a="b\"c"`},
	} {
		var got []string
		for _, p := range Parse(field) {
			got = append(got, fmt.Sprintf("%s=%s -> %s", p.Name, p.Value.Text, p.Preserved()))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", field, diff)
		}
	}
}

func TestFormat(t *testing.T) {
	latin, _ := Lookup("x/y; a*=iso-8859-1'fr'caf%E9", "a")
	for want, p := range map[string]Param{
		`a="b"`:                     {"a", Value{Text: "b"}},
		`a="b\"c\\d"`:               {"a", Value{Text: `b"c\d`}},
		"a":                         {"a", Value{}},
		`a*="iso-8859-1'fr'caf%E9"`: {"a", latin},
	} {
		if got := p.Format(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := Join(Join("", "x/y"), `a="b"`); got != `x/y; a="b"` {
		t.Errorf("joined: %s", got)
	}
}

// TestManyParams: a field is cut into so many parameters at most that it takes no more
// time than its length; the last has the rest.
func TestManyParams(t *testing.T) {
	params := Parse("x/y" + strings.Repeat("; a=b", 100_000))
	if len(params) != maxParams || len(params[maxParams-1].Value.Text) < 400_000 {
		t.Errorf("%d parameters, the last of %d bytes", len(params), len(params[len(params)-1].Value.Text))
	}
}
