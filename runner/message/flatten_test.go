// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"errors"
	"mmgen/runner/message/header"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestFlattenFolds has what Python writes for fields that were added.
func TestFlattenFolds(t *testing.T) {
	words := strings.Repeat("word ", 30)
	m := New()
	m.Add("X-Words", words)
	m.Add("X-Eight", strings.Repeat("caf\xe9 ", 30))
	m.Add("X-Semi", strings.Repeat("a=1;b=2; ", 12))
	m.Add("X-Long", strings.Repeat("y", 100))
	m.AddValue("X-H", header.New(words, false, nil, "X-H"))
	m.SetBody("")
	folded := "word word word word word word word word word word word word word word\n" +
		" word word word word word word word word word word word word word word word\n word \n"
	want := "X-Words: " + folded +
		"X-Eight: " + strings.Repeat("caf\xe9 ", 30) + "\n" +
		"X-Semi: a=1; b=2; a=1; b=2; a=1; b=2; a=1; b=2; a=1; b=2; a=1; b=2; a=1; b=2;\n" +
		" a=1; b=2; a=1; b=2; a=1; b=2; a=1; b=2; a=1; b=2; \n" +
		"X-Long: " + strings.Repeat("y", 100) + "\n" +
		"X-H: " + folded + "\n"
	if diff := cmp.Diff(want, m.String()); diff != "" {
		t.Errorf("(- Python, + here):\n%s", diff)
	}
}

// TestFlattenUntouched: what came with the message is not folded, unless a
// line would be longer than a mail may have.
func TestFlattenUntouched(t *testing.T) {
	words := strings.TrimSpace(strings.Repeat("word ", 199)) // 994 bytes
	text := "A: " + words + "\nB: a;b\n\tc\n  " + words + "\n\nbody\n"
	m := Parse(text)
	if got := m.String(); got != text {
		t.Errorf("a field of one long line and one of three changed:\n%s", got)
	}
	m = Parse("ABCDEF: " + words + "\n\n")
	got := m.String()
	if !strings.HasPrefix(got, "ABCDEF: word") || strings.Count(got, "\n word") < 10 {
		t.Errorf("a line of 1002 bytes was not folded:\n%s", got)
	}
	if got, _ := m.Render(Format{NoFold: true}); got != "ABCDEF: "+words+"\n\n" {
		t.Errorf("folded despite NoFold:\n%s", got)
	}
}

// TestFlattenParts: fields of parts are folded only as email.generator does it,
// and not within a signature.
func TestFlattenParts(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("word ", 30))
	part := New()
	part.Add("X", long)
	part.SetBody("")
	m := NewBase("multipart", "mixed")
	m.Attach(part)
	m.SetBoundary("b")
	unfolded := "Content-Type: multipart/mixed; boundary=\"b\"\nMIME-Version: 1.0\n\n--b\nX: " + long + "\n\n\n--b--\n"
	if got := m.String(); got != unfolded {
		t.Errorf("Mailman's generator: %q", got)
	}
	if got, _ := m.Render(Format{FoldParts: true}); !strings.Contains(got, "word\n word") {
		t.Errorf("email.generator: %q", got)
	}
	if err := m.SetType("multipart/signed"); err != nil {
		t.Fatal(err)
	}
	if got, _ := m.Render(Format{FoldParts: true}); !strings.Contains(got, "X: "+long+"\n") {
		t.Errorf("signed: %q", got)
	}
}

func TestFlattenMangles(t *testing.T) {
	m := Parse("Subject: x\nContent-Type: multipart/mixed; boundary=b\n\nFrom a\n--b\n\nFrom b\nFrom c\rFrom d\n From e\n--b--\nFrom f\n")
	want := "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n>From a\n--b\n\n>From b\n>From c\rFrom d\n From e\n--b--\n>From f\n"
	if got := m.Flatten(false, true); got != want {
		t.Errorf("mangled: %q", got)
	}
	if got := m.Flatten(false, false); got != strings.ReplaceAll(want, ">", "") {
		t.Errorf("not mangled: %q", got)
	}
}

func TestFlattenEnvelope(t *testing.T) {
	m := New()
	m.SetBody("x")
	now := func() time.Time { return time.Date(2026, 11, 8, 11, 3, 4, 0, time.UTC) }
	if got, _ := m.Render(Format{UnixFrom: true, Now: now}); got != "From nobody Sun Nov  8 11:03:04 2026\n\nx" {
		t.Errorf("without an envelope line: %q", got)
	}
	m.SetUnixFrom("From a@b")
	if got := m.Flatten(true, true); got != "From a@b\n\nx" {
		t.Errorf("with one: %q", got)
	}
}

// TestFlattenBoundary: a new boundary is none that occurs as a line.
func TestFlattenBoundary(t *testing.T) {
	const first = "===============0000000000000000042=="
	for _, tt := range []struct{ body, want string }{
		{"x", first},
		{"--" + first + " is within a line", first},
		{"--" + first + "\n", first + ".0"},
		{"--" + first + "--\n\n--" + first + ".0", first + ".1"},
	} {
		m := New()
		m.Add("Content-Type", "multipart/mixed")
		m.Attach(NewText(tt.body, "plain", "us-ascii"))
		text, err := m.Render(Format{Token: func() int64 { return 42 }})
		if got, _ := m.Boundary(); got != tt.want || err != nil {
			t.Errorf("%q: boundary %q, %v", tt.body, got, err)
		}
		if again := m.Flatten(false, false); again != text {
			t.Errorf("%q: written anew it is %q", tt.body, again)
		}
	}
	m := New()
	m.Add("Content-Type", "multipart/mixed")
	m.SetParts(nil)
	text := m.String()
	boundary, _ := m.Boundary()
	if want := "--" + boundary + "\n\n--" + boundary + "--\n"; !strings.HasSuffix(text, want) || len(boundary) != len(first) {
		t.Errorf("no parts: %q", text)
	}
}

// TestFlattenMisfits: where Python raises an exception there is an error, and
// all the same a text that has everything.
func TestFlattenMisfits(t *testing.T) {
	part := func() *Message { return Parse("A: b\n\npart") }
	set := func(ctype string) *Message {
		m := New()
		m.Add("Content-Type", ctype)
		return m
	}
	list := set("text/plain")
	list.SetParts([]*Message{part(), part()})
	status := set("message/delivery-status")
	status.SetBody("blocks\n")
	empty := set("message/rfc822")
	hidden := New()
	hidden.SetDefaultType("multipart/mixed")
	hidden.Attach(part())
	const boundary = "===============0000000000000000042=="
	for _, tt := range []struct {
		name string
		m    *Message
		want string
	}{
		{"parts of a text", list, "Content-Type: text/plain\n\nA: b\n\npart\nA: b\n\npart"},
		{"a text for a status", status, "Content-Type: message/delivery-status\n\nblocks\n"},
		{"no message in a message", empty, "Content-Type: message/rfc822\n\n"},
		{"no field for the boundary", hidden, "Content-Type: multipart/mixed; boundary=\"" + boundary +
			"\"\n\n--" + boundary + "\nA: b\n\npart\n--" + boundary + "--\n"},
	} {
		text, err := tt.m.Render(Format{NoFold: true, Token: func() int64 { return 42 }})
		if !errors.Is(err, ErrStructure) || text != tt.want {
			t.Errorf("%s: %q, %v", tt.name, text, err)
		}
	}
}

// TestFlattenMisfitsAllowed: these Python writes.
func TestFlattenMisfitsAllowed(t *testing.T) {
	for _, ctype := range []string{"multipart/mixed", "message/rfc822", "image/png", "nonsense"} {
		m := New()
		m.Add("Content-Type", ctype)
		m.SetBody("text\n")
		if text, err := m.Render(Format{}); err != nil || text != "Content-Type: "+ctype+"\n\ntext\n" {
			t.Errorf("%s: %q, %v", ctype, text, err)
		}
	}
	if text := New().String(); text != "\n" {
		t.Errorf("an empty message is %q", text)
	}
}

// TestFlattenOneField: no value ends its field or the header.
func TestFlattenOneField(t *testing.T) {
	for value, want := range map[string]string{
		"a\n b":         "a\n b",
		"a\r\n\tb":      "a\r\n\tb",
		"a\nX-Evil: b":  "a\n X-Evil: b",
		"a\n\nbody":     "a\n \n body",
		"a\n":           "a",
		"a\r\n\r\n":     "a",
		"\n":            "",
		"a\n\tb\nc\n":   "a\n\tb\n c",
		"caf\xe9\nX: y": "caf\xe9\n X: y",
	} {
		m := New()
		m.fields = append(m.fields, Field{Name: "A", Value: header.Text(value)})
		m.Add("B", "c")
		if got := m.String(); got != "A: "+want+"\nB: c\n\n" {
			t.Errorf("%q: %q", value, got)
		}
	}
}
