// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"mmgen/runner/message/header"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/message/parse"
	"mmgen/runner/pickle"
	"runtime"
	"strings"
	"testing"
)

// largeHeaders are values and whole headers of about that many bytes, of kinds
// that cost most for their size.
func largeHeaders(size int) map[string]string {
	fill := func(text string) string { return strings.Repeat(text, size/len(text)) }
	return map[string]string{
		"one long line":           "Subject: " + fill("x"),
		"words":                   "Subject: " + fill("word "),
		"lines":                   "Subject: a" + fill("\n b"),
		"commas":                  "Subject: " + fill("a,"),
		"semicolons":              "Subject: " + fill(";"),
		"encoded words":           "Subject: " + fill("=?utf-8?q?caf=C3=A9?= "),
		"words in two charsets":   "Subject: " + fill("=?utf-8?q?caf=C3=A9?= =?koi8-r?q?=C1?= x "),
		"words that touch":        "Subject: " + fill("=?utf-8?q?caf=C3=A9?="),
		"one encoded word":        "Subject: =?utf-8?q?" + fill("=C3=A9") + "?=",
		"one word of base64":      "Subject: =?utf-8?b?" + fill("w6nDqcOp") + "?=",
		"fields":                  fill("X-Some-Name: a value of usual length\n") + "Subject: s",
		"fields without a value":  fill("a:\n") + "Subject: s",
		"lines that are no field": "X-First: x\n" + fill("X-Odd : x\nno colon\n") + "Subject: s",
		"indented first lines":    fill(" \n") + "Subject: s",
	}
}

// TestMemoryOfHeaders reads large headers, decodes their subject, encodes and
// folds it again, and writes the message. No step takes more than eight times
// the message and 64 MB, garbage included.
func TestMemoryOfHeaders(t *testing.T) {
	const size = 4 << 20
	const limit = 8*size + 64<<20
	for name, text := range largeHeaders(size) {
		var m *Message
		var line, cs, value string
		for _, step := range []struct {
			name string
			do   func()
		}{
			{"Parse", func() { m = Parse(text + "\n\ntext\n") }},
			{"MajorLine", func() { line, cs = header.MajorLine(m.Get("Subject")) }},
			{"Header", func() { m.Replace("Subject", header.New(line, false, mimecharset.New(cs), "Subject")) }},
			{"Flatten", func() { m.Flatten(false, true) }},
			{"Pickle", func() { m.Pickle() }},
			{"Encode", func() { value = m.Get("Subject") }},
			{"Oneline", func() { header.Oneline(value, "utf-8") }},
		} {
			if used := allocated(step.do); used > limit {
				t.Errorf("%s: %s takes %d MB for a message of %d MB", name, step.name, used>>20, len(text)>>20)
			}
		}
	}
}

// allocated is how many bytes f allocates, those included that it no longer needs.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestTooManyFields has more fields than are read: the rest of the header is
// text.
func TestTooManyFields(t *testing.T) {
	m := Parse(strings.Repeat("X-A: b\n", parse.MaxFields) + "X-Last: c\nX-More: d\n\ntext\n")
	if n := len(m.Fields()); n != parse.MaxFields || m.Body() != "X-Last: c\nX-More: d\n\ntext\n" {
		t.Errorf("%d fields and the text %.40q", n, m.Body())
	}
	data, err := pickle.Dump(m.Pickle(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := pickle.Load(data); err != nil {
		t.Errorf("an entry of such a message can't be read: %v", err)
	}
}
