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
			b.WriteString(Visible(*text))
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
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case obeyed(r):
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func obeyed(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }
