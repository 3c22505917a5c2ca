// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"bytes"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"

	"mmgen/generator/pyvalue/pystr"
)

// table is a charset of ASCII and codes of several bytes: an encoding of x/text,
// cut to what Python has and with Python's characters where the two differ.
type table struct {
	enc    encoding.Encoding
	grid   bool   // only codes whose bytes are all above 0xA0
	legal  []span // the codes of several bytes that Python has; nil: all
	differ string // pairs: x/text's character, and Python's for the same code
	writes string // pairs: a character, and the one that is written in its place

	// Codes have two bytes, but for these:
	single []span // codes of one byte, beside ASCII
	triple byte   // what codes of three bytes begin with
	quad   bool   // codes whose second byte is a digit have four
	own    string // the code of U+FFFD itself

	// search are codes that x/text does not write for the characters that it
	// reads from them; with searchOnly its encoder is not asked at all.
	search     []span
	searchOnly bool
	once       sync.Once
	found      map[rune]string // the codes in search
}

// span is a range of codes, with both its ends.
type span struct{ first, last uint32 }

// converter converts single characters of a table. It is made for one text.
type converter struct {
	*table
	dec, enc transform.Transformer
	src      [utf8.UTFMax]byte
	dst      [2 * utf8.UTFMax]byte
}

func (t *table) converter() *converter {
	return &converter{table: t, dec: t.enc.NewDecoder().Transformer, enc: t.enc.NewEncoder().Transformer}
}

// char returns the character (with big5hkscs there are two for some codes) of
// the code b, ok false where there is none. The text is valid up to the next
// call.
func (c *converter) char(b string) (text []byte, ok bool) {
	if !c.has(b) {
		return nil, false
	}
	n, _, err := c.dec.Transform(c.dst[:], c.src[:copy(c.src[:], b)], true)
	if err != nil {
		return nil, false
	}
	text = c.dst[:n]
	r, _ := utf8.DecodeRune(text)
	if swapped, ok := swap(c.differ, r, 0); ok {
		return utf8.AppendRune(text[:0], swapped), true
	}
	return text, !bytes.Contains(text, []byte(replacement)) || b == c.own
}

// code returns the bytes of a character, ok false where it has none.
func (c *converter) code(r rune) (b string, ok bool) {
	if !utf8.ValidRune(r) {
		return "", false
	}
	if !c.searchOnly {
		if b, ok = c.encode(r); ok {
			return b, true
		}
	}
	c.once.Do(c.find)
	b, ok = c.found[r]
	return b, ok
}

// encode returns x/text's bytes for a character, if Python has them too.
func (c *converter) encode(r rune) (b string, ok bool) {
	theirs, ok := swap(c.writes, r, 0)
	if !ok {
		theirs, ok = swap(c.differ, r, 1)
	}
	if _, other := swap(c.differ, r, 0); other && !ok {
		return "", false
	}
	n, _, err := c.enc.Transform(c.dst[:], c.src[:utf8.EncodeRune(c.src[:], theirs)], true)
	b = string(c.dst[:n])
	return b, err == nil && c.has(b)
}

// swap finds a character among the first (from 0) or second (from 1) ones of pairs
// and returns its partner.
func swap(pairs string, r rune, from int) (rune, bool) {
	if !strings.ContainsRune(pairs, r) {
		return r, false
	}
	all := []rune(pairs)
	for i := 0; i < len(all); i += 2 {
		if all[i+from] == r {
			return all[i+1-from], true
		}
	}
	return r, false
}

// find reads all codes in search. The first of a character counts.
func (c *converter) find() {
	c.found = map[rune]string{}
	for _, s := range c.search {
		for code := s.first; code <= s.last; code++ {
			b := bytesOf(code)
			text, ok := c.char(b)
			if r, size := utf8.DecodeRune(text); ok && size == len(text) && c.found[r] == "" {
				c.found[r] = b
			}
		}
	}
}

// codeLen is the length of the code that b begins with.
func (t *table) codeLen(b string) int {
	switch {
	case b[0] < utf8.RuneSelf || within(t.single, uint32(b[0])):
		return 1
	case b[0] == t.triple:
		return 3
	case t.quad && len(b) > 1 && '0' <= b[1] && b[1] <= '9':
		return 4
	}
	return 2
}

// has tells whether Python knows the code b.
func (t *table) has(b string) bool {
	switch {
	case len(b) != t.codeLen(b):
		return false
	case len(b) == 1:
		return true
	case t.grid && (b[0] <= 0xA0 || b[1] <= 0xA0):
		return false
	}
	code := uint32(0)
	for i := range len(b) {
		code = code<<8 | uint32(b[i])
	}
	return len(t.legal) == 0 || within(t.legal, code)
}

func within(spans []span, code uint32) bool {
	for _, s := range spans {
		if s.first <= code && code <= s.last {
			return true
		}
	}
	return false
}

// bytesOf are the two or more bytes of a code.
func bytesOf(code uint32) string {
	b := []byte{byte(code >> 24), byte(code >> 16), byte(code >> 8), byte(code)}
	return strings.TrimLeft(string(b), "\x00")
}

// tableCodec is the codec of a table.
type tableCodec struct {
	stateless
	*converter
}

func (t *table) codec() *tableCodec { return &tableCodec{converter: t.converter()} }

func (c *tableCodec) next(b string, out *output) (n int, ok bool) {
	if b[0] < utf8.RuneSelf {
		out.addByte(b[0])
		return 1, true
	}
	if n = c.codeLen(b); len(b) < n {
		return len(b), false
	}
	text, ok := c.char(b[:n])
	if ok {
		out.addBytes(text)
	}
	return n, ok
}

func (c *tableCodec) put(text string, out *output) (n int, ok bool) {
	r, n := pystr.DecodeRune(text)
	if r < utf8.RuneSelf {
		out.addByte(byte(r))
		return n, true
	}
	b, ok := c.code(r)
	if ok {
		out.add(b)
	}
	return n, ok
}
