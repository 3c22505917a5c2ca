// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// none stands for Python's None in the tables.
const none = "\x00none"

// TestContentType has what Python says of these Content-Type fields. A file
// name in brackets is a unicode there.
func TestContentType(t *testing.T) {
	tests := []struct{ field, ctype, charset, filename, boundary string }{
		{`text/plain`, "text/plain", "", none, none},
		{`TEXT/Html; Charset=UTF-8`, "text/html", "utf-8", none, none},
		{`text`, "text/plain", "", none, none},
		{`a/b/c`, "text/plain", "", none, none},
		{``, "text/plain", "", none, none},
		{`multipart/mixed;boundary="a;b"`, "multipart/mixed", "", none, "a;b"},
		{`text/plain; charset="us-ascii"; format=flowed; delsp=yes`, "text/plain", "us-ascii", none, none},
		{`text/plain; charset*=us-ascii'en'iso-8859-1`, "text/plain", "iso-8859-1", none, none},
		{`text/plain; charset*=bogus''x`, "text/plain", "x", none, none},
		{`text/plain; charset*=utf-8''%e9`, "text/plain", "", none, none},
		{"text/plain; charset=\xe9", "text/plain", "", none, none},
		{`text/plain; charset`, "text/plain", "", none, none},
		{`text/plain; charset="UTF-8`, "text/plain", `"utf-8`, none, none},
		{`application/x; name*0*=utf-8''%e2%82%ac; name*1=%20; name*2*=%20x`, "application/x", "", "[€%20 x]", none},
		{`application/x; name*10=k; name*2=b; name*0=a`, "application/x", "", "abk", none},
		{`application/x; name*=x`, "application/x", "", "[x]", none},
		{`application/x; name*=bogus''%e9x`, "application/x", "", "[\ufffdx]", none},
		{`application/x; name=" a b "`, "application/x", "", "a b", none},
		{`application/x; name="<z>"`, "application/x", "", "z", none},
		{`application/x; name="a\"b\\c"`, "application/x", "", `a"b\c`, none},
		{`application/x; name=a"b;c"d; x=y`, "application/x", "", `a"b;c"d`, none},
		{`application/x; name*=iso-8859-1''caf%E9`, "application/x", "", "[café]", none},
		{`application/x; name*=utf-8''caf%E9`, "application/x", "", "[caf\ufffd]", none},
		{`name=first; x`, "text/plain", "", "first", none},
		{`multipart/mixed; boundary="b  "`, "multipart/mixed", "", none, "b"},
		{`multipart/mixed; boundary*=iso-8859-1''%e9`, "multipart/mixed", "", none, "\xe9"},
		{`text/plain;; ; charset=x`, "text/plain", "x", none, none},
		{`text/plain; charset = "x" `, "text/plain", "x", none, none},
		{"text/plain\r\n ;\r\n\tcharset=x", "text/plain", "x", none, none},
	}
	for _, tt := range tests {
		m := New()
		m.Add("content-TYPE", tt.field)
		got := [4]string{m.ContentType(), m.ContentCharset(), none, none}
		if name, isUnicode, ok := m.Filename(); ok {
			got[2] = name
			if isUnicode {
				got[2] = "[" + name + "]"
			}
		}
		if boundary, ok := m.Boundary(); ok {
			got[3] = boundary
		}
		if want := [4]string{tt.ctype, tt.charset, tt.filename, tt.boundary}; got != want {
			t.Errorf("%q:\n got %q\nwant %q", tt.field, got, want)
		}
	}
}

func TestContentTypeDefault(t *testing.T) {
	m := New()
	m.SetDefaultType("message/rfc822")
	if m.ContentType() != "message/rfc822" || m.ContentMaintype() != "message" || m.ContentSubtype() != "rfc822" {
		t.Errorf("without a field: %s", m.ContentType())
	}
	m.Add("Content-Type", "nonsense")
	if m.ContentType() != "text/plain" {
		t.Errorf("with a broken field: %s", m.ContentType())
	}
}

func TestFilenameFirstOfDisposition(t *testing.T) {
	m := New()
	m.Add("Content-Type", "image/png; name=ours.png")
	m.Add("Content-Disposition", `attachment; filename=""`)
	if name, _, ok := m.Filename(); name != "" || !ok {
		t.Errorf("an empty filename is one: %q, %v", name, ok)
	}
}

func TestParam(t *testing.T) {
	m := New()
	m.Add("Content-Type", `text/plain; Format=Flowed; x="<a>"; y*=utf-8''%c3%a9`)
	for name, want := range map[string]string{"FORMAT": "Flowed", "x": "<a>", "y": "é", "z": none} {
		got, ok := m.Param(name)
		if !ok {
			got = none
		}
		if got != want {
			t.Errorf("%s: %q, not %q", name, got, want)
		}
	}
}

// TestSetParams has what Python makes of a header by each call.
func TestSetParams(t *testing.T) {
	type fields = [][2]string
	ct := func(v string) fields { return fields{{"A", "1"}, {"Content-Type", v}, {"Z", "2"}} }
	tests := []struct {
		name   string
		before fields
		do     func(*Message)
		after  fields
	}{
		{"new", ct("text/plain"), func(m *Message) { m.SetParam("charset", "utf-8") },
			fields{{"A", "1"}, {"Z", "2"}, {"Content-Type", `text/plain; charset="utf-8"`}}},
		{"in place of another", ct("text/plain; charset=x; format=flowed"), func(m *Message) { m.SetParam("Charset", "utf-8") },
			fields{{"A", "1"}, {"Z", "2"}, {"Content-Type", `text/plain; Charset="utf-8"; format="flowed"`}}},
		{"as it is", ct(`text/plain; charset="utf-8"`), func(m *Message) { m.SetParam("charset", "utf-8") },
			ct(`text/plain; charset="utf-8"`)},
		{"without field", nil, func(m *Message) { m.SetParam("a", "b c") },
			fields{{"Content-Type", `text/plain; a="b c"`}}},
		{"beside RFC 2231", ct("text/plain; name*=utf-8'en'%e9; x=1"), func(m *Message) { m.SetParam("x", "2") },
			fields{{"A", "1"}, {"Z", "2"}, {"Content-Type", `text/plain; x="2"; name*="utf-8'en'%E9"`}}},
		{"in place of RFC 2231", ct("text/plain; name*=utf-8'en'%e9"), func(m *Message) { m.SetParam("name", "2") },
			fields{{"A", "1"}, {"Z", "2"}, {"Content-Type", `text/plain; name="2"`}}},
		{"other field", nil, func(m *Message) { m.SetHeaderParam("filename", "x", "Content-Disposition") },
			fields{{"Content-Disposition", `filename="x"`}}},
		{"quotes", ct(`text/plain; x=a\b`), func(m *Message) { m.SetParam("y", `a"b\c`) },
			fields{{"A", "1"}, {"Z", "2"}, {"Content-Type", `text/plain; x=a\b; y="a\"b\\c"`}}},
		{"empty before", ct("text/plain; y="), func(m *Message) { m.SetParam("y", "z") },
			fields{{"A", "1"}, {"Z", "2"}, {"Content-Type", `text/plain; y=; y="z"`}}},
		{"delete", ct("text/plain; a=1; b=2"), func(m *Message) { m.DelParam("A") },
			fields{{"A", "1"}, {"Z", "2"}, {"content-type", `text/plain; b="2"`}}},
		{"delete none", ct(`text/plain; a="1"`), func(m *Message) { m.DelParam("x") }, ct(`text/plain; a="1"`)},
		{"type", ct("text/plain; a=1; b=2"), func(m *Message) { _ = m.SetType("multipart/mixed") },
			fields{{"A", "1"}, {"Z", "2"}, {"MIME-Version", "1.0"}, {"Content-Type", `multipart/mixed; a="1"; b="2"`}}},
		{"type without field", fields{{"MIME-Version", "0"}}, func(m *Message) { _ = m.SetType("text/html") },
			fields{{"MIME-Version", "1.0"}, {"Content-Type", "text/html"}}},
		{"boundary", ct("multipart/mixed; a=1; boundary=x; b=2"), func(m *Message) { m.SetBoundary("y z") },
			ct(`multipart/mixed; a="1"; boundary="y z"; b="2"`)},
		{"boundary anew", ct("multipart/mixed; a"), func(m *Message) { m.SetBoundary("y") },
			ct(`multipart/mixed; a=""; boundary="y"`)},
		{"boundary beside RFC 2231, which Python spoils", ct("multipart/mixed; name*=utf-8''%e9"), func(m *Message) { m.SetBoundary("y") },
			ct(`multipart/mixed; name*="utf-8''%E9"; boundary="y"`)},
		{"add_header", nil, func(m *Message) {
			m.AddHeader("Content-Disposition", "attachment", [2]string{"filename", `a"b\c.txt`})
			m.AddHeader("X-Y", "v", [2]string{"my_par", ""})
		}, fields{{"Content-Disposition", `attachment; filename="a\"b\\c.txt"`}, {"X-Y", "v; my-par"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := New()
			for _, f := range tt.before {
				m.Add(f[0], f[1])
			}
			tt.do(m)
			var after fields
			for _, f := range m.Fields() {
				after = append(after, [2]string{f.Name, f.Value.Encoded()})
			}
			if diff := cmp.Diff(tt.after, after); diff != "" {
				t.Errorf("header (- Python, + here):\n%s", diff)
			}
		})
	}
}

func TestSetParamsRefused(t *testing.T) {
	m := New()
	if m.SetBoundary("b") {
		t.Error("a boundary was set without Content-Type")
	}
	if err := m.SetType("text"); !errors.Is(err, ErrType) {
		t.Errorf("type `text`: %v", err)
	}
	if len(m.Fields()) != 0 {
		t.Errorf("fields after refusals: %v", m.Names())
	}
}
