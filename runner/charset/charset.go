// SPDX-License-Identifier: GPL-2.0-or-later

// Package charset knows the text codecs of Python 2.7 by the names and
// aliases Python knows them, with the modes 'strict', 'ignore' and 'replace'.
//
// It answers to unicode(bytes, name, errors) and u.encode(name, errors) as
// Mailman and the email package of Python's library call them: the same names
// (encodings/aliases.py and the rules of codecs.lookup, kept in aliases.txt), the
// same characters, the same count of replacement characters for what is broken.
// The characters are those of golang.org/x/text. Where Python's differ in what
// mail holds, the difference is written down beside them.
//
// These differences are left, as mail does not hold them or as Python is wrong:
//   - big5 and cp950: kana, circled numbers and Cyrillic letters (0xC6A1 to
//     0xC8D3) are those of ETEN, as all mail programs have them; Python shows
//     others in their place.
//   - big5hkscs: the characters of 2008 are there as well, and the four letters with two
//     accents are not.
//   - cp950 writes no sign that it would read back as another one.
//   - gb18030 and cp932: codes for private use are errors; cp932 writes U+0080.
//   - euc-jp: the tilde of JIS X 0212 is a wave dash.
//   - names with dots for hyphens are known (latin.1).
//
// Python codecs that are unknown here: EBCDIC, the code pages of DOS but for 437,
// 850, 852 and 866, those of Macintosh but for Roman, hp-roman8, palmos, ptcp154,
// utf-32 and utf-8-sig; those after JIS X 0213 (euc_jis_2004, euc_jisx0213,
// shift_jis_2004, shift_jisx0213, iso2022_jp_3, iso2022_jp_2004) and johab, for
// which x/text has no tables; and those that are no charsets of mail: idna,
// punycode, unicode-escape, raw-unicode-escape, unicode-internal, charmap,
// undefined, rot-13, and the ones from bytes to bytes (hex, base64, quopri, uu,
// zlib, bz2, string-escape), where Python raises TypeError, which Mailman does not
// expect. Text in any of them is handled like text in a charset that nobody knows.
//
// Text is UTF-8. Python 2 lets a unicode string hold lone surrogates, and some
// of its codecs (utf-8, utf-7) pass them on; here they are their
// three-byte form, as in package pickle.
package charset

import (
	"errors"
	"fmt"
)

// Mode says what becomes of what a codec can't convert, as Python's errors=
// argument does.
type Mode int

// The three modes Mailman uses.
const (
	Strict  Mode = iota // an error
	Replace             // U+FFFD when decoding, '?' when encoding
	Ignore              // left out
)

// ErrUnknown is Python's LookupError: no codec of that name.
var ErrUnknown = errors.New("unknown charset")

// ErrUnicode is Python's UnicodeError: bytes that are not of the charset, or
// a character that it lacks.
var ErrUnicode = errors.New("text does not fit the charset")

// Decode converts bytes in the named charset to UTF-8, as unicode(b, name, mode).
// The error is ErrUnknown or ErrUnicode. Like Python it does not look at the
// name where there is nothing to decode.
func Decode(b, name string, mode Mode) (string, error) {
	if b == "" {
		return "", nil
	}
	c, canonical, ok := lookup(name)
	if !ok {
		return "", fmt.Errorf("decode text in %q: %w", name, ErrUnknown)
	}
	text, err := c.decode(b, mode)
	return text, inCharset(canonical, err)
}

// Encode converts UTF-8 text to the named charset, as u.encode(name, mode).
// The error is ErrUnknown or ErrUnicode.
func Encode(text, name string, mode Mode) (string, error) {
	c, canonical, ok := lookup(name)
	if !ok {
		return "", fmt.Errorf("encode text in %q: %w", name, ErrUnknown)
	}
	b, err := c.encode(text, mode)
	return b, inCharset(canonical, err)
}

// Known tells whether Python has a text codec of that name, in any spelling.
func Known(name string) bool {
	_, _, ok := lookup(name)
	return ok
}

// Canonical is codecs.lookup(name).name: Python's own spelling, "iso8859-1"
// for "latin1". ok is false where Python's lookup fails. Codecs that are not
// charsets have a name as well ("hex"), although Decode does not know them.
func Canonical(name string) (canonical string, ok bool) {
	canonical = canonicalName(name)
	return canonical, canonical != ""
}

// Holds tells whether a charset has all characters of a text. What stands for
// broken bytes (U+FFFD) does not count.
func Holds(text, name string) bool {
	k, _, ok := lookup(name)
	return ok && k.holds(text)
}

// Recode converts bytes in the charset from to the charset to, with Replace in both
// directions. fits tells whether to has all characters of the text; what stands for
// broken bytes does not count. The error is ErrUnknown.
func Recode(b, from, to string) (text string, fits bool, err error) {
	in, _, ok := lookup(from)
	if !ok {
		return "", false, fmt.Errorf("recode text in %q: %w", from, ErrUnknown)
	}
	out, _, ok := lookup(to)
	if !ok {
		return "", false, fmt.Errorf("recode text to %q: %w", to, ErrUnknown)
	}
	return in.recode(b, out)
}
