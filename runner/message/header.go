// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"errors"
	"fmt"
	"strings"

	"mmgen/runner/charset"
)

// ErrHeaderParse is email.errors.HeaderParseError: an encoded word whose
// base64 is cut off, or a header with another header in its value.
var ErrHeaderParse = errors.New("malformed header")

// Text is a header value that is a plain str.
type Text string

// Encoded returns the text as it stands.
func (t Text) Encoded() string { return string(t) }

// Header is Python's email.header.Header: chunks of text in charsets, encoded
// and folded when the header is written.
type Header struct {
	chunks  []headerChunk
	charset *Charset // of chunks that come without one
	indent  string   // what folded lines begin with
	first   int      // length of the first line, which has the field's name
	rest    int      // length of all further lines
	origin  headerOrigin
}

// headerChunk is text, in bytes, with its charset.
type headerChunk struct {
	text    string
	charset *Charset
}

// HeaderLayout says how a header is folded. The zero value is Python's own.
type HeaderLayout struct {
	Name    string // header_name, for whose length the first line leaves room
	MaxLine int    // maxlinelen; 0 is 76
	Indent  string // continuation_ws; empty is a blank
}

// defaultHeaderLine is email/header.py: MAXLINELEN.
const defaultHeaderLine = 76

// usASCII is email/header.py: USASCII.
var usASCII = &Charset{Input: "us-ascii", Output: "us-ascii"}

// NewHeader is Header(text, charset, header_name=name, errors='replace');
// text is bytes in cs, or UTF-8 where unicode is true. Where Python has no
// such codec and raises LookupError, the text is taken as it stands.
func NewHeader(text string, unicode bool, cs *Charset, name string) *Header {
	h := NewEmptyHeader(cs, HeaderLayout{Name: name})
	add := h.Append
	if unicode {
		add = h.AppendUnicode
	}
	if err := add(text, cs, charset.Replace); err != nil {
		h.chunks = append(h.chunks, headerChunk{text, h.charset})
	}
	return h
}

// NewEmptyHeader is Header(charset=cs, ..) without text; a nil cs is us-ascii.
func NewEmptyHeader(cs *Charset, layout HeaderLayout) *Header {
	if cs == nil {
		cs = usASCII
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

// MakeHeader is make_header: the header of what DecodeHeader returned. The
// error is charset.ErrUnknown or charset.ErrUnicode.
func MakeHeader(chunks []Chunk, layout HeaderLayout) (*Header, error) {
	h := NewEmptyHeader(nil, layout)
	charsets := map[string]*Charset{}
	for _, c := range chunks {
		var cs *Charset
		if c.Charset != "" || c.Encoded {
			if cs = charsets[c.Charset]; cs == nil {
				cs = NewCharset(c.Charset)
				charsets[c.Charset] = cs
			}
		}
		if err := h.Append(c.Text, cs, charset.Strict); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// Append is append(s, charset, errors) for bytes in cs; nil is the header's
// own charset. The error is charset.ErrUnknown or charset.ErrUnicode; then the
// header is as before.
func (h *Header) Append(text string, cs *Charset, mode charset.Mode) error {
	if cs == nil {
		cs = h.charset
	}
	if !cs.is("8bit") {
		if err := cs.check(text, mode); err != nil {
			return fmt.Errorf("append to header: %w", err)
		}
	}
	h.add(text, cs)
	return nil
}

// check tells whether text can go from the input codec to the output codec.
func (c *Charset) check(text string, mode charset.Mode) error {
	if text != "" && charset.IsASCII(text) && c.is("us-ascii") {
		return nil
	}
	u, err := charset.Decode(text, orASCII(c.InputCodec), mode)
	if err == nil {
		_, err = charset.Encode(u, orASCII(c.OutputCodec), mode)
	}
	return err
}

// AppendUnicode is append(s, charset, errors) for a Python unicode: UTF-8 text
// that becomes us-ascii, cs or utf-8, whichever of them holds it first. (With
// charset.Replace that is us-ascii always.)
func (h *Header) AppendUnicode(text string, cs *Charset, mode charset.Mode) error {
	if cs == nil {
		cs = h.charset
	}
	if cs.is("8bit") {
		h.add(text, cs)
		return nil
	}
	for _, try := range []*Charset{usASCII, cs, NewCharset("utf-8")} {
		b, err := charset.Encode(text, orASCII(try.OutputCodec), mode)
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

func (h *Header) add(text string, cs *Charset) {
	h.chunks = append(h.chunks, headerChunk{text, cs})
	h.origin.changed = true
}

// Copy returns a header that can be appended to without changing h.
func (h *Header) Copy() *Header {
	c := *h
	c.chunks = h.chunks[:len(h.chunks):len(h.chunks)]
	return &c
}

// is is Python's charset == name.
func (c *Charset) is(name string) bool {
	return c.Input == name || lowerASCII(c.Input) == name
}

func orASCII(codec string) string {
	if codec == "" {
		return "us-ascii"
	}
	return codec
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
// in the named charset. Where that can't be it is the value as it stands,
// without its line breaks.
func Oneline(value, name string) string {
	if line, err := DecodedLine(value); err == nil {
		if line, err = charset.Encode(line, name, charset.Replace); err == nil {
			return line
		}
	}
	return dropByteLineEnds(value)
}

// DecodedLine is a header value decoded, without line breaks, in UTF-8. The error
// is ErrHeaderParse, charset.ErrUnknown or charset.ErrUnicode; the last one also
// where bytes stand in it that are not encoded, be they UTF-8.
func DecodedLine(value string) (string, error) {
	chunks, err := DecodeHeader(value)
	if err != nil {
		return "", err
	}
	h, err := MakeHeader(chunks, HeaderLayout{})
	if err != nil {
		return "", err
	}
	text, err := h.Unicode()
	return dropLineEnds(text), err
}

// dropByteLineEnds is ”.join(s.splitlines()) of a str.
func dropByteLineEnds(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	return strings.NewReplacer("\r", "", "\n", "").Replace(s)
}

// dropLineEnds is u”.join(u.splitlines()): Unicode has some more of them.
func dropLineEnds(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\v', '\f', 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029:
			return -1
		}
		return r
	}, text)
}
