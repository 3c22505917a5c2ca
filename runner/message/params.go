// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"strings"

	"mmgen/runner/charset"
)

// A param is a parameter of a structured header field. Its value is quoted or
// not, as in the field.
type param struct {
	name  string
	value paramValue
}

// paramValue is the value of a parameter: a text, or by RFC 2231 a text in a
// charset, which in Python is a tuple (charset, language, text).
type paramValue struct {
	text string
	ext  *extension
}

// extension is what RFC 2231 adds to a value. Python has None for charset and
// language where the field did not name them.
type extension struct {
	charset, language string
	named             bool
}

// ContentType is get_content_type(): lower case; the default type where there
// is no Content-Type field, text/plain where there is a broken one.
func (m *Message) ContentType() string {
	i := m.find("content-type")
	if i < 0 {
		return m.defaultType
	}
	value, _, _ := strings.Cut(m.fields[i].Value.Encoded(), ";")
	ctype := lowerASCII(strip(value))
	if strings.Count(ctype, "/") != 1 {
		return "text/plain"
	}
	return ctype
}

// ContentMaintype is get_content_maintype().
func (m *Message) ContentMaintype() string {
	main, _, _ := strings.Cut(m.ContentType(), "/")
	return main
}

// ContentSubtype is get_content_subtype().
func (m *Message) ContentSubtype() string {
	_, sub, _ := strings.Cut(m.ContentType(), "/")
	return sub
}

// params is _get_params_preserve: the parameters of the first field of that
// name, what stands before the first `;` included, quotes kept.
func (m *Message) params(header string) []param {
	i := m.find(header)
	if i < 0 {
		return nil
	}
	var raw []param
	for _, p := range splitParams(m.fields[i].Value.Encoded()) {
		name, value, _ := strings.Cut(p, "=")
		raw = append(raw, param{strip(name), paramValue{text: strip(value)}})
	}
	return decodeParams(raw)
}

// lookup is get_param(name, header) with unquote.
func (m *Message) lookup(name, header string) (v paramValue, ok bool) {
	for _, p := range m.params(header) {
		if equalFold(p.name, name) {
			return p.value.unquoted(), true
		}
	}
	return paramValue{}, false
}

// Param is get_param(name) of Content-Type, unquoted. A value by RFC 2231, for
// which Python has a tuple, is decoded to UTF-8 (collapse_rfc2231_value).
func (m *Message) Param(name string) (value string, ok bool) {
	return m.HeaderParam(name, "content-type")
}

// HeaderParam is Param for another field: get_param(name, header=header).
func (m *Message) HeaderParam(name, header string) (value string, ok bool) {
	v, ok := m.lookup(name, header)
	if !ok {
		return "", false
	}
	if v.ext == nil {
		return v.text, true
	}
	text, _, _ := v.collapse()
	return text, true
}

// Filename is get_filename(): the filename parameter of Content-Disposition,
// else the name parameter of Content-Type. Where the field used RFC 2231, so
// that Python has a unicode, isUnicode is true and the name is UTF-8; other
// names are bytes. ok is false where there is none, or one that can't be
// decoded (Message.py: get_filename).
func (m *Message) Filename() (name string, isUnicode, ok bool) {
	v, ok := m.lookup("filename", "content-disposition")
	if !ok {
		v, ok = m.lookup("name", "content-type")
	}
	if !ok {
		return "", false, false
	}
	text, isUnicode, err := v.collapse()
	if err != nil {
		return "", false, false
	}
	if isUnicode {
		return strings.TrimFunc(text, charset.IsSpace), true, true
	}
	return strip(text), false, true
}

// Boundary is get_boundary(); ok is false where there is no such parameter.
func (m *Message) Boundary() (boundary string, ok bool) {
	v, ok := m.lookup("boundary", "content-type")
	if !ok {
		return "", false
	}
	text, isUnicode, _ := v.collapse()
	if !isUnicode {
		return strings.TrimRight(text, charset.Blanks), true
	}
	return latin1(strings.TrimRightFunc(text, charset.IsSpace)), true
}

// ContentCharset is get_content_charset(), lower case, "" where there is none
// or one that is not ASCII.
func (m *Message) ContentCharset() string {
	v, ok := m.lookup("charset", "content-type")
	if !ok {
		return ""
	}
	name := v.text
	if v.ext != nil {
		decoded, err := charset.Decode(v.text, v.ext.charsetOr("us-ascii"), charset.Strict)
		if err == nil && charset.IsASCII(decoded) {
			name = decoded
		}
	}
	if !charset.IsASCII(name) {
		return ""
	}
	return lowerASCII(name)
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
			p = lowerASCII(strip(name)) + "=" + strip(value)
		}
		list = append(list, strip(p))
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
