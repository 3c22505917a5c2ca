// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
)

func (f *filter) str1() pyvalue.Value { return pyvalue.Str(f.text.string(f.bytes(int(f.byte())))) }

func (f *filter) str4() pyvalue.Value { return pyvalue.Str(f.text.string(f.counted())) }

// strText is STRING: the repr of a str.
func (f *filter) strText() pyvalue.Value {
	line := f.line()
	n := len(line)
	for n > 0 && line[n-1] <= ' ' {
		n--
	}
	if n < 2 || line[0] != line[n-1] || line[0] != '\'' && line[0] != '"' {
		f.fail(errors.New("a str without its quotes"))
		return nil
	}
	line = line[1 : n-1]
	if bytes.IndexByte(line, '\\') < 0 {
		return pyvalue.Str(f.text.string(line))
	}
	room := line[:0]
	if !f.text.own {
		room = make([]byte, 0, n) // all at once, since a message is long
	}
	text, err := unescape(room, line)
	if err != nil {
		f.fail(err)
	}
	if !f.text.own {
		return pyvalue.Str(unsafe.String(unsafe.SliceData(text), len(text)))
	}
	if len(text) < len(line)/2 { // a copy, so that the pickle need not stay in memory for a short text
		return pyvalue.Str(text)
	}
	return pyvalue.Str(f.text.string(text))
}

// escapes has the bytes that escapes of one letter stand for in a Python str literal.
var escapes = [256]byte{
	'\\': '\\', '\'': '\'', '"': '"', 'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v',
}

// unescape decodes the inside of a Python str literal and appends it to out, which
// may be b[:0]: no escape is shorter than what it stands for. As in Python, a
// backslash before any other letter stands for itself.
func unescape(out, b []byte) ([]byte, error) {
	out, _, err := unescapeTo(out, b, len(b))
	return out, err
}

// unescapeTo is unescape for the characters and escapes that begin before end. It also returns
// where the last of them ends: an escape may go on behind end.
func unescapeTo(out, b []byte, end int) (text []byte, n int, err error) {
	for n < end {
		if b[n] != '\\' {
			plain := untilBackslash(b[n:end])
			out = append(out, plain...)
			n += len(plain)
			continue
		}
		if n++; n == len(b) {
			return nil, n, errors.New(`a str with a lone \ at its end`)
		}
		switch c := b[n]; {
		case escapes[c] != 0:
			out = append(out, escapes[c])
			n++
		case c == 'x':
			v, err := hexByte(b[n+1:])
			if err != nil {
				return nil, n, err
			}
			out = append(out, v)
			n += 3
		case c >= '0' && c <= '7':
			v, digits := octalDigits(b[n:])
			out = append(out, v)
			n += digits
		default:
			out = append(out, '\\', c)
			n++
		}
	}
	return out, n, nil
}

// untilBackslash is what stands before the first backslash.
func untilBackslash(b []byte) []byte {
	if i := bytes.IndexByte(b, '\\'); i >= 0 {
		return b[:i]
	}
	return b
}

// lengthTo is the length of the text that unescapeTo returns, and n as it returns it. ok is
// false where there are escapes that repr does not write.
func lengthTo(b []byte, end int) (length, n int, ok bool) {
	for n < end {
		if b[n] != '\\' {
			plain := len(untilBackslash(b[n:end]))
			length, n = length+plain, n+plain
			continue
		}
		if n+2 > len(b) {
			return 0, n, false
		}
		switch c := b[n+1]; {
		case escapes[c] != 0:
			n += 2
		case c == 'x' && n+4 <= len(b) && nibbles[b[n+2]]|nibbles[b[n+3]] < 16:
			n += 4
		default:
			return 0, n, false
		}
		length++
	}
	return length, n, true
}

// hexByte reads two hexadecimal digits. Texts in languages other than English have them for
// every second letter, so this must be quick.
func hexByte(b []byte) (byte, error) {
	if len(b) >= 2 {
		if high, low := nibbles[b[0]], nibbles[b[1]]; high|low < 16 {
			return high<<4 | low, nil
		}
	}
	v, err := hexDigits(b, 2)
	return byte(v), err
}

// nibbles are the values of hexadecimal digits, 255 for anything else.
var nibbles = func() (values [256]byte) {
	for i := range values {
		values[i] = 255
	}
	for i := range byte(10) {
		values['0'+i] = i
	}
	for i := range byte(6) {
		values['a'+i], values['A'+i] = 10+i, 10+i
	}
	return values
}()

// octalDigits reads up to three digits; a value above 255 loses its upper bits, as in Python.
func octalDigits(b []byte) (v byte, n int) {
	for n < 3 && n < len(b) && b[n] >= '0' && b[n] <= '7' {
		v = v<<3 | (b[n] - '0')
		n++
	}
	return v, n
}

func hexDigits(b []byte, n int) (uint32, error) {
	if len(b) < n {
		return 0, errors.New("a hexadecimal escape is cut short")
	}
	v, err := strconv.ParseUint(string(b[:n]), 16, 32)
	if err != nil {
		return 0, fmt.Errorf("%q are no hexadecimal digits", b[:n])
	}
	return uint32(v), nil
}

func (f *filter) unicode4() pyvalue.Value {
	b := f.counted()
	if !utf8.Valid(b) && !pystr.Valid(string(b)) {
		f.fail(errors.New("a unicode that is not UTF-8"))
	}
	return pyvalue.Unicode(f.text.string(b))
}

// unicodeText is UNICODE: Python's raw-unicode-escape.
func (f *filter) unicodeText() pyvalue.Value {
	s, err := unescapeRaw(f.line())
	if err != nil {
		f.fail(err)
	}
	return pyvalue.Unicode(s)
}

// unescapeRaw decodes Latin-1 with \uXXXX and \UXXXXXXXX. Of several backslashes before a u,
// each pair stands for itself, as does a backslash before any other letter.
func unescapeRaw(b []byte) (string, error) {
	var out strings.Builder
	out.Grow(len(b))
	for len(b) > 0 {
		digits := 0
		switch {
		case b[0] != '\\' || len(b) == 1:
			out.WriteRune(rune(b[0]))
			b = b[1:]
			continue
		case b[1] == 'u':
			digits = 4
		case b[1] == 'U':
			digits = 8
		default:
			out.WriteByte('\\')
			out.WriteRune(rune(b[1]))
			b = b[2:]
			continue
		}
		r, err := hexDigits(b[2:], digits)
		if err != nil {
			return "", err
		}
		if r > utf8.MaxRune {
			return "", fmt.Errorf("character U+%X is beyond Unicode", r)
		}
		out.Write(pystr.AppendRune(nil, rune(r)))
		b = b[2+digits:]
	}
	return out.String(), nil
}
