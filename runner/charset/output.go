// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"mmgen/generator/pyvalue/pystr"
)

// output is a converted text. A codec adds one character after the other, by methods that
// are small enough for the compiler to inline: most texts are short, and these methods are
// a good part of what a character costs.
type output struct {
	text []byte
	take func(piece string) // gets the text piece by piece, and must keep none; nil: all of it stays in text
}

func (o *output) addByte(b byte)    { o.text = append(o.text, b) }
func (o *output) addBytes(b []byte) { o.text = append(o.text, b...) }
func (o *output) add(s string)      { o.text = append(o.text, s...) }

// addRune adds a character, which may be a lone surrogate.
func (o *output) addRune(r rune) {
	if utf16.IsSurrogate(r) {
		o.text = pystr.AppendRune(o.text, r)
		return
	}
	o.text = utf8.AppendRune(o.text, r)
}

// pass is called behind each character: a piece that is full goes on.
func (o *output) pass() {
	if o.take != nil && len(o.text) >= pieceSize {
		o.next()
	}
}

// next hands a piece on and begins another in its place. It is rare, and not inlined so
// that pass is.
//
//go:noinline
func (o *output) next() {
	o.take(o.string())
	o.text = o.text[:0]
}

// string is the text without a copy: it holds until something is added or next is called.
func (o *output) string() string { return unsafe.String(unsafe.SliceData(o.text), len(o.text)) }
