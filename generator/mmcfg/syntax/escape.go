// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"mmgen/generator/pyvalue/pystr"
)

// literal is a string token, taken apart.
type literal struct {
	body    string
	raw     bool
	unicode bool
}

// cutLiteral takes a string token apart.
func cutLiteral(text string) literal {
	quote := strings.IndexAny(text, `'"`)
	prefix := strings.ToLower(text[:quote])
	text = text[quote:]
	n := 1
	if len(text) >= 6 && text[1] == text[0] && text[2] == text[0] {
		n = 3
	}
	return literal{
		body:    text[n : len(text)-n],
		raw:     strings.Contains(prefix, "r"),
		unicode: strings.Contains(prefix, "u"),
	}
}

// value decodes a literal. unknown says why its value can't be known; "" if it is known.
func (lit literal) value(encoding string, line int) (s, unknown string, err *Error) {
	body := lit.body
	beyondASCII := lit.unicode && !pystr.IsASCII(body)
	switch {
	case beyondASCII && encoding != "utf-8":
		return "", "a unicode literal in a file in " + encoding, nil
	case beyondASCII && !utf8.ValidString(body):
		return "", "", syntaxError(line, "(unicode error) 'utf8' codec can't decode this text")
	case strings.IndexByte(body, '\\') < 0:
		return body, "", nil
	case lit.raw && lit.unicode && (strings.Contains(body, `\u`) || strings.Contains(body, `\U`)):
		return "", "an escape in a raw unicode literal", nil
	case lit.raw:
		return body, "", nil
	}
	return unescape(body, lit.unicode, line)
}

var (
	// simpleEscapes are the escapes of one character.
	simpleEscapes = map[byte]string{'\n': "", '\\': `\`, '\'': `'`, '"': `"`, 'a': "\a", 'b': "\b", 'f': "\f", 'n': "\n",
		'r': "\r", 't': "\t", 'v': "\v"}
	// hexEscapes have the number of hexadecimal digits after each letter.
	hexEscapes = map[byte]int{'x': 2, 'u': 4, 'U': 8}
)

// unescape decodes the body of a literal (stringobject.c: PyString_DecodeEscape,
// unicodeobject.c: PyUnicode_DecodeUnicodeEscape). A backslash that begins no escape stays.
func unescape(body string, unicode bool, line int) (s, unknown string, err *Error) {
	b := make([]byte, 0, len(body))
	for {
		text, escape, found := strings.Cut(body, `\`)
		b = append(b, text...)
		if !found || escape == "" {
			return string(b), "", nil
		}
		c := escape[0]
		body = escape[1:]
		digits, isHex := hexEscapes[c]
		simple, isSimple := simpleEscapes[c]
		switch {
		case isSimple:
			b = append(b, simple...)
			continue
		case '0' <= c && c <= '7':
			body = escape
			n := len(body) - len(strings.TrimLeft(body[:min(3, len(body))], "01234567")) - max(0, len(body)-3)
			v, _ := strconv.ParseUint(body[:n], 8, 32)
			b, body = appendChar(b, rune(v), unicode), body[n:]
			continue
		case unicode && c == 'N':
			return "", `the character that \N{..} names`, nil
		case !isHex || c != 'x' && !unicode:
			b = append(b, '\\', c)
			continue
		}
		v, perr := strconv.ParseUint(body[:min(digits, len(body))], 16, 32)
		switch {
		case (perr != nil || len(body) < digits || v > utf8.MaxRune) && unicode:
			return "", "", syntaxError(line, `(unicode error) can't decode a \%c escape`, c)
		case perr != nil || len(body) < digits:
			return "", "", &Error{line, "ValueError", `invalid \x escape`}
		}
		b, body = appendChar(b, rune(v), unicode), body[digits:]
	}
}

// appendChar appends a character to a unicode, or a byte to a str.
func appendChar(b []byte, r rune, unicode bool) []byte {
	if unicode {
		return pystr.AppendRune(b, r)
	}
	return append(b, byte(r))
}
