// SPDX-License-Identifier: GPL-2.0-or-later

package header

import (
	"fmt"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/message/mimecharset"
)

// MaxFolded is the length, in bytes, at which Mailman folds header fields.
const MaxFolded = 78

// splitChars are the characters behind which a line of ASCII is broken, the best one first.
const splitChars = ";, "

// Fold is Header(value, maxlinelen=maxlen, header_name=name).encode():
// a value of us-ascii folded into lines. Where Python raises HeaderParseError,
// because a line of the value looks like another header, it is folded as well.
func Fold(name, value string, maxlen int) string {
	if len(value) < maxlen-len(name)-len(": ") {
		return strings.TrimLeft(value, pystr.Blanks)
	}
	h := NewEmpty(mimecharset.USASCII, Layout{Name: name, MaxLine: maxlen})
	h.add(value, mimecharset.USASCII)
	return h.fold()
}

// Encoded is Header.encode(), for str(header) too. Where Python raises
// HeaderParseError, because a line of it looks like another header, that line
// is indented.
func (h *Header) Encoded() string {
	value, err := h.Encode()
	if err != nil {
		value = h.fold()
		value = strings.TrimRight(value, "\r\n")
		value = strings.ReplaceAll(value, "\n", "\n ")
	}
	return value
}

// Encode is Header.encode(). The error is ErrHeaderParse.
func (h *Header) Encode() (string, error) {
	value := h.fold()
	if embedsHeader(value) {
		return "", fmt.Errorf("header %q contains another header: %w", value, ErrParse)
	}
	return value, nil
}

// embedsHeader tells whether a line of the value looks like a header field
// (email/header.py: _embeded_header). More line breaks may precede its colon.
func embedsHeader(value string) bool {
	newline := -1
	for i := 0; i < len(value); i++ {
		switch value[i] {
		case '\n':
			if newline < 0 {
				newline = i
			}
		case ' ', '\t':
			newline = -1
		case ':':
			if newline >= 0 && i > newline+1 {
				return true
			}
		}
	}
	return false
}

// fold encodes all chunks and breaks them into lines.
func (h *Header) fold() string {
	if len(h.chunks) == 1 {
		c := h.chunks[0]
		if c.charset.Is("us-ascii") && c.charset.InputCodec == "" && len(c.text) < h.first {
			return strings.TrimLeft(c.text, pystr.Blanks)
		}
	}
	j := joiner{indent: h.indent, room: h.first}
	size := 0
	for _, c := range h.chunks {
		size += len(c.text) + len(c.text)/16
	}
	j.text.Grow(size)
	last := 0 // length of the last piece
	for _, c := range h.chunks {
		// The chunk begins on the line of the last piece, or else on a new one.
		room := h.first - last - 1
		if room < c.charset.HeaderLen("") {
			room = h.first
		}
		h.split(c, room, func(p piece) {
			j.add(p)
			last = p.charset.HeaderLen(p.text)
		})
	}
	return j.text.String()
}

// joiner is _encode_chunks: it encodes pieces, and puts as many on a line as there is room for.
type joiner struct {
	indent string
	room   int

	text   strings.Builder
	begun  bool
	length int  // the length of the last line
	blank  bool // it ends with one
}

func (j *joiner) add(p piece) {
	if p.text == "" {
		return
	}
	word := p.charset.HeaderEncode(p.text)
	switch {
	case !j.begun || j.length+len(word) > j.room:
		word = strings.TrimLeft(word, pystr.Blanks)
		if j.begun {
			j.text.WriteString("\n" + j.indent)
		}
		j.length, j.blank = 0, false
	case !j.blank:
		j.text.WriteByte(' ')
		j.length++
	}
	j.text.WriteString(word)
	j.begun = true
	j.length += len(word)
	if word != "" {
		j.blank = strings.HasSuffix(word, " ")
	}
}

// maxSplit is the length up to which a chunk is split exactly as Python does it, in time that
// grows with the square of the length. Python fails on a longer chunk, since it exhausts its
// stack; here such a chunk is split in steps of splitStep characters.
const (
	maxSplit  = 1 << 16
	splitStep = 1 << 8
)

// split is _split: it divides a chunk into pieces that fit on a line each: the first one into
// room, the others into h.rest.
func (h *Header) split(c piece, room int, emit func(piece)) {
	if len(c.text) > maxSplit && !c.charset.Is("us-ascii") && !c.charset.Is("8bit") {
		h.splitLong(c, room, emit)
		return
	}
	for {
		s := splittableOf(c.charset, c.text)
		encoded := s.out()
		length := c.charset.HeaderLen(encoded)
		switch {
		case length <= room:
			emit(piece{encoded, c.charset})
			return
		case c.charset.Is("8bit"): // it could be cut within a character
			emit(c)
			return
		case c.charset.Is("us-ascii"):
			splitASCII(c.text, room, h.rest, h.indent, splitChars, func(line string) {
				emit(piece{line, c.charset})
			})
			return
		}
		n := min(max(room, 0), s.len())
		if length != len(c.text) {
			n = s.fitting(room)
		}
		if n == 0 && room >= h.rest { // not even a single character would fit
			emit(piece{encoded, c.charset})
			return
		}
		first := splittableOf(c.charset, s.take(n).back())
		emit(piece{first.out(), c.charset})
		c.text = s.drop(n).back()
		room = h.rest
	}
}

// splitLong splits a long chunk, step by step.
func (h *Header) splitLong(c piece, room int, emit func(piece)) {
	s := splittableOf(c.charset, c.text)
	for s.text != "" {
		step := s.take(splitStep)
		s.text = s.text[len(step.text):]
		h.split(piece{step.back(), c.charset}, room, emit)
		room = h.rest
	}
}

// splittable is text that can be cut without breaking a character: in UTF-8
// where its charset is known, bytes otherwise (to_splittable).
type splittable struct {
	charset *mimecharset.Charset
	text    string
	known   bool // UTF-8 it is
}

func splittableOf(c *mimecharset.Charset, text string) splittable {
	s := splittable{charset: c, text: text}
	if c.InputCodec != "" {
		if u, err := charset.Decode(text, c.InputCodec, charset.Replace); err == nil {
			s.text, s.known = u, true
		}
	}
	return s
}

func (s splittable) len() int {
	if s.known {
		return pystr.RuneCount(s.text)
	}
	return len(s.text)
}

// take is the first n characters; all of them where there are fewer.
func (s splittable) take(n int) splittable {
	if s.known {
		n = pystr.RuneOffset(s.text, n)
	}
	s.text = s.text[:min(n, len(s.text))]
	return s
}

// drop is the text behind the first n characters.
func (s splittable) drop(n int) splittable {
	s.text = s.text[len(s.take(n).text):]
	return s
}

// out is from_splittable(s): bytes in the output charset.
func (s splittable) out() string { return s.in(s.charset.OutputCodec) }

// back is from_splittable(s, False): bytes in the input charset.
func (s splittable) back() string { return s.in(s.charset.InputCodec) }

func (s splittable) in(codec string) string {
	if !s.known || codec == "" {
		return s.text
	}
	b, err := charset.Encode(s.text, codec, charset.Replace)
	if err != nil {
		return s.text
	}
	return b
}

// fitting is _binsplit: how many characters fit in that room. (A character takes at least a
// byte, so no more characters need to be tried than there are bytes of room.)
func (s splittable) fitting(room int) int {
	low, high := 0, min(s.len(), max(room, 0))
	for low < high {
		mid := (low + high + 1) / 2
		if s.charset.HeaderLen(s.take(mid).out()) <= room {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return low
}
