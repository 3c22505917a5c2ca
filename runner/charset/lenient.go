// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"strings"
	"unicode/utf8"
)

// DecodeLenient converts bytes that are said to be in the named charset to
// UTF-8 and loses as few letters as it can. Text that Decode takes strictly is
// the same here. In other text each character that the charset lacks is looked
// up in the charsets that extend it and go by its name in mail (GBK as gb2312,
// the rows of NEC and IBM as iso-2022-jp, ..); a byte that is in none of them
// is one U+FFFD, and the characters around it stay what they are. The error is
// ErrUnknown.
//
// Mailman decodes with errors='replace', which loses more: the letters of the
// extensions, and with a stray byte the character behind it.
func DecodeLenient(b, name string) (string, error) {
	text, err := Decode(b, name, Strict)
	if err == nil {
		return text, nil
	}
	_, canonical, known := lookup(name)
	start, extended := extensions[canonical]
	if !known || !extended {
		return Decode(b, name, Replace)
	}
	return build(len(b)+len(b)/2, func(out *output) error {
		lenient{start}.decodeTo(out, b)
		return nil
	})
}

// extensions makes, for the canonical name of a charset, a decoder of the charset and of those
// that extend it. A charset that is not here has no extension, and a broken byte in it costs
// no other character.
var extensions = map[string]func() decoder{
	"gb2312":         first("gb2312", "gb18030"),
	"gbk":            first("gbk", "gb18030"),
	"gb18030":        first("gb18030"),
	"euc_kr":         first("euc_kr", "cp949"),
	"cp949":          first("cp949"),
	"shift_jis":      first("shift_jis", "cp932"),
	"cp932":          first("cp932"),
	"big5":           first("big5", "big5hkscs"),
	"cp950":          first("cp950", "big5hkscs"),
	"big5hkscs":      first("big5hkscs"),
	"euc_jp":         func() decoder { return firstOf{eucJP, jisExtended} },
	"iso2022_jp":     lenientISO2022,
	"iso2022_jp_1":   lenientISO2022,
	"iso2022_jp_ext": lenientISO2022,
	"iso8859-8":      first("iso8859-8", "cp1255"),
	"tis-620":        first("tis-620", "cp874"),
}

func lenientISO2022() decoder {
	extended, old := jisX0208, jisX0208Old
	extended.table, old.table = jisExtended, jisExtended
	return newISO2022(extended, jisX0212, jisRoman, jisKatakana, old)()
}

// first makes decoders of the charsets with those canonical names.
func first(names ...string) func() decoder {
	return func() decoder {
		var all firstOf
		for _, name := range names {
			k, _, _ := lookup(name)
			all = append(all, k.start())
		}
		return all
	}
}

// firstOf is decoders without state. Each gets what those before it can't decode.
type firstOf []decoder

func (f firstOf) next(b string, out *output) (n int, ok bool) {
	for _, c := range f {
		if n, ok = c.next(b, out); ok {
			return n, true
		}
	}
	return n, false
}

// lenient decodes with the decoders that start makes.
type lenient struct{ start func() decoder }

// decodeTo makes what can't be decoded one U+FFFD.
func (l lenient) decodeTo(out *output, b string) {
	c := l.start()
	_, stateful := c.(*iso2022)
	for at := 0; at < len(b); out.pass() {
		n, ok := c.next(b[at:], out)
		if !ok {
			out.add(replacement)
			if n > 1 {
				n = l.brokenLen(b[at:], n, stateful)
			}
		}
		at += n
	}
}

// lookAhead is how many bytes behind a broken one tell where the next character
// begins.
const lookAhead = 64

// brokenLen is how many of the n bytes at the head of b, which are no
// character, are broken: one, if the text makes more sense from the second on,
// or else all. ASCII is never broken. In a charset with escape sequences the bytes behind do
// not tell.
func (l lenient) brokenLen(b string, n int, stateful bool) int {
	n = min(n, len(b))
	switch {
	case n == 1 || b[1] < utf8.RuneSelf:
		return 1
	case !stateful && l.goodLen(b[1:]) > l.goodLen(b[n:])+n-1:
		return 1
	}
	return n
}

// goodLen is how many bytes at the head of b can be decoded. It looks no further than to the
// end of the line, or lookAhead.
func (l lenient) goodLen(b string) int {
	if i := strings.IndexByte(b, '\n'); i >= 0 {
		b = b[:i+1]
	}
	var none output
	c := l.start()
	at := 0
	for at < len(b) && at < lookAhead {
		n, ok := c.next(b[at:], &none)
		if !ok {
			return at
		}
		at += n
	}
	return at
}
