// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"strings"

	"mmgen/runner/charset"
	"mmgen/runner/pickle"
)

// PickleValue returns a header value as it is stored outside of a message, as
// in the metadata of a post: a Str, or an instance of email.header.Header.
func PickleValue(v HeaderValue) pickle.Value {
	switch v := v.(type) {
	case *Header:
		return v.pickle()
	case unicodeText:
		return pickle.Unicode(v)
	case oddValue:
		return v.value
	}
	return pickle.Str(v.Encoded())
}

// ValueFromPickle takes a header value out of a metadata dict. The error says
// that it is an instance of another class, or a broken one.
func ValueFromPickle(v pickle.Value) (HeaderValue, error) { return headerValueOf(v) }

// MajorLine decodes a header value into one line, in the first charset that it
// names, us-ascii where it names none (CookHeaders.py: ch_oneline); where that
// does not hold the words of others, in UTF-8. A value that can't be decoded
// comes back as it stands, without its line breaks; that calls itself us-ascii
// and may be none.
func MajorLine(value string) (line, charsetName string) {
	line, charsetName, err := majorLine(value)
	if err != nil {
		return dropByteLineEnds(value), "us-ascii"
	}
	return line, charsetName
}

func majorLine(value string) (line, name string, err error) {
	chunks, err := DecodeHeader(value)
	if err != nil {
		return "", "", err
	}
	for i, c := range chunks {
		chunks[i].Text = strings.TrimRight(c.Text, charset.Blanks)
		if name == "" {
			name = c.Charset
		}
	}
	if name == "" {
		name = "us-ascii"
	}
	h, err := MakeHeader(chunks, HeaderLayout{})
	if err != nil {
		return "", "", err
	}
	text, err := h.Unicode()
	if err != nil {
		return "", "", err
	}
	line = dropLineEnds(text)
	if charset.Known(name) && !charset.Holds(line, name) {
		name = "utf-8"
	}
	line, err = charset.Encode(line, name, charset.Replace)
	return line, name, err
}
