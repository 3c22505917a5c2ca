// SPDX-License-Identifier: GPL-2.0-or-later

// Package header has the values of header fields: Python's email.header.Header
// (email/header.py), which encodes text by RFC 2047 and folds it, and decode_header,
// which undoes that; and the lines that Mailman makes of values (Utils.py: oneline,
// CookHeaders.py: ch_oneline).
package header

import (
	"errors"
	"fmt"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/message/mimecharset"
)

// ErrParse is email.errors.HeaderParseError: an encoded word whose
// base64 is cut off, or a header with another header in its value.
var ErrParse = errors.New("malformed header")

// Header is Python's email.header.Header: chunks of text in charsets, encoded
// and folded when the header is written.
type Header struct {
	chunks  []piece
	charset *mimecharset.Charset // the charset of chunks that come without one
	indent  string               // the text that further lines begin with
	first   int                  // the length of the first line, which also has the field's name
	rest    int                  // the length of all further lines
	origin  headerOrigin
}

// piece is text, in bytes, with its charset.
type piece struct {
	text    string
	charset *mimecharset.Charset
}

// Layout says how a header is folded. The zero value is Python's own.
type Layout struct {
	Name    string // header_name, for whose length the first line leaves room
	MaxLine int    // maxlinelen; 0 is 76
	Indent  string // continuation_ws; empty is a blank
}

// defaultHeaderLine is email/header.py: MAXLINELEN.
const defaultHeaderLine = 76

// New is Header(text, charset, header_name=name, errors='replace'); text is bytes in cs, or
// UTF-8 where unicode is true. Where Python does not know the codec and raises LookupError, the
// text is used as it stands.
func New(text string, unicode bool, cs *mimecharset.Charset, name string) *Header {
	h := NewEmpty(cs, Layout{Name: name})
	add := h.Append
	if unicode {
		add = h.AppendUnicode
	}
	if err := add(text, cs, charset.Replace); err != nil {
		h.chunks = append(h.chunks, piece{text, h.charset})
	}
	return h
}

// NewEmpty is Header(charset=cs, ..) without text; a nil cs is us-ascii.
func NewEmpty(cs *mimecharset.Charset, layout Layout) *Header {
	if cs == nil {
		cs = mimecharset.USASCII
	}
	if layout.MaxLine == 0 {
		layout.MaxLine = defaultHeaderLine
	}
	if layout.Indent == "" {
		layout.Indent = " "
	}
	h := &Header{charset: cs, indent: layout.Indent, first: layout.MaxLine}
	h.rest = layout.MaxLine - indentWidth(layout.Indent)
	if layout.Name != "" {
		h.first -= len(layout.Name) + len(": ")
	}
	return h
}

// indentWidth counts a tab as eight columns.
func indentWidth(indent string) int {
	return len(indent) + 7*strings.Count(indent, "\t")
}

// Make is make_header: the header of what Decode returned. The
// error is charset.ErrUnknown or charset.ErrUnicode.
func Make(chunks []Chunk, layout Layout) (*Header, error) {
	h := NewEmpty(nil, layout)
	charsets := map[string]*mimecharset.Charset{}
	for _, c := range chunks {
		var cs *mimecharset.Charset
		if c.Charset != "" || c.Encoded {
			if cs = charsets[c.Charset]; cs == nil {
				cs = mimecharset.New(c.Charset)
				charsets[c.Charset] = cs
			}
		}
		if err := h.Append(c.Text, cs, charset.Strict); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// Append is append(s, charset, errors) for bytes in cs; nil is the header's own charset. The
// error is charset.ErrUnknown or charset.ErrUnicode; the header is then unchanged.
func (h *Header) Append(text string, cs *mimecharset.Charset, mode charset.Mode) error {
	if cs == nil {
		cs = h.charset
	}
	if !cs.Is("8bit") {
		if err := cs.Check(text, mode); err != nil {
			return fmt.Errorf("append to header: %w", err)
		}
	}
	h.add(text, cs)
	return nil
}

// AppendUnicode is append(s, charset, errors) for a Python unicode: UTF-8 text
// that becomes us-ascii, cs or utf-8, whichever of them holds it first. (With
// charset.Replace that is us-ascii always.)
func (h *Header) AppendUnicode(text string, cs *mimecharset.Charset, mode charset.Mode) error {
	if cs == nil {
		cs = h.charset
	}
	if cs.Is("8bit") {
		h.add(text, cs)
		return nil
	}
	for _, try := range []*mimecharset.Charset{mimecharset.USASCII, cs, mimecharset.New("utf-8")} {
		b, err := charset.Encode(text, mimecharset.OrASCII(try.OutputCodec), mode)
		if err == nil {
			h.add(b, try)
			return nil
		}
		if !errors.Is(err, charset.ErrUnicode) {
			return fmt.Errorf("append to header: %w", err)
		}
	}
	return fmt.Errorf("append to header: %w", charset.ErrUnicode)
}

func (h *Header) add(text string, cs *mimecharset.Charset) {
	h.chunks = append(h.chunks, piece{text, cs})
	h.origin.changed = true
}

// Copy returns a header that can be appended to without changing h.
func (h *Header) Copy() *Header {
	c := *h
	c.chunks = h.chunks[:len(h.chunks):len(h.chunks)]
	return &c
}

// Unicode is __unicode__: the text in UTF-8, with blanks between words that
// are encoded and words that are not. The error is charset.ErrUnknown or
// charset.ErrUnicode.
func (h *Header) Unicode() (string, error) {
	var b strings.Builder
	wasASCII := true
	for i, c := range h.chunks {
		plain := c.charset.Input == "us-ascii"
		if i > 0 && plain != wasASCII {
			b.WriteByte(' ')
		}
		wasASCII = plain
		text, err := charset.Decode(c.text, c.charset.String(), charset.Strict)
		if err != nil {
			return "", fmt.Errorf("text of header: %w", err)
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

// Oneline is Utils.py: oneline: a header value decoded, without line breaks,
// in the named charset. Where that is not possible, it is the value as it stands,
// without its line breaks.
func Oneline(value, name string) string {
	if line, err := DecodedLine(value); err == nil {
		if line, err = charset.Encode(line, name, charset.Replace); err == nil {
			return line
		}
	}
	return DropLineEnds(value)
}

// DecodedLine is a header value decoded, without line breaks, in UTF-8. The error is
// ErrHeaderParse, charset.ErrUnknown or charset.ErrUnicode; the last one also where the value
// has bytes outside of encoded words that are not ASCII, even if they are UTF-8.
func DecodedLine(value string) (string, error) {
	chunks, err := Decode(value)
	if err != nil {
		return "", err
	}
	h, err := Make(chunks, Layout{})
	if err != nil {
		return "", err
	}
	text, err := h.Unicode()
	return dropTextLineEnds(text), err
}

// DropLineEnds is ”.join(s.splitlines()) of a str.
func DropLineEnds(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	var b strings.Builder // a strings.Replacer would take twice the memory
	b.Grow(len(s))
	for i := range len(s) {
		if c := s[i]; c != '\r' && c != '\n' {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// dropTextLineEnds is u”.join(u.splitlines()): Unicode has some more of them.
func dropTextLineEnds(text string) string {
	return strings.Map(func(r rune) rune {
		if pystr.IsLineBreak(r) {
			return -1
		}
		return r
	}, text)
}
