// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"mmgen/generator/pyvalue/pystr"
)

// pages has the charsets of one byte a character, by Python's names. It is made when first
// asked for: not at each start of the program.
var pages = sync.OnceValue(func() map[string]kind {
	return map[string]kind{
		"ascii":      page(func(b byte) rune { return unless(b >= utf8.RuneSelf, rune(b)) }),
		"iso8859-1":  page(func(b byte) rune { return rune(b) }),
		"iso8859-2":  page(iso(charmap.ISO8859_2)),
		"iso8859-3":  page(iso(charmap.ISO8859_3)),
		"iso8859-4":  page(iso(charmap.ISO8859_4)),
		"iso8859-5":  page(iso(charmap.ISO8859_5)),
		"iso8859-6":  page(iso(charmap.ISO8859_6)),
		"iso8859-7":  page(iso(charmap.ISO8859_7)),
		"iso8859-8":  page(iso(charmap.ISO8859_8)),
		"iso8859-9":  page(iso(charmap.ISO8859_9)),
		"iso8859-10": page(iso(charmap.ISO8859_10)),
		"iso8859-11": page(iso(charmap.Windows874)),
		"iso8859-13": page(iso(charmap.ISO8859_13)),
		"iso8859-14": page(iso(charmap.ISO8859_14)),
		"iso8859-15": page(iso(charmap.ISO8859_15)),
		"iso8859-16": page(iso(charmap.ISO8859_16)),
		"tis-620":    page(func(b byte) rune { return unless(b == 0xA0, iso(charmap.Windows874)(b)) }),
		"koi8-r":     page(charmap.KOI8R.DecodeByte),
		"koi8-u":     page(koi8U),
		"cp437":      page(charmap.CodePage437.DecodeByte),
		"cp850":      page(charmap.CodePage850.DecodeByte),
		"cp852":      page(charmap.CodePage852.DecodeByte),
		"cp866":      page(charmap.CodePage866.DecodeByte),
		"cp874":      page(charmap.Windows874.DecodeByte),
		"cp1250":     page(charmap.Windows1250.DecodeByte),
		"cp1251":     page(charmap.Windows1251.DecodeByte),
		"cp1252":     page(charmap.Windows1252.DecodeByte),
		"cp1253":     page(charmap.Windows1253.DecodeByte),
		"cp1254":     page(charmap.Windows1254.DecodeByte),
		"cp1255":     page(func(b byte) rune { return unless(b == 0xCA, charmap.Windows1255.DecodeByte(b)) }),
		"cp1256":     page(charmap.Windows1256.DecodeByte),
		"cp1257":     page(charmap.Windows1257.DecodeByte),
		"cp1258":     page(charmap.Windows1258.DecodeByte),
		"mac-roman":  page(charmap.Macintosh.DecodeByte),
	}
})

// unless is the character r, or U+FFFD for a byte that stands for no character.
func unless(none bool, r rune) rune {
	if none {
		return utf8.RuneError
	}
	return r
}

// iso is a page of ISO 8859, whose bytes 0x80 to 0x9f are the C1 controls.
func iso(m *charmap.Charmap) func(byte) rune {
	return func(b byte) rune {
		if 0x80 <= b && b <= 0x9F {
			return rune(b)
		}
		return m.DecodeByte(b)
	}
}

// koi8U is koi8-u, without the Belarusian letter that x/text has in it.
func koi8U(b byte) rune {
	switch b {
	case 0xAE:
		return '\u255D'
	case 0xBE:
		return '\u256C'
	}
	return charmap.KOI8U.DecodeByte(b)
}

// page makes the codec of a charset in which a byte is the character that char
// says, or U+FFFD for none.
func page(char func(byte) rune) kind {
	codec := sync.OnceValue(func() codec {
		c := &pageCodec{bytes: map[rune]byte{}}
		for b := range c.chars {
			c.chars[b] = char(byte(b))
			c.bytes[c.chars[b]] = byte(b)
		}
		delete(c.bytes, utf8.RuneError)
		return c
	})
	return kind{codec, pystr.IsASCII}
}

// pageCodec is the codec of a page: the character of each byte, and back.
type pageCodec struct {
	stateless
	chars [256]rune
	bytes map[rune]byte
}

func (p *pageCodec) next(b string, out *output) (n int, ok bool) {
	r := p.chars[b[0]]
	if ok = r != utf8.RuneError; ok {
		out.addRune(r)
	}
	return 1, ok
}

func (p *pageCodec) put(text string, out *output) (n int, ok bool) {
	r, n := pystr.DecodeRune(text)
	b, ok := p.bytes[r]
	if ok {
		out.addByte(b)
	}
	return n, ok
}
