// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"
	"sync"
	"unicode/utf8"

	"mmgen/generator/pyvalue/pystr"
)

// codec converts between the bytes of a charset and UTF-8, a character after the
// other. It has the state of one text, for one direction.
type codec interface {
	// next decodes the character at the head of b, which is not empty, and
	// returns its length. Where ok is false n bytes are one error; there may be
	// fewer of them left.
	next(b string, out *output) (n int, ok bool)
	// put encodes the first character of text and returns its length in text;
	// ok is false where the charset lacks it.
	put(text string, out *output) (n int, ok bool)
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
}

// codecs has what this package converts, by Python's names. It is made as pages is.
var codecs = sync.OnceValue(func() map[string]kind {
	return map[string]kind{
		"utf-7":     {func() codec { return &utf7{} }, nil},
		"utf-8":     {func() codec { return utf8Codec{} }, utf8.ValidString},
		"utf-16":    {func() codec { return &utf16Codec{order: littleEndian, mark: true} }, nil},
		"utf-16-le": {func() codec { return &utf16Codec{order: littleEndian} }, nil},
		"utf-16-be": {func() codec { return &utf16Codec{order: bigEndian} }, nil},

		"big5":      {func() codec { return big5.codec() }, pystr.IsASCII},
		"cp950":     {func() codec { return cp950.codec() }, pystr.IsASCII},
		"big5hkscs": {func() codec { return hkscs.codec() }, pystr.IsASCII},

		"gb2312":  {func() codec { return gb2312.codec() }, pystr.IsASCII},
		"gbk":     {func() codec { return gbk.codec() }, pystr.IsASCII},
		"gb18030": {func() codec { return gb18030.codec() }, pystr.IsASCII},
		"hz":      {func() codec { return &hz{converter: gb2312.converter()} }, nil},

		"euc_jp":         {func() codec { return eucJP.codec() }, pystr.IsASCII},
		"shift_jis":      {func() codec { return shiftJIS.codec() }, pystr.IsASCII},
		"cp932":          {func() codec { return cp932.codec() }, pystr.IsASCII},
		"iso2022_jp":     {newISO2022(jisX0208, jisRoman, jisX0208Old), nil},
		"iso2022_jp_1":   {newISO2022(jisX0208, jisX0212, jisRoman, jisX0208Old), nil},
		"iso2022_jp_2":   {newISO2022(jisX0208, jisX0212, ksX1001G0, gb2312G0, jisRoman, jisX0208Old, latin1G2, greekG2), nil},
		"iso2022_jp_ext": {newISO2022(jisX0208, jisX0212, jisRoman, jisKatakana, jisX0208Old), nil},

		"euc_kr":     {func() codec { return &eucKR{ksX1001.codec()} }, pystr.IsASCII},
		"cp949":      {func() codec { return cp949.codec() }, pystr.IsASCII},
		"iso2022_kr": {newISO2022(ksX1001G1), nil},
	}
})

// lookup finds the codecs of that name and Python's own name for it. ok is false
// for a name that Python does not know and for codecs that are not here.
func lookup(name string) (k kind, canonical string, ok bool) {
	canonical = canonicalName(name)
	if k, ok = codecs()[canonical]; !ok {
		k, ok = pages()[canonical]
	}
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
			return badByte(b[at], at)
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
		n, ok := c.put(text[at:], out)
		if !ok && (mode == Strict || mode == holding && !strings.HasPrefix(text[at:], replacement)) {
			return badRune(text[at:], at)
		}
		if !ok && mode == Replace {
			c.put("?", out)
		}
		at += n
	}
	return nil
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
