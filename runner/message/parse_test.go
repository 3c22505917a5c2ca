// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"mmgen/runner/message/parse"
)

// TestParseCases runs the messages of testdata/parse. The structure of each,
// and its text when it is written again, are what Python makes of it; without
// a section `flattened` that text is the message.
func TestParseCases(t *testing.T) {
	files, err := filepath.Glob("testdata/parse/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata/parse: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			parts := sections(t, file)
			m := Parse(parts["message"])
			if diff := cmp.Diff(parts["structure"], structure(m, "")); diff != "" {
				t.Errorf("structure (- Python, + here):\n%s", diff)
			}
			want, changed := parts["flattened"]
			if !changed {
				want = parts["message"]
			}
			_, enveloped := m.UnixFrom()
			if diff := cmp.Diff(want, m.Flatten(enveloped, false)); diff != "" {
				t.Errorf("flattened (- Python, + here):\n%s", diff)
			}
		})
	}
}

func sections(t testing.TB, file string) map[string]string {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range archive.Files {
		parts[f.Name] = string(f.Data)
	}
	return parts
}

// structure lists the parts of a message, their fields and texts.
func structure(m *Message, indent string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, indent+format+"\n", args...) }
	b.WriteString(indent + m.ContentType())
	if m.DefaultType() != "text/plain" {
		b.WriteString(" (default " + m.DefaultType() + ")")
	}
	b.WriteByte('\n')
	if from, ok := m.UnixFrom(); ok {
		line("  envelope %s", quoted(from))
	}
	for _, f := range m.Fields() {
		line("  %s: %s", f.Name, quoted(f.Value.Encoded()))
	}
	for _, d := range m.Defects() {
		if d.Line.OK {
			line("  defect %s %s", d.Kind, quoted(d.Line.Text))
		} else {
			line("  defect %s", d.Kind)
		}
	}
	if text, ok := m.Preamble(); ok {
		line("  preamble %s", quoted(text))
	}
	for _, p := range m.Parts() {
		b.WriteString(structure(p, indent+"  "))
	}
	if m.HasBody() {
		line("  body %s", quoted(m.Body()))
	}
	if text, ok := m.Epilogue(); ok {
		line("  epilogue %s", quoted(text))
	}
	return b.String()
}

// quoted writes text with escapes, a byte that is not ASCII as \xNN.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); i++ {
		if s[i] < 0x80 {
			q := fmt.Sprintf("%q", s[i:i+1])
			b.WriteString(q[1 : len(q)-1])
		} else {
			fmt.Fprintf(&b, `\x%02x`, s[i])
		}
	}
	b.WriteByte('"')
	return b.String()
}

// TestParseOddBytes has what a text file can't show well.
func TestParseOddBytes(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", `text/plain
  body ""
`},
		{"CRLF", "Subject: a\r\n b\r\nTo: c\r\n\r\nx\r\ny\r\n", `text/plain
  Subject: "a\r\n b"
  To: "c"
  body "x\r\ny\r\n"
`},
		{"lone CR ends lines", "Subject: a\rTo: b\r\rx\ry", `text/plain
  Subject: "a"
  To: "b"
  body "x\ry"
`},
		// Python ends the header at the second carriage return.
		{"CR in CRLF header", "A: b\r\r\nC: d\r\n\r\nx", `text/plain
  A: "b"
  C: "d"
  body "x"
`},
		{"NUL", "Subject: a\x00b\n\nx\x00y", `text/plain
  Subject: "a\x00b"
  body "x\x00y"
`},
		{"no line end", "Subject: a", `text/plain
  Subject: "a"
  body ""
`},
		{"only an envelope line", "From a@b", `text/plain
  envelope "From a@b"
  body ""
`},
		{"boundary at the very end", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--", `multipart/mixed
  Content-Type: "multipart/mixed; boundary=b"
  text/plain
    body "x"
  epilogue ""
`},
		{"empty boundary", "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nx\n----\n", `multipart/mixed
  Content-Type: "multipart/mixed; boundary=\"\""
  text/plain
    body "x"
  epilogue ""
`},
		{"blanks only in field", "A: \n \nB: c\n\n", `text/plain
  A: " "
  B: "c"
  body ""
`},
		{"status without blocks", "Content-Type: message/delivery-status\n\n", `message/delivery-status
  Content-Type: "message/delivery-status"
  text/plain
    body ""
`},
		{"header that ends with From", "Content-Type: message/rfc822\nFrom x\n\nA: b\n\ny", `message/rfc822
  Content-Type: "message/rfc822"
  text/plain
    envelope "From x"
    A: "b"
    body "y"
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, structure(Parse(tt.text), "")); diff != "" {
				t.Errorf("structure (- Python, + here):\n%s", diff)
			}
		})
	}
}

// TestParseLosesNothing shows where Python drops text: the only boundary is
// the last one.
func TestParseLosesNothing(t *testing.T) {
	const text = "Content-Type: multipart/mixed; boundary=b\n\nintroduction\n--b--\nthe rest\n"
	m := Parse(text)
	if m.IsMultipart() || m.Body() != "introduction\n--b--\nthe rest\n" {
		t.Errorf("multipart %v, body %q", m.IsMultipart(), m.Body())
	}
	if got := m.Flatten(false, false); got != text {
		t.Errorf("flattened: %q", got)
	}
}

func TestParseDeep(t *testing.T) {
	const levels = 5000
	text := strings.Repeat("Content-Type: message/rfc822\n\n", levels) + "Subject: x\n\nFrom a\n"
	m := Parse(text)
	if got := m.Flatten(false, false); got != text {
		t.Errorf("%d levels come back as %d bytes, not %d", levels, len(got), len(text))
	}
	depth := 0
	for p := m; p.IsMultipart(); p = p.Parts()[0] {
		depth++
	}
	if depth != parse.MaxDepth {
		t.Errorf("taken apart %d deep, not %d", depth, parse.MaxDepth)
	}
}

func TestParseManyParts(t *testing.T) {
	const end = "\n--b\n\nlast words\n--b--\n"
	text := "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", 3*parse.MaxParts) + end[1:]
	m := Parse(text)
	if n := len(m.Parts()); n != parse.MaxParts {
		t.Errorf("%d parts, not %d", n, parse.MaxParts)
	}
	got := m.Flatten(false, false)
	if !strings.Contains(got, end) || strings.Count(got, "\nx\n--b\n") != 3*parse.MaxParts {
		t.Error("what is behind the last part got lost")
	}
}
