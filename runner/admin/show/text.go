// SPDX-License-Identifier: GPL-2.0-or-later

package show

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"mmgen/generator/pyvalue"
)

// WriteText writes a file for people: values as Python writes them, a line each where
// they don't fit one; texts without the characters that a terminal obeys.
func (f File) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "====> %s\n", f.Path)
	if f.Data != nil {
		fmt.Fprintln(b, pretty(f.Data, 0))
	}
	for _, v := range f.Values {
		fmt.Fprintln(b, pretty(v, 0))
	}
	for _, text := range []*string{f.Message, f.Text} {
		if text != nil {
			writeVisible(b, *text)
			if !strings.HasSuffix(*text, "\n") {
				b.WriteByte('\n')
			}
		}
	}
	if f.Fault != "" {
		fmt.Fprintf(b, "====> not all of it can be read: %s\n", f.Fault)
	}
	return b.Flush()
}

// columns is how wide a line of values may be.
const columns = 100

// pretty is repr() of a value, broken into lines where it is long.
func pretty(v pyvalue.Value, indent int) string {
	short := pyvalue.Repr(v)
	if indent+len(short) <= columns || indent >= maxDepth*step {
		return short
	}
	switch v := v.(type) {
	case *pyvalue.Dict:
		return lines("{", "}", v.Entries(), indent, func(e pyvalue.Entry) string {
			key := pyvalue.Repr(e.Key) + ": "
			return key + pretty(e.Value, indent+step)
		})
	case *pyvalue.List:
		return lines("[", "]", v.Items, indent, func(item pyvalue.Value) string { return pretty(item, indent+step) })
	case *pyvalue.Tuple:
		return lines("(", ")", v.Items, indent, func(item pyvalue.Value) string { return pretty(item, indent+step) })
	}
	return short
}

// step is how far the items of a value stand to the right of it.
const step = 2

func lines[T any](open, end string, items []T, indent int, show func(T) string) string {
	var b strings.Builder
	b.WriteString(open + "\n")
	for _, item := range items {
		b.WriteString(strings.Repeat(" ", indent+step) + show(item) + ",\n")
	}
	b.WriteString(strings.Repeat(" ", indent) + end)
	return b.String()
}

// Visible is a text with what a terminal would obey written as Python does.
func Visible(text string) string {
	if !strings.ContainsFunc(text, obeyed) && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	writeVisible(&b, text)
	return b.String()
}

// writeVisible writes what Visible is, which may be four times as long as the text. The
// writer keeps an error for its end.
func writeVisible(w io.Writer, text string) {
	start := 0 // the start of what is not yet written
	for i, r := range text {
		invalid := r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD")
		if !invalid && !obeyed(r) {
			continue
		}
		code, size := r, utf8.RuneLen(r)
		if invalid {
			code, size = rune(text[i]), 1
		}
		_, _ = io.WriteString(w, text[start:i])
		fmt.Fprintf(w, `\x%02x`, code)
		start = i + size
	}
	_, _ = io.WriteString(w, text[start:])
}

func obeyed(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }
