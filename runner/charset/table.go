// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"bytes"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"

	"mmgen/generator/pyvalue/pystr"
)

// table is the codec of a charset of ASCII and codes of one or more bytes: an encoding of
// x/text, cut to what Python has, and with Python's characters where the two differ. A code
// is its bytes as one number.
type table struct {
	stateless
	enc    encoding.Encoding
	codes  []span // the codes that Python has beside ASCII; the first that has a character is written for it
	grid   bool   // no last byte of a code is below 0xA1
	differ pairs  // characters of x/text, and Python's for the same codes; U+FFFD: Python has none
	writes pairs  // characters without a code, and the ones that are written in their place
	triple byte   // the first byte of codes of three bytes
	quad   bool   // codes whose second byte is a digit have four bytes (GB 18030)
	c1     bool   // the bytes 0x80 to 0x9F are the control characters of ISO 8859

	once    sync.Once
	dec     transform.Transformer // the decoder of enc; it has no state
	chars   []rune                // for each slot the character of the code; 0 where there is no code
	written []uint32              // for each character its code, if that has up to three bytes; 0 where it has none
}

// none stands in chars for a code that means nothing in Python.
const none = -1

// span is a range of codes, with both its ends.
type span struct{ first, last uint32 }

// pairs are pairs of characters; the second takes the place of the first.
type pairs [][2]rune

// of is what takes the place of a character: the character itself where no pair begins with it.
func (p pairs) of(r rune) rune {
	for i := range p {
		if p[i][0] == r {
			return p[i][1]
		}
	}
	return r
}

// kind makes the codecs of the table.
func (t *table) kind() kind {
	return kind{func() codec { return t }, pystr.IsASCII, false}
}

// read fills the table when it is first used. x/text gets 256 codes at once, each on a line
// of its own: one after the other takes several times as long.
func (t *table) read() {
	t.chars, t.written = make([]rune, t.places()), make([]uint32, 0x10000)
	for r := range rune(utf8.RuneSelf) {
		t.chars[r], t.written[r] = r, uint32(r)
	}
	t.dec = t.enc.NewDecoder().Transformer
	lines, text := make([]byte, 0, 0x400), make([]byte, 0x800)
	var codes []uint32
	for _, s := range t.codes {
		for first := s.first; first <= s.last; first = first | 0xFF + 1 {
			codes, lines = t.row(codes[:0], lines[:0], first, min(s.last, first|0xFF))
			n, _, _ := t.dec.Transform(text, lines, true)
			t.learn(codes, text[:n])
		}
	}
	for _, p := range t.writes {
		t.written[p[0]] = t.written[p[1]]
	}
}

// places is how many slots the table has.
func (t *table) places() (n uint32) {
	for _, s := range t.codes {
		n = max(n, slot(s.last)+1)
	}
	return n
}

// row appends the codes from first to last to codes, and to lines a line with each.
func (t *table) row(codes []uint32, lines []byte, first, last uint32) ([]uint32, []byte) {
	for code := first; code <= last; code++ {
		if low := code & 0xFF; low >= 0x40 && (!t.grid || low > 0xA0) {
			codes = append(codes, code)
			lines = append(appendCode(lines, code), '\n')
		}
	}
	return codes, lines
}

// learn puts codes and their characters, of which each is a line, into the table.
func (t *table) learn(codes []uint32, lines []byte) {
	for _, code := range codes {
		var char []byte
		char, lines, _ = bytes.Cut(lines, []byte("\n"))
		r := t.python(code, char)
		t.chars[slot(code)] = r
		if over := int(r) - len(t.written); over >= 0 {
			t.written = append(t.written, make([]uint32, over+1)...)
		}
		if r != none && t.written[r] == 0 {
			t.written[r] = code
		}
	}
}

// python is Python's character for a code that is char in x/text.
func (t *table) python(code uint32, char []byte) rune {
	r, size := utf8.DecodeRune(char)
	r = t.differ.of(r)
	switch {
	case t.c1 && code <= 0x9F:
		return rune(code)
	case r == utf8.RuneError || size < len(char):
		return none
	}
	return r
}

// slot is the place of a code in a table. Codes of three bytes begin with 0x8F, which puts
// them behind all those of two bytes.
func slot(code uint32) uint32 { return code & 0x1FFFF }

// codeOf is the code that is these bytes.
func codeOf(b string) (code uint32) {
	for i := range len(b) {
		code = code<<8 | uint32(b[i])
	}
	return code
}

// appendCode appends the bytes of a code.
func appendCode(b []byte, code uint32) []byte {
	if code > 0xFF {
		b = appendCode(b, code>>8)
	}
	return append(b, byte(code))
}

// char is the character of a code of one to three bytes; ok is false where there is none.
func (t *table) char(code uint32) (r rune, ok bool) {
	t.once.Do(t.read)
	if at := slot(code); at < uint32(len(t.chars)) {
		r = t.chars[at]
	}
	return r, r > 0
}

// code is the code of a character; ok is false where it has none.
func (t *table) code(r rune) (code uint32, ok bool) {
	t.once.Do(t.read)
	switch {
	case int(r) < len(t.written) && (t.written[r] != 0 || r == 0):
		return t.written[r], true
	case t.quad && utf8.ValidRune(r):
		b, err := t.enc.NewEncoder().String(string(r))
		return codeOf(b), err == nil && len(b) == 4
	}
	return 0, false
}

func (t *table) next(b string, out *output) (n int, ok bool) {
	r, ok := t.char(uint32(b[0]))
	switch {
	case ok || b[0] == 0:
		out.addRune(r)
		return 1, true
	case r != 0:
		return 1, false
	}
	if n = t.codeLen(b); len(b) < n {
		return len(b), false
	}
	if n == 4 {
		return n, t.nextQuad(b[:n], out)
	}
	if r, ok = t.char(codeOf(b[:n])); ok {
		out.addRune(r)
	}
	return n, ok
}

// codeLen is the length of the code of several bytes that b begins with, whether or not
// there is such a code.
func (t *table) codeLen(b string) int {
	switch {
	case b[0] == t.triple:
		return 3
	case t.quad && len(b) > 1 && '0' <= b[1] && b[1] <= '9':
		return 4
	}
	return 2
}

// replacementGB18030 is U+FFFD in GB 18030. No other charset has it.
const replacementGB18030 = "\x84\x31\xA4\x37"

// nextQuad decodes a code of four bytes.
func (t *table) nextQuad(b string, out *output) (ok bool) {
	if b[0] < 0x81 {
		return false
	}
	var char [len(replacementGB18030)]byte
	n, _, err := t.dec.Transform(char[:], []byte(b), true)
	if ok = err == nil && (string(char[:n]) != replacement || b == replacementGB18030); ok {
		out.addBytes(char[:n])
	}
	return ok
}

func (t *table) put(r rune, out *output) bool {
	code, ok := t.code(r)
	if ok {
		out.text = appendCode(out.text, code)
	}
	return ok
}
