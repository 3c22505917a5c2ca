// SPDX-License-Identifier: GPL-2.0-or-later

package header

import (
	"strconv"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/pickle"
)

// Value is the value of a header field: Text (a str), Unicode, or a *Header (an
// email.header.Header instance, encoded when it is written). A loaded message may hold other
// values, which are stored again as they were.
type Value interface{ Encoded() string }

// Text is a header value that is a plain str.
type Text string

// Encoded returns the text as it stands.
func (t Text) Encoded() string { return string(t) }

// Unicode is a header value that is a Python unicode, as attributes of a list can
// be; the text is UTF-8.
type Unicode string

// Encoded returns the text, encoded by RFC 2047 where it is not ASCII.
func (t Unicode) Encoded() string { return t.EncodedFor("") }

// EncodedFor is Header(text, maxlinelen=78, header_name=name).encode(), for text that is not
// ASCII, which is encoded as UTF-8.
func (t Unicode) EncodedFor(name string) string {
	if pystr.IsASCII(string(t)) {
		return string(t)
	}
	h := NewEmpty(nil, Layout{Name: name, MaxLine: MaxFolded})
	if err := h.AppendUnicode(string(t), nil, charset.Strict); err != nil {
		return string(t)
	}
	return h.Encoded()
}

// oddValue is a header value of a type that Mailman does not use for header values.
type oddValue struct{ value pyvalue.Value }

// Encoded is str() of numbers and None, and nothing for other types.
func (o oddValue) Encoded() string {
	switch v := o.value.(type) {
	case nil:
		return "None"
	case int64:
		return strconv.FormatInt(v, 10)
	case pyvalue.Long:
		return v.String()
	case bool:
		if v {
			return "True"
		}
		return "False"
	}
	return ""
}

// PickleValue returns a header value as it is stored outside of a message, as
// in the metadata of a post: a Str, or an instance of email.header.Header.
func PickleValue(v Value) pyvalue.Value {
	switch v := v.(type) {
	case *Header:
		return v.Pickle()
	case Unicode:
		return pyvalue.Unicode(v)
	case oddValue:
		return v.value
	}
	return pyvalue.Str(v.Encoded())
}

// ValueFromPickle takes a header value out of a pickle. The error says that it is
// an instance of another class, or a broken one.
func ValueFromPickle(v pyvalue.Value) (Value, error) {
	switch v := v.(type) {
	case pyvalue.Str:
		return Text(v), nil
	case pyvalue.Unicode:
		return Unicode(v), nil
	case *pickle.Instance:
		return FromPickle(v)
	}
	return oddValue{v}, nil
}
