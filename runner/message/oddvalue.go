// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"strconv"

	"mmgen/runner/charset"
	"mmgen/runner/pickle"
)

// unicodeText is a header value that is a Python unicode, in UTF-8.
type unicodeText string

// UnicodeText is a header value that is a Python unicode, as attributes of a
// list can be; the text is UTF-8.
func UnicodeText(text string) HeaderValue { return unicodeText(text) }

// Encoded returns the text, encoded by RFC 2047 where it is not ASCII.
func (t unicodeText) Encoded() string { return t.encoded("") }

// encoded is Header(text, maxlinelen=78, header_name=name).encode(), for text
// that is not ASCII; it then is encoded as UTF-8.
func (t unicodeText) encoded(name string) string {
	if charset.IsASCII(string(t)) {
		return string(t)
	}
	h := NewEmptyHeader(nil, HeaderLayout{Name: name, MaxLine: maxFolded})
	if err := h.AppendUnicode(string(t), nil, charset.Strict); err != nil {
		return string(t)
	}
	return h.Encoded()
}

// oddValue is a header value of a type that Mailman does not store there.
type oddValue struct{ value pickle.Value }

// Encoded is str() of numbers and None, and nothing for other types.
func (o oddValue) Encoded() string {
	switch v := o.value.(type) {
	case nil:
		return "None"
	case int64:
		return strconv.FormatInt(v, 10)
	case pickle.Long:
		return v.String()
	case bool:
		if v {
			return "True"
		}
		return "False"
	}
	return ""
}
