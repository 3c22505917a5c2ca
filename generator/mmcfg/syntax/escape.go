// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"mmgen/generator/pyvalue"
)

// literal is a string token taken apart.
type literal struct {
	body    string
	raw     bool
	unicode bool
}

// cutLiteral takes a string token apart; unicodeLiterals is the future.
func cutLiteral(text string, unicodeLiterals bool) literal {
	var lit literal
	bytesPrefix := false
	for text[0] != '\'' && text[0] != '"' {
		switch text[0] | 0x20 {
		case 'u':
			lit.unicode = true
		case 'b':
			bytesPrefix = true
		case 'r':
			lit.raw = true
		}
		text = text[1:]
	}
	if unicodeLiterals && !bytesPrefix {
		lit.unicode = true
	}
	n := 1
	if len(text) >= 6 && text[1] == text[0] && text[2] == text[0] {
		n = 3
	}
	lit.body = text[n : len(text)-n]
	return lit
}

// value decodes a literal. unknown says why that is not possible where it
// would need tables that are not here.
func (lit literal) value(encoding string, line int) (s, unknown string, err *Error) {
	if !lit.unicode {
		if lit.raw || strings.IndexByte(lit.body, '\\') < 0 {
			return lit.body, "", nil
		}
		s, err = unescapeBytes(lit.body, line)
		return s, "", err
	}
	body := lit.body
	if !isASCII(body) {
		switch encoding {
		case "utf-8":
			if at := invalidUTF8(body); at >= 0 {
				return "", "", syntaxError(line, "(unicode error) 'utf8' codec can't decode byte 0x%02x in position %d: invalid start byte", body[at], at)
			}
		case "iso-8859-1":
			body = latin1(body)
		default:
			return "", "a unicode literal in a file in " + encoding, nil
		}
	}
	if strings.IndexByte(body, '\\') < 0 {
		return body, "", nil
	}
	return unescapeUnicode(body, lit.raw, line)
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// invalidUTF8 is the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(s string) int {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

func latin1(s string) string {
	b := make([]byte, 0, len(s)+len(s)/2)
	for i := 0; i < len(s); i++ {
		b = utf8.AppendRune(b, rune(s[i]))
	}
	return string(b)
}

// simpleEscapes are those that str and unicode literals share.
var simpleEscapes = [256]byte{'\\': '\\', '\'': '\'', '"': '"', 'a': 7, 'b': 8, 'f': 12, 'n': 10, 'r': 13, 't': 9, 'v': 11}

// octal reads up to three octal digits.
func octal(s string) (v rune, n int) {
	for n < 3 && n < len(s) && isOctDigit(s[n]) {
		v = v<<3 | rune(s[n]-'0')
		n++
	}
	return v, n
}

// hexRune reads up to digits hex digits.
func hexRune(s string, digits int) (v rune, n int) {
	for n < digits && n < len(s) && isHexDigit(s[n]) {
		c := s[n]
		switch {
		case isDigit(c):
			c -= '0'
		default:
			c = c | 0x20 - 'a' + 10
		}
		v = v<<4 | rune(c)
		n++
	}
	return v, n
}

// unescapeBytes decodes the body of a str literal (stringobject.c:
// PyString_DecodeEscape).
func unescapeBytes(body string, line int) (string, *Error) {
	b := make([]byte, 0, len(body))
	for i := 0; i < len(body); {
		c := body[i]
		if c != '\\' {
			b = append(b, c)
			i++
			continue
		}
		c = body[i+1]
		i += 2
		switch {
		case c == '\n':
		case simpleEscapes[c] != 0:
			b = append(b, simpleEscapes[c])
		case isOctDigit(c):
			v, n := octal(body[i-1:])
			b = append(b, byte(v))
			i += n - 1
		case c == 'x':
			v, n := hexRune(body[i:], 2)
			if n < 2 {
				return "", &Error{line, "ValueError", `invalid \x escape`}
			}
			b = append(b, byte(v))
			i += 2
		default:
			b = append(b, '\\', c)
		}
	}
	return string(b), nil
}

// unescapeUnicode decodes the body of a unicode literal; in a raw one only
// \u and \U behind an odd number of backslashes count.
func unescapeUnicode(body string, raw bool, line int) (s, unknown string, err *Error) {
	d := unicodeDecoder{body: body, line: line, out: make([]byte, 0, len(body))}
	for d.i < len(body) {
		c := body[d.i]
		if c != '\\' {
			d.out = append(d.out, c)
			d.i++
			continue
		}
		if raw {
			err = d.rawEscape()
		} else {
			err = d.escape()
		}
		if err != nil || d.unknown != "" {
			return "", d.unknown, err
		}
	}
	return string(d.out), "", nil
}

type unicodeDecoder struct {
	body    string
	i, line int
	out     []byte
	unknown string
}

// fail is the error of an escape that begins at start and ends before end.
func (d *unicodeDecoder) fail(codec string, start, end int, why string) *Error {
	pos := fmt.Sprintf("s in position %d-%d", start, end-1)
	if end-1 <= start {
		pos = fmt.Sprintf(" 0x%02x in position %d", d.body[start], start)
	}
	return syntaxError(d.line, "(unicode error) '%s' codec can't decode byte%s: %s", codec, pos, why)
}

func (d *unicodeDecoder) rawEscape() *Error {
	start := d.i
	for d.i < len(d.body) && d.body[d.i] == '\\' {
		d.out = append(d.out, '\\')
		d.i++
	}
	if (d.i-start)%2 == 0 || d.i >= len(d.body) {
		return nil
	}
	digits := 0
	switch d.body[d.i] {
	case 'u':
		digits = 4
	case 'U':
		digits = 8
	default:
		return nil
	}
	d.out = d.out[:len(d.out)-1]
	return d.hex("rawunicodeescape", d.i-1, digits, `truncated \u`+strings.Repeat("X", 4))
}

// hex decodes the digits behind the letter at d.i of an escape from start.
func (d *unicodeDecoder) hex(codec string, start, digits int, truncated string) *Error {
	v, n := hexRune(d.body[d.i+1:], digits)
	end := d.i + 1 + n
	switch {
	case n < digits:
		return d.fail(codec, start, end, truncated)
	case v < 0 || v > utf8.MaxRune:
		return d.fail(codec, start, end, "illegal Unicode character")
	}
	d.out = pyvalue.AppendRune(d.out, v)
	d.i = end
	return nil
}

func (d *unicodeDecoder) escape() *Error {
	const codec = "unicodeescape"
	start := d.i
	if start+1 >= len(d.body) {
		return d.fail(codec, start, start+1, `\ at end of string`)
	}
	c := d.body[start+1]
	d.i = start + 1
	switch {
	case c == '\n':
		d.i++
	case simpleEscapes[c] != 0:
		d.out = append(d.out, simpleEscapes[c])
		d.i++
	case isOctDigit(c):
		v, n := octal(d.body[d.i:])
		d.out = pyvalue.AppendRune(d.out, v)
		d.i += n
	case c == 'x':
		return d.hex(codec, start, 2, `truncated \xXX escape`)
	case c == 'u':
		return d.hex(codec, start, 4, `truncated \uXXXX escape`)
	case c == 'U':
		return d.hex(codec, start, 8, `truncated \UXXXXXXXX escape`)
	case c == 'N':
		return d.named(start)
	default:
		d.out = append(d.out, '\\')
	}
	return nil
}

// named is \N{..}; the names of all characters are not here.
func (d *unicodeDecoder) named(start int) *Error {
	rest := d.body[start+2:]
	n := strings.IndexByte(rest, '}')
	switch {
	case !strings.HasPrefix(rest, "{"):
		return d.fail("unicodeescape", start, start+2, `malformed \N character escape`)
	case n < 0:
		return d.fail("unicodeescape", start, len(d.body), `malformed \N character escape`)
	case n < 2:
		return d.fail("unicodeescape", start, start+2+n+1, `malformed \N character escape`)
	}
	d.unknown = `the character that \N{..} names`
	return nil
}
