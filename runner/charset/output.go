// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"
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
	take func(piece string) // gets the text piece by piece, and must not keep one; nil: all of it stays in text
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

// pass is called behind each character. It hands on a piece that is full.
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

// A converted text of countedFrom bytes or more is made twice, in pieces of pieceSize: first
// its length is counted. A text that grows would be copied again and again, and it may be
// three times as long as what it is made from.
const (
	countedFrom = 1 << 20
	pieceSize   = 1 << 15
)

// writing writes a text, and calls pass behind each character.
type writing func(out *output) error

// build makes a text of what write writes, which is as many bytes as expected, or
// some more or less. The error is write's.
func build(expected int, write writing) (string, error) {
	if expected < countedFrom {
		out := output{text: make([]byte, 0, expected)}
		if err := write(&out); err != nil {
			return "", err
		}
		return out.string(), nil
	}
	size := 0
	if err := write.pieces(func(piece string) { size += len(piece) }); err != nil {
		return "", err
	}
	var text strings.Builder
	text.Grow(size)
	err := write.pieces(func(piece string) { text.WriteString(piece) })
	return text.String(), err
}

// pieces calls take with what is written, piece by piece. Each lies in the memory of the one
// before: take must not keep it.
func (write writing) pieces(take func(piece string)) error {
	out := output{text: make([]byte, 0, pieceSize+utf8.UTFMax), take: take}
	err := write(&out)
	out.next()
	return err
}
