// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"unicode/utf8"

	"mmgen/generator/pyvalue/pystr"
)

// decoder converts the bytes of a charset to UTF-8, one character after the other. It has the
// state of one text.
type decoder interface {
	// next decodes the character at the head of b, which is not empty, and
	// returns its length. Where ok is false n bytes are one error; there may be
	// fewer of them left.
	next(b string, out *output) (n int, ok bool)
}

// codec converts one text in one direction.
type codec interface {
	decoder
	// put encodes a character; ok is false where the charset lacks it.
	put(r rune, out *output) (ok bool)
	// finish ends an encoded text.
	finish(out *output)
}

// stateless is embedded by codecs that have nothing to write behind a text.
type stateless struct{}

func (stateless) finish(*output) {}

// kind makes the codecs of a charset.
type kind struct {
	start func() codec
	plain func(string) bool // text whose bytes are the same in UTF-8; nil: not even ASCII is
	joins bool              // a pair of surrogates is written as the one character that it is
}

// lookup finds the codecs of that name and Python's own name for it. ok is false
// for a name that Python does not know and for codecs that are not here.
func lookup(name string) (k kind, canonical string, ok bool) {
	canonical = canonicalName(name)
	k, ok = charsets()[canonical]
	return k, canonical, ok
}

// decode converts bytes to UTF-8. As in Python an undecodable sequence is one
// U+FFFD, however long.
func (k kind) decode(b string, mode Mode) (string, error) {
	if k.plain != nil && k.plain(b) {
		return b, nil
	}
	return build(len(b)+len(b)/2, func(out *output) error { return k.decodeTo(out, b, mode) })
}

func (k kind) decodeTo(out *output, b string, mode Mode) error {
	c := k.start()
	for at := 0; at < len(b); out.pass() {
		if n := k.copyPlain(b[at:], out); n > 0 {
			at += n
			continue
		}
		n, ok := c.next(b[at:], out)
		if !ok && mode == Strict {
			return &misfit{decoded: true, code: rune(b[at]), at: at}
		}
		if !ok && mode == Replace {
			out.add(replacement)
		}
		at += n
	}
	return nil
}

// encode converts UTF-8 to bytes. What the charset lacks is '?' with Replace.
func (k kind) encode(text string, mode Mode) (string, error) {
	if k.plain != nil && k.plain(text) {
		return text, nil
	}
	return build(len(text), func(out *output) error { return k.encodeTo(out, text, mode) })
}

func (k kind) encodeTo(out *output, text string, mode Mode) error {
	c := k.start()
	if err := k.encodePiece(c, out, text, mode); err != nil {
		return err
	}
	c.finish(out)
	return nil
}

// encodePiece encodes a piece of the text for which c was made.
func (k kind) encodePiece(c codec, out *output, text string, mode Mode) error {
	for at := 0; at < len(text); out.pass() {
		if n := k.copyPlain(text[at:], out); n > 0 {
			at += n
			continue
		}
		r, n := pystr.DecodeRune(text[at:])
		if k.joins {
			r, n = joined(text[at:], r, n)
		}
		ok := c.put(r, out)
		if !ok && (mode == Strict || mode == holding && r != utf8.RuneError) {
			return &misfit{code: r, at: at}
		}
		if !ok && mode == Replace {
			c.put('?', out)
		}
		at += n
	}
	return nil
}

// holding is the mode in which what a charset lacks is an error, but for U+FFFD.
const holding Mode = -1

// holds tells whether the charset has all characters of a text.
func (k kind) holds(text string) bool {
	if k.plain != nil && k.plain(text) {
		return true
	}
	write := writing(func(out *output) error { return k.encodeTo(out, text, holding) })
	return write.pieces(func(string) {}) == nil
}

// recode decodes bytes and encodes them to another charset, piece by piece. fits tells
// whether that has all characters.
func (k kind) recode(b string, to kind) (text string, fits bool, err error) {
	fits = true
	text, err = build(len(b), func(out *output) error {
		c := to.start()
		err := writing(func(out *output) error {
			return k.decodeTo(out, b, Replace)
		}).pieces(func(piece string) {
			fits = fits && to.holds(piece)
			_ = to.encodePiece(c, out, piece, Replace) // replacing, it does not fail
		})
		c.finish(out)
		return err
	})
	return text, fits, err
}

// copyPlain copies ASCII at the head of s, if it is the same in the charset, and
// returns its length. It copies no more than a piece at once.
func (k kind) copyPlain(s string, out *output) (n int) {
	if k.plain == nil {
		return 0
	}
	for n < len(s) && n < pieceSize && s[n] < utf8.RuneSelf {
		n++
	}
	out.add(s[:n])
	return n
}
