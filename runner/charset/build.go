// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"
	"unicode/utf8"
)

// countedFrom is from how many bytes on the length of a converted text is counted
// before the text is built: one that grows is copied each time, and is up to three
// times as long as what it is made from. Such a text is made in pieces of pieceSize.
const (
	countedFrom = 1 << 20
	pieceSize   = 1 << 15
)

// writing writes a text, and calls pass behind each character.
type writing func(out *output) error

// build makes a text of what write writes, which is as many bytes as expected, or
// some more or less. The error is write's.
func build(expected int, write writing) (string, error) {
	if expected >= countedFrom {
		return write.long()
	}
	out := output{text: make([]byte, 0, expected)}
	if err := write(&out); err != nil {
		return "", err
	}
	return out.string(), nil
}

func (write writing) long() (string, error) {
	size, err := write.len()
	if err != nil {
		return "", err
	}
	var text strings.Builder
	text.Grow(size)
	err = write.pieces(func(piece string) { text.WriteString(piece) })
	return text.String(), err
}

// len is how many bytes are written.
func (write writing) len() (n int, err error) {
	err = write.pieces(func(piece string) { n += len(piece) })
	return n, err
}

// pieces gives what is written to take, piece by piece. They lie in the same place, one after
// the other: take must keep none.
func (write writing) pieces(take func(piece string)) error {
	out := output{text: make([]byte, 0, pieceSize+utf8.UTFMax), take: take}
	err := write(&out)
	take(out.string())
	return err
}
