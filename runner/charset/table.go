// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"bytes"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// table is a coded character set of several bytes a character: that of an
// encoding of x/text, cut to what Python has and with its differences.
type table struct {
	enc   encoding.Encoding
	grid  bool    // only codes whose bytes are all above 0xA0
	legal []span  // the codes that Python has, all where there is none
	runs  [][]run // codes that are other characters in Python

	// encodeOnly are characters that Python writes with a code that it reads
	// as another character.
	encodeOnly [][]run
	// hidden are the codes of characters that x/text writes with other codes,
	// which Python does not have.
	hidden span
	once   sync.Once
	found  map[rune]uint32 // of hidden, found on first use
}

// span is a range of codes, with both its ends.
type span struct{ first, last uint32 }

// run is n codes after each other for as many characters after each other.
type run struct {
	code  uint32
	first rune
	n     int
}

func charInRuns(lists [][]run, code uint32) (r rune, ok bool) {
	for _, runs := range lists {
		for _, e := range runs {
			if e.code <= code && code < e.code+uint32(e.n) {
				return e.first + rune(code-e.code), true
			}
		}
	}
	return 0, false
}

func codeInRuns(lists [][]run, r rune) (code uint32, ok bool) {
	for _, runs := range lists {
		for _, e := range runs {
			if e.first <= r && r < e.first+rune(e.n) {
				return e.code + uint32(r-e.first), true
			}
		}
	}
	return 0, false
}

// converter converts single characters of a table. It is made for one text.
type converter struct {
	*table
	dec, enc transform.Transformer
	src      [utf8.UTFMax]byte
	dst      [2 * utf8.UTFMax]byte
}

func (t *table) converter() *converter {
	return &converter{
		table: t,
		dec:   t.enc.NewDecoder().Transformer,
		enc:   t.enc.NewEncoder().Transformer,
	}
}

// char returns the character (with big5hkscs there are two for some codes) of
// the code that b is, ok false where there is none. The text is valid up to the
// next call.
func (c *converter) char(b string) (text []byte, ok bool) {
	code := codeOf(b)
	if !c.has(code) {
		return nil, false
	}
	if r, ok := charInRuns(c.runs, code); ok {
		return utf8.AppendRune(c.dst[:0], r), true
	}
	n, _, err := c.dec.Transform(c.dst[:], c.src[:copy(c.src[:], b)], true)
	text = c.dst[:n]
	return text, err == nil && !bytes.Contains(text, []byte(replacement))
}

// code returns the bytes of a character, ok false where it has none.
func (c *converter) code(r rune) (b string, ok bool) {
	if !utf8.ValidRune(r) {
		return "", false
	}
	if code, ok := codeInRuns(c.encodeOnly, r); ok {
		return bytesOf(code), true
	}
	if code, ok := codeInRuns(c.runs, r); ok {
		return bytesOf(code), true
	}
	if b, ok = c.encode(r); !ok && c.hidden.last > 0 {
		c.once.Do(c.findHidden)
		code, found := c.found[r]
		return bytesOf(code), found
	}
	return b, ok
}

// encode returns x/text's bytes for a character, if Python has them too.
func (c *converter) encode(r rune) (b string, ok bool) {
	n, _, err := c.enc.Transform(c.dst[:], c.src[:utf8.EncodeRune(c.src[:], r)], true)
	if err != nil || n < 2 {
		return "", false
	}
	b = string(c.dst[:n])
	text, ok := c.char(b)
	return b, ok && string(text) == string(r)
}

// findHidden tries all hidden codes.
func (c *converter) findHidden() {
	c.found = map[rune]uint32{}
	for code := c.hidden.first; code <= c.hidden.last; code++ {
		if text, ok := c.char(bytesOf(code)); ok {
			r, _ := utf8.DecodeRune(text)
			c.found[r] = code
		}
	}
}

// has tells whether Python knows the code at all.
func (t *table) has(code uint32) bool {
	if t.grid && (code&0xFF <= 0xA0 || code>>8&0xFF <= 0xA0) {
		return false
	}
	for _, s := range t.legal {
		if s.first <= code && code <= s.last {
			return true
		}
	}
	return len(t.legal) == 0
}

func codeOf(b string) (code uint32) {
	for i := 0; i < len(b); i++ {
		code = code<<8 | uint32(b[i])
	}
	return code
}

func bytesOf(code uint32) string {
	b := []byte{byte(code >> 24), byte(code >> 16), byte(code >> 8), byte(code)}
	for len(b) > 0 && b[0] == 0 {
		b = b[1:]
	}
	return string(b)
}
