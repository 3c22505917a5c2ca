// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"mmgen/runner/message/header"
	"strings"
	"testing"
	"time"
)

// TestOddLines puts odd lines between the fields of a header, in its first
// place behind From, and in its last. The fields behind them stay fields.
func TestOddLines(t *testing.T) {
	for _, c := range []struct{ odd, written string }{
		{"X-Confident-delivery : x", "X-Confident-delivery : x"},
		{"X-Tabbed\t: x", "X-Tabbed\t: x"},
		{"Keywords : x", "Keywords: x"}, // Mailman must find it
		{"X-Client Version: 7", "X-Client Version: 7"},
		{"X-Odd (comment): x\n\tmore", "X-Odd (comment): x\n\tmore"},
		{"X-\xe9: x", "X-\xe9: x"},
		{"X-N\x00L: x", "X-N\x00L: x"},
		{"X-Bare: a\rb", "X-Bare: a\n b"},
		{"X-Doubled: a\r", "X-Doubled: a"},
		{"Content-Disposition: inline;\rfilename=x", "Content-Disposition: inline;\n filename=x"},
	} {
		for place := range 4 {
			header := []string{"From: a@example.com", "To: b@example.com", "Subject: s", "MIME-Version: 1.0"}
			want := strings.Join(header[:place], "\n") + "\n" + c.written + "\n" + strings.Join(header[place:], "\n")
			text := strings.Join(header[:place], "\n") + "\n" + c.odd + "\n" + strings.Join(header[place:], "\n")
			checkOdd(t, strings.Trim(text, "\n"), strings.Trim(want, "\n"))
		}
		checkOdd(t, "From: a@example.com\nSubject: s\n"+c.odd, "From: a@example.com\nSubject: s\n"+c.written)
	}
}

// Lines that can be no field are left out, or go on with what they were
// broken off from.
func TestOddLinesWithoutField(t *testing.T) {
	const head, tail = "From: a@example.com\n", "To: b@example.com\nSubject: s"
	for _, c := range []struct{ odd, written string }{
		{">From a@example.com Sat Jan  3 12:00:00 2026\n", ""},
		{"From a@example.com Sat Jan  3 12:00:00 2026\n", ""},
		{"X-Bare: a\r\rb\r c\n", "X-Bare: a\n b\n c\n"},
		{"no colon in this\n", ""},
		{"\x00\x00\n", ""},
		{": no name\n", ""},
		{"no colon in this\n and more of it\n", ""},
		{"X-Free: text that\nsomebody broke\n", "X-Free: text that\n somebody broke\n"},
		{"Cc: c@example.com,\nd@example.com\n", "Cc: c@example.com,\n d@example.com\n"},
		{"Cc: c@example.com\nnot one more\n", "Cc: c@example.com\n"},
		{"Content-Type: text/plain;\ncharset=utf-8\n", "Content-Type: text/plain;\n charset=utf-8\n"},
	} {
		checkOdd(t, head+c.odd+tail, head+c.written+tail)
	}
	checkOdd(t, ">From x Sat Jan  3 12:00:00 2026\n"+head+tail, head+tail)
}

// checkOdd wants a header to be read as it is written in want, now and from a
// queue entry.
func checkOdd(t *testing.T, header, want string) {
	t.Helper()
	const body = "\n\nThe text.\n"
	m := Parse(header + body)
	if got := m.Flatten(false, false); got != want+body {
		t.Errorf("%q is read as %q, not %q", header, got, want+body)
	}
	loaded, err := FromPickle(m.Pickle())
	if err != nil {
		t.Fatal(err)
	}
	if got := loaded.Flatten(false, false); got != want+body {
		t.Errorf("%q comes out of a queue entry as %q", header, got)
	}
}

// TestOddFieldsAreFound looks up fields with blanks behind their names.
func TestOddFieldsAreFound(t *testing.T) {
	m := Parse("From : a@example.com\nSubject\t : s\nX-Approved : secret\nTo: b@example.com\n\ntext\n")
	m, err := FromPickle(m.Pickle())
	if err != nil {
		t.Fatal(err)
	}
	if m.Sender(false, false) != "a@example.com" || m.Get("subject") != "s" || m.Get("x-approved") != "secret" {
		t.Errorf("fields are missing: %q", m.Flatten(false, false))
	}
	m.Del("X-Approved")
	m.Replace("Subject", header.Text("t"))
	const want = "From: a@example.com\nSubject: t\nTo: b@example.com\n\ntext\n"
	if got := m.Flatten(false, false); got != want {
		t.Errorf("changed it is %q, not %q", got, want)
	}
}

// TestTextWithoutEmptyLine has messages whose body begins without an empty line
// before it. As with Python it begins at its first line that is no field.
func TestTextWithoutEmptyLine(t *testing.T) {
	const head = "From: a@example.com\nTo: b@example.com\nSubject: s\n"
	for _, body := range []string{
		"Hello all,\nhere is the text.\n\nBye\n",
		"Hello all: here is the text.\nMore of it.\n",
		"Hello all: here is the text.\n\nMore of it.\n",
		"Hello all,\nNote: this is text\nhttp://example.com/\n\nBye\n",
		"Bonjour : voici\nle texte.\n",
		"Forwarded message follows\nFrom: c@example.com\nDate: today\nSubject: old\n\nold text\n",
		"----- Original Message -----\nSubject: old\n\nold text\n",
		"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nsigned\n",
		">From here on it is text\n\nmore\n",
		">From here on it is text\nand more\n",
		"diff --git a/x b/x\nindex 1..2\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-X-Field: a\n",
		"SGVsbG8=\n",
		"Some lines\nof text\nstand\nbefore\nwhat looks\nlike more:\nX-Header: x\nX-More: x\n\n",
	} {
		m := Parse(head + body)
		if m.Body() != body {
			t.Errorf("the body of %q is %q", body, m.Body())
		}
	}
	if m := Parse("Hello all,\nFrom: here\nTo: there\nSubject: s\n\n"); len(m.Fields()) > 0 {
		t.Errorf("text without a header has fields: %q", m.Names())
	}
	m := Parse("Content-Type: multipart/mixed; boundary=b\n\n--b\nText\nX-A: x\nX-B: x\n\n--b--\n")
	if body := m.Parts()[0].Body(); !strings.HasPrefix(body, "Text\n") {
		t.Errorf("a part without header is %q", body)
	}
}

// TestManyOddLines reads headers of odd lines only, in time that does not grow
// with their square.
func TestManyOddLines(t *testing.T) {
	for _, odd := range []string{"no colon\n", "X-Odd : x\n", "an odd name: x\n", "a\r", ">From x\n"} {
		text := "From: a@example.com\nX-First: x\n" + strings.Repeat(odd, 100_000) + "To: b@example.com\nSubject: s\n\n"
		begin := time.Now()
		Parse(text)
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("100,000 times %q took %v", odd, took)
		}
	}
}
