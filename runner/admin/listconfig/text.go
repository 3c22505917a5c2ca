// SPDX-License-Identifier: GPL-2.0-or-later

package listconfig

import (
	"encoding/json"
	"strings"
	"unicode"

	"mmgen/generator/pyvalue"
	"mmgen/runner/charset"
)

// Text is the value on one line in UTF-8, as Python has it, but with the letters of all
// languages as they are. Set reads it.
func (v Value) Text() string {
	switch x := v.v.(type) {
	case pyvalue.Str:
		if text, err := charset.Decode(string(x), v.cs, charset.Strict); err == nil {
			return quote(text)
		}
	case pyvalue.Unicode:
		return quote(string(x))
	case *pyvalue.List:
		return "[" + strings.Join(v.texts(x.Items), ", ") + "]"
	case *pyvalue.Tuple:
		return "(" + strings.Join(v.texts(x.Items), ", ") + ")"
	}
	return pyvalue.Repr(v.v)
}

func (v Value) texts(items []pyvalue.Value) (texts []string) {
	for _, item := range items {
		texts = append(texts, Value{v: item, cs: v.cs}.Text())
	}
	return texts
}

// quote puts a text between quotation marks as Python does, but leaves all printable
// characters as they are.
func quote(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r > unicode.MaxASCII && unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		quoted := pyvalue.Repr(pyvalue.Str(string(r)))
		if r == '\'' {
			quoted = `"\'"`
		}
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return "'" + b.String() + "'"
}

// MarshalJSON is the value in JSON, its texts decoded.
func (v Value) MarshalJSON() ([]byte, error) { return json.Marshal(v.plain()) }

func (v Value) plain() any {
	switch x := v.v.(type) {
	case pyvalue.Str:
		text, err := charset.Decode(string(x), v.cs, charset.Replace)
		if err != nil {
			text, _ = charset.Decode(string(x), "us-ascii", charset.Replace)
		}
		return text
	case *pyvalue.List, *pyvalue.Tuple:
		all := []any{}
		for _, item := range pyvalue.Items(x) {
			all = append(all, Value{v: item, cs: v.cs}.plain())
		}
		return all
	case pyvalue.Long:
		return x.Int
	}
	return v.v
}
