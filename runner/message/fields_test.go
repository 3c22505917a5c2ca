// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"mmgen/runner/message/header"
	"mmgen/runner/message/mimecharset"
	"slices"
	"strings"
	"testing"
)

func TestFields(t *testing.T) {
	m := Parse("Received: one\nSUBJECT: s\nreceived: two\n\n")
	m.AddValue("X-Header", header.New("caf\xe9", false, mimecharset.New("iso-8859-1"), "X-Header"))
	if got := m.Get("Subject"); got != "s" || !m.Has("subject") {
		t.Errorf("Subject: %q", got)
	}
	if got := m.GetAll("RECEIVED"); !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("Received: %q", got)
	}
	if got := m.Get("x-header"); got != "=?iso-8859-1?q?caf=E9?=" {
		t.Errorf("X-Header: %q", got)
	}
	if m.Get("To") != "" || m.Has("To") || m.GetAll("To") != nil {
		t.Error("there is a To")
	}
	if !m.Replace("Received", header.Text("changed")) || m.Replace("To", header.Text("x")) {
		t.Error("Replace")
	}
	m.Del("subject")
	m.Set("X-Header", "anew")
	want := "Received: changed\nreceived: two\nX-Header: anew\n\n"
	if got := m.String(); got != want {
		t.Errorf("%q, not %q", got, want)
	}
	if got := m.Names(); !slices.Equal(got, []string{"Received", "received", "X-Header"}) {
		t.Errorf("names: %q", got)
	}
}

// TestFieldNamesASCII: only ASCII letters have case, as in Python's C locale.
func TestFieldNamesASCII(t *testing.T) {
	m := New()
	m.Add("X-\xc9", "x")
	m.Add("to\u212ben", "x")
	if m.Has("x-\xe9") || m.Has("toKen") || !m.Has("x-\xc9") {
		t.Error("other letters than those of ASCII have case")
	}
}

func TestCopy(t *testing.T) {
	m := Parse("Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n--b\nX: y\n\none\n--b--\n")
	h := header.New("a", false, nil, "H")
	m.AddValue("H", h)
	before := m.String()
	c := m.Copy()
	c.Set("Subject", "changed")
	c.SetPreamble("p")
	c.Parts()[0].Del("X")
	c.Parts()[0].SetBody("changed")
	c.SetAttr("recips", nil)
	v, _ := c.Value("H")
	if err := v.(*header.Header).Append("more", nil, 0); err != nil {
		t.Fatal(err)
	}
	c.Attach(New())
	if got := m.String(); got != before {
		t.Errorf("changing a copy changed the message:\n%s", got)
	}
	if _, ok := m.Attr("recips"); ok {
		t.Error("the message has an attribute of its copy")
	}
	if !strings.Contains(c.String(), "H: a more\n") {
		t.Errorf("the copy: %q", c.String())
	}
}

func TestCopyEnvelope(t *testing.T) {
	outer := Parse("From x y\nContent-Type: multipart/mixed; boundary=b\n\npre\n--b\n\none\n--b--\npost")
	outer.SetDefaultType("message/rfc822")
	inner := New()
	inner.CopyEnvelope(outer)
	inner.SharePayload(outer)
	from, _ := inner.UnixFrom()
	pre, _ := inner.Preamble()
	post, _ := inner.Epilogue()
	if from != "From x y" || pre != "pre" || post != "post" || inner.DefaultType() != "message/rfc822" {
		t.Errorf("%q %q %q %q", from, pre, post, inner.DefaultType())
	}
	if inner.Parts()[0] != outer.Parts()[0] {
		t.Error("the part is not the same")
	}
}

func TestWalk(t *testing.T) {
	m := Parse("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\nline\n--b\nContent-Type: message/rfc822\n\n" +
		"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPGI+Cg==\n--b\nContent-Type: image/png\n\n\n--b--\n")
	var types []string
	m.Walk(func(p *Message) { types = append(types, p.ContentType()) })
	want := []string{"multipart/mixed", "text/plain", "message/rfc822", "text/html", "image/png"}
	if !slices.Equal(types, want) {
		t.Errorf("walked over %v", types)
	}
	if got := m.TextParts(""); len(got) != 2 || len(m.TextParts("html")) != 1 || len(m.TextParts("x")) != 0 {
		t.Errorf("text parts: %v", got)
	}
	if got := slices.Collect(m.BodyLines(true)); !slices.Equal(got, []string{"one\n", "line", "<b>\n"}) {
		t.Errorf("lines: %q", got)
	}
	for line := range m.BodyLines(false) {
		if line != "one\n" {
			t.Errorf("went on to %q", line)
		}
		break
	}
}

func TestAttach(t *testing.T) {
	parts := make([]*Message, 1, 5)
	parts[0] = New()
	a, b := New(), New()
	a.SetParts(parts)
	b.SetParts(parts)
	one, two := New(), New()
	a.Attach(one)
	b.Attach(two)
	if a.Parts()[1] != one || b.Parts()[1] != two || len(parts) != 1 {
		t.Error("messages that were given the same list changed each other's")
	}
}
