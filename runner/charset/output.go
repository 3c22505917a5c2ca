// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"mmgen/generator/pyvalue/pystr"
)

// output is a converted text. A codec adds one character after the other, by methods that
// are small enough for the compiler to inline: most texts are short, and these methods are
// a good part of what a character costs.
type output struct {
	text strings.Builder
	take func(piece string) // gets the text piece by piece; nil: all of it stays in text
}

func (o *output) addByte(b byte)    { o.text.WriteByte(b) }
func (o *output) addBytes(b []byte) { o.text.Write(b) }
func (o *output) add(s string)      { o.text.WriteString(s) }

// addRune adds a character, which may be a lone surrogate.
func (o *output) addRune(r rune) {
	if utf16.IsSurrogate(r) {
		o.text.Write(pystr.AppendRune(nil, r))
		return
	}
	o.text.WriteRune(r)
}

// pass is called behind each character: a piece that is full goes on.
func (o *output) pass() {
	if o.take != nil && o.text.Len() >= pieceSize {
		o.next()
	}
}

// next hands a piece on and begins another.
func (o *output) next() {
	o.take(o.text.String())
	o.text.Reset()
	o.text.Grow(pieceSize + utf8.UTFMax)
}
