// SPDX-License-Identifier: GPL-2.0-or-later

// Package param reads and writes the parameters of structured header fields such as
// Content-Type as Python 2.7 does (email/message.py: get_param, set_param; email/utils.py:
// decode_params), including parameters in pieces and in charsets by RFC 2231.
package param

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
)

// Param is a parameter of a structured header field. Its value is quoted or not,
// as in the field.
type Param struct {
	Name  string
	Value Value
}

// Value is the value of a parameter: a text, or by RFC 2231 a text in a charset,
// which in Python is a tuple (charset, language, text).
type Value struct {
	Text string
	ext  *extension
}

// IsEmpty tells whether the value is an empty text.
func (v Value) IsEmpty() bool { return v.Text == "" && v.ext == nil }

// ContentType is get_content_type() of the value of a Content-Type field: in lower case;
// text/plain where the value is broken.
func ContentType(field string) string {
	value, _, _ := strings.Cut(field, ";")
	ctype := pystr.Lower(pystr.Strip(value))
	if strings.Count(ctype, "/") != 1 {
		return "text/plain"
	}
	return ctype
}

// Parse is _get_params_preserve: the parameters of the value of a field, what
// stands before the first `;` included, quotes kept.
func Parse(field string) []Param {
	var raw []Param
	for _, p := range splitParams(field) {
		name, value, _ := strings.Cut(p, "=")
		raw = append(raw, Param{pystr.Strip(name), Value{Text: pystr.Strip(value)}})
	}
	return decodeParams(raw)
}

// Lookup is get_param(name) of a field with that value, unquoted.
func Lookup(field, name string) (v Value, ok bool) {
	for _, p := range Parse(field) {
		if pystr.EqualFold(p.Name, name) {
			return p.Value.Unquoted(), true
		}
	}
	return Value{}, false
}

// String is the value as text; one by RFC 2231, for which Python has a tuple, is
// decoded to UTF-8 (collapse_rfc2231_value).
func (v Value) String() string {
	if v.ext == nil {
		return v.Text
	}
	text, _, _ := v.Collapse()
	return text
}

// Boundary is get_boundary() of the value of a Content-Type field; ok is false
// where there is no such parameter.
func Boundary(field string) (boundary string, ok bool) {
	v, ok := Lookup(field, "boundary")
	if !ok {
		return "", false
	}
	text, isUnicode, _ := v.Collapse()
	if !isUnicode {
		return strings.TrimRight(text, pystr.Blanks), true
	}
	return latin1(strings.TrimRightFunc(text, pystr.IsSpace)), true
}

// latin1 turns UTF-8 text into bytes that are the same characters in Latin-1, as Python
// compares a unicode with a str; text with other characters stays as it is.
func latin1(s string) string {
	if pystr.IsASCII(s) {
		return s
	}
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r > 0xff {
			return s
		}
		b = append(b, byte(r))
	}
	return string(b)
}

// Charset is get_content_charset() of the value of a Content-Type field, in lower case; ""
// where there is none, or its name is not ASCII.
func Charset(field string) string {
	v, ok := Lookup(field, "charset")
	if !ok {
		return ""
	}
	name := v.Text
	if v.ext != nil {
		decoded, err := charset.Decode(v.Text, v.ext.charsetOr("us-ascii"), charset.Strict)
		if err == nil && pystr.IsASCII(decoded) {
			name = decoded
		}
	}
	if !pystr.IsASCII(name) {
		return ""
	}
	return pystr.Lower(name)
}

// extension is what RFC 2231 adds to a value. Python has None for charset and
// language where the field did not name them.
type extension struct {
	charset, language string
	named             bool
}

// maxParams is how many parameters a field is cut into: the last of them has
// the rest of the field.
const maxParams = 500

// splitParams is _parseparam(';' + value): cut at each `;` that is not within
// quotes, names in lower case.
func splitParams(s string) []string {
	var list []string
	for more := true; more; {
		end := len(s)
		if len(list) < maxParams-1 {
			end = paramEnd(s)
		}
		p := s[:end]
		if name, value, has := strings.Cut(p, "="); has {
			p = pystr.Lower(pystr.Strip(name)) + "=" + pystr.Strip(value)
		}
		list = append(list, pystr.Strip(p))
		more = end < len(s)
		if more {
			s = s[end+1:]
		}
	}
	return list
}

// paramEnd returns the index of the `;` at which the first parameter of s
// ends, or len(s). Python counts quotes that are not escaped; at an even
// number the parameter ends. An empty parameter ends at once.
func paramEnd(s string) int {
	quotes, from := 0, 0
	for {
		i := strings.IndexByte(s[from:], ';')
		if i < 0 {
			return len(s)
		}
		end := from + i
		quotes += strings.Count(s[from:end], `"`) - strings.Count(s[from:end], `\"`)
		if end == 0 || quotes%2 == 0 {
			return end
		}
		from = end + 1
	}
}
