// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"
	"unicode/utf8"

	"mmgen/generator/mmcfg/pyvalue"
)

// toUnicode decodes a str by the default encoding.
func (ev *Interp) toUnicode(v any) (unicode, error) {
	switch v := v.(type) {
	case unicode:
		return v, nil
	case string:
		if isASCII(v) {
			return unicode(v), nil
		}
		return ev.decode(v, ev.charset)
	}
	return "", ev.raise(excTypeError, "coercing to Unicode: need string or buffer, %s found", typeName(v))
}

// decode decodes a str by one of the encodings that are known here.
func (ev *Interp) decode(s, charset string) (unicode, error) {
	switch charset {
	case "utf-8", "utf8":
		for i := 0; i < len(s); {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				return "", ev.raise(excUnicodeDecode, "'utf8' codec can't decode byte 0x%02x in position %d: invalid start byte", s[i], i)
			}
			i += n
		}
		return unicode(s), nil
	case "latin-1", "iso-8859-1", "latin1":
		var b []byte
		for i := 0; i < len(s); i++ {
			b = utf8.AppendRune(b, rune(s[i]))
		}
		return unicode(b), nil
	}
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return "", ev.raise(excUnicodeDecode, "'ascii' codec can't decode byte 0x%02x in position %d: ordinal not in range(128)", s[i], i)
		}
	}
	return unicode(s), nil
}

func (ev *Interp) encode(s unicode, charset string) (string, error) {
	if charset == "utf-8" || charset == "utf8" {
		return string(s), nil
	}
	limit := rune(128)
	name := "ascii"
	if charset == "latin-1" || charset == "iso-8859-1" || charset == "latin1" {
		limit, name = 256, "latin-1"
	}
	var b []byte
	for i, r := range runes(string(s)) {
		if r >= limit {
			ch := pyvalue.Repr(unicode(pyvalue.AppendRune(nil, r)))
			return "", ev.raise(excUnicodeEncode, "'%s' codec can't encode character %s in position %d: ordinal not in range(%d)", name, ch, i, limit)
		}
		b = append(b, byte(r))
	}
	return string(b), nil
}

func knownCharset(name string) bool {
	switch name {
	case "utf-8", "utf8", "latin-1", "iso-8859-1", "latin1", "ascii", "us-ascii":
		return true
	}
	return false
}

func textCodec(name string) nativeFunc {
	return func(ev *Interp, recv any, a *args) (any, error) {
		charset := ev.charset
		if v, ok := a.keyword("encoding"); ok {
			a.pos = append(a.pos, v)
		}
		if len(a.pos) > 0 {
			s, _ := pyvalue.Text(a.pos[0])
			charset = strings.ReplaceAll(strings.ToLower(s), "_", "-")
		}
		if len(a.pos) != 1 && len(a.pos) != 0 || len(a.names) > 0 || !knownCharset(charset) || a.unknown() != nil {
			u := ev.unknown("%s(%s) is not followed", name, charset)
			ev.mayRaise(u)
			return u, nil
		}
		text, _ := pyvalue.Text(recv)
		if err := ev.grow(4 * len(text)); err != nil {
			return nil, err
		}
		if name == "decode" {
			if s, ok := recv.(string); ok {
				return ev.decode(s, charset)
			}
			s, err := ev.encode(recv.(unicode), ev.charset)
			if err != nil {
				return nil, err
			}
			return ev.decode(s, charset)
		}
		w, err := ev.toUnicode(recv)
		if err != nil {
			return nil, err
		}
		return ev.encode(w, charset)
	}
}
