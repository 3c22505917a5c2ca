// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"fmt"
	"strings"

	"mmgen/runner/charset"
)

// splitChars is where lines of ASCII are best broken, in this order.
const splitChars = ";, "

// FoldHeader is Header(value, maxlinelen=maxlen, header_name=name).encode():
// a value of us-ascii folded into lines. Where Python raises HeaderParseError,
// because a line of the value looks like another header, it is folded as well.
func FoldHeader(name, value string, maxlen int) string {
	if len(value) < maxlen-len(name)-len(": ") {
		return strings.TrimLeft(value, charset.Blanks)
	}
	h := NewEmptyHeader(usASCII, HeaderLayout{Name: name, MaxLine: maxlen})
	h.add(value, usASCII)
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
		return "", fmt.Errorf("header %q contains another header: %w", value, ErrHeaderParse)
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
		if c.charset.is("us-ascii") && c.charset.InputCodec == "" && len(c.text) < h.first {
			return strings.TrimLeft(c.text, charset.Blanks)
		}
	}
	var pieces []headerChunk
	last := 0 // length of the last piece
	for _, c := range h.chunks {
		// The chunk begins on the line of the last piece, or else on a new one.
		room := h.first - last - 1
		if room < c.charset.headerLen("") {
			room = h.first
		}
		pieces = append(pieces, h.split(c, room)...)
		if n := len(pieces); n > 0 {
			last = pieces[n-1].charset.headerLen(pieces[n-1].text)
		}
	}
	return h.join(pieces)
}

// join is _encode_chunks: pieces encoded, as many on a line as it holds.
func (h *Header) join(pieces []headerChunk) string {
	var lines []string
	for _, p := range pieces {
		if p.text == "" {
			continue
		}
		word := p.charset.HeaderEncode(p.text)
		last := len(lines) - 1
		switch {
		case last < 0 || len(lines[last])+len(word) > h.first:
			lines = append(lines, strings.TrimLeft(word, charset.Blanks))
		case strings.HasSuffix(lines[last], " "):
			lines[last] += word
		default:
			lines[last] += " " + word
		}
	}
	return strings.Join(lines, "\n"+h.indent)
}

// maxSplit is the length up to which a chunk is split just as Python does it,
// in time that grows with its square. Python itself gives up on a longer one
// (its stack is at its end); here it is taken in pieces of splitStep characters.
const (
	maxSplit  = 1 << 16
	splitStep = 1 << 10
)

// split is _split: the chunk in pieces that fit on a line each, the first in
// room, the others in h.rest.
func (h *Header) split(c headerChunk, room int) []headerChunk {
	if len(c.text) > maxSplit && !c.charset.is("us-ascii") && !c.charset.is("8bit") {
		return h.splitLong(c, room)
	}
	var pieces []headerChunk
	for {
		s := c.charset.splittable(c.text)
		encoded := s.out()
		length := c.charset.headerLen(encoded)
		switch {
		case length <= room:
			return append(pieces, headerChunk{encoded, c.charset})
		case c.charset.is("8bit"): // could be cut within a character
			return append(pieces, c)
		case c.charset.is("us-ascii"):
			for _, line := range splitASCII(c.text, room, h.rest, h.indent, splitChars) {
				pieces = append(pieces, headerChunk{line, c.charset})
			}
			return pieces
		}
		n := min(max(room, 0), s.len())
		if length != len(c.text) {
			n = s.fitting(room)
		}
		if n == 0 && room >= h.rest { // not even one character would ever fit
			return append(pieces, headerChunk{encoded, c.charset})
		}
		first := c.charset.splittable(s.cut(0, n).back())
		pieces = append(pieces, headerChunk{first.out(), c.charset})
		c.text = s.cut(n, s.len()).back()
		room = h.rest
	}
}

func (h *Header) splitLong(c headerChunk, room int) (pieces []headerChunk) {
	s := c.charset.splittable(c.text)
	for from := 0; from < s.len(); from += splitStep {
		step := s.cut(from, min(from+splitStep, s.len()))
		pieces = append(pieces, h.split(headerChunk{step.back(), c.charset}, room)...)
		room = h.rest
	}
	return pieces
}

// splittable is text that can be cut without breaking a character: characters
// where its charset is known, bytes otherwise (to_splittable).
type splittable struct {
	charset *Charset
	bytes   string
	runes   []rune
	known   bool // runes it is
}

func (c *Charset) splittable(text string) splittable {
	s := splittable{charset: c, bytes: text}
	if c.InputCodec != "" {
		u, err := charset.Decode(text, c.InputCodec, charset.Replace)
		if s.known = err == nil; s.known {
			s.runes = charset.Runes(u)
		}
	}
	return s
}

func (s splittable) len() int {
	if s.known {
		return len(s.runes)
	}
	return len(s.bytes)
}

func (s splittable) cut(from, to int) splittable {
	if s.known {
		s.runes = s.runes[from:to]
	} else {
		s.bytes = s.bytes[from:to]
	}
	return s
}

// out is from_splittable(s): bytes in the output charset.
func (s splittable) out() string { return s.in(s.charset.OutputCodec) }

// back is from_splittable(s, False): bytes in the input charset.
func (s splittable) back() string { return s.in(s.charset.InputCodec) }

func (s splittable) in(codec string) string {
	if !s.known {
		return s.bytes
	}
	text := charset.FromRunes(s.runes)
	if codec == "" {
		return text
	}
	b, err := charset.Encode(text, codec, charset.Replace)
	if err != nil {
		return text
	}
	return b
}

// fitting is _binsplit: how many characters fit in that room. (None is shorter
// than a byte, so that there is no need to try more than as many as there is
// room.)
func (s splittable) fitting(room int) int {
	low, high := 0, min(s.len(), max(room, 0))
	for low < high {
		mid := (low + high + 1) / 2
		if s.charset.headerLen(s.cut(0, mid).out()) <= room {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return low
}
