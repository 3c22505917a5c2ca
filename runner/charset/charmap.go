// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// page describes a single-byte charset: a page of x/text, or ASCII with the
// 128 characters of high behind it; patch has pairs of a byte (as U+0000 to
// U+00FF) and the character it is instead. U+FFFD is no character.
type page struct {
	base  *charmap.Charmap
	high  string
	patch string
}

// charmapCodec is a page made ready: what each byte is, and the bytes of all
// characters in their order, each as character<<8 | byte.
type charmapCodec struct {
	chars [256]rune
	bytes []uint32
	ascii bool // bytes below 0x80 are ASCII, both ways
}

// charmaps has the codecs made so far, by their canonical name.
var charmaps sync.Map

// charmapOf is the single-byte codec of that name, nil where there is none.
func charmapOf(canonical string) codec {
	if c, ok := charmaps.Load(canonical); ok {
		return c.(*charmapCodec)
	}
	p, ok := pageOf(canonical)
	if !ok {
		return nil
	}
	c, _ := charmaps.LoadOrStore(canonical, newCharmap(p))
	return c.(*charmapCodec)
}

func newCharmap(p page) *charmapCodec {
	c := &charmapCodec{chars: p.chars(), ascii: true}
	for b, r := range c.chars {
		if r != utf8.RuneError {
			c.bytes = append(c.bytes, uint32(r)<<8|uint32(b))
		}
	}
	slices.Sort(c.bytes)
	for b := range utf8.RuneSelf {
		got, ok := c.byteOf(rune(b))
		c.ascii = c.ascii && ok && int(got) == b && c.chars[b] == rune(b)
	}
	return c
}

func (p page) chars() (chars [256]rune) {
	for b := range chars {
		if p.base != nil {
			chars[b] = p.base.DecodeByte(byte(b))
		} else {
			chars[b] = rune(b)
		}
	}
	copy(chars[0x80:], []rune(p.high))
	patch := []rune(p.patch)
	for i := 0; i+1 < len(patch); i += 2 {
		chars[patch[i]] = patch[i+1]
	}
	return chars
}

// byteOf is the byte of a character: the last one, where there are several.
func (c *charmapCodec) byteOf(r rune) (b byte, ok bool) {
	i, found := slices.BinarySearch(c.bytes, uint32(r)<<8|0xFF)
	if !found {
		i--
	}
	if i < 0 || rune(c.bytes[i]>>8) != r {
		return 0, false
	}
	return byte(c.bytes[i]), true
}

func (c *charmapCodec) decode(b string, mode Mode) (string, error) {
	if c.ascii && IsASCII(b) {
		return b, nil
	}
	var out strings.Builder
	out.Grow(len(b) + len(b)/2)
	for at := 0; at < len(b); at++ {
		if r := c.chars[b[at]]; r != utf8.RuneError {
			out.WriteRune(r)
		} else if err := badBytes(&out, b, at, 1, mode); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

func (c *charmapCodec) encode(text string, mode Mode) (string, error) {
	if c.ascii && IsASCII(text) {
		return text, nil
	}
	var out strings.Builder
	out.Grow(len(text))
	for at := 0; at < len(text); {
		r, size := nextRune(text[at:])
		b, ok := c.byteOf(r)
		if !ok && mode == Strict {
			return "", badRune(r, at)
		}
		if !ok && mode == Replace {
			b, ok = c.byteOf('?')
		}
		if ok {
			out.WriteByte(b)
		}
		at += size
	}
	return out.String(), nil
}
