// SPDX-License-Identifier: GPL-2.0-or-later

// Package transfer has the encodings of bytes in mail: base64, quoted-printable and uuencode of
// bodies (RFC 2045, 6), and the two of encoded words in headers (RFC 2047, 4), as Python 2.7
// does them (email/base64mime.py, quoprimime.py, binascii, uu.py). Decode is more lenient than
// Python where Python loses text.
package transfer

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// Decode decodes a body; encoding is the value of its Content-Transfer-Encoding field. whole is
// false where the result is not all that the body holds: the encoding is unknown, base64 or
// uuencode is broken, or other text stands beside the encoded text. The result is then the same
// as Python's.
func Decode(body, encoding string) (text string, whole bool) {
	switch encodingName(encoding) {
	case "", "7bit", "8bit", "binary":
		return body, true
	case "quoted-printable":
		return decodeQP(body), true
	case "base64":
		return decodeBase64(body)
	case "uuencode":
		return decodeUUBody(body)
	}
	return body, body == ""
}

// encodingNames are the names of encodings as mail has them, without
// hyphens and underscores. RFC 2045, 6.1 has the first five.
var encodingNames = map[string]string{
	"7bit":            "7bit",
	"8bit":            "8bit",
	"binary":          "binary",
	"quotedprintable": "quoted-printable",
	"base64":          "base64",
	"7bits":           "7bit",
	"8bits":           "8bit",
	"none":            "8bit",
	"xuuencode":       "uuencode",
	"uuencode":        "uuencode",
	"uue":             "uuencode",
	"xuue":            "uuencode",
}

var withoutHyphens = strings.NewReplacer("-", "", "_", "", " ", "")

// encodingName is the encoding that the value of a field names; "" where it names none. An
// unknown name is returned as it stands.
func encodingName(value string) string {
	token := withoutComments(value)
	if i := strings.IndexByte(token, ';'); i >= 0 {
		token = token[:i]
	}
	token = pystr.Lower(strings.Trim(token, "\"' \t\r\n\v\f"))
	if name, ok := encodingNames[withoutHyphens.Replace(token)]; ok {
		return name
	}
	return token
}

// withoutComments is a structured value without its comments (RFC 822, 3.4.3),
// which may hold others.
func withoutComments(value string) string {
	if strings.IndexByte(value, '(') < 0 {
		return value
	}
	var b strings.Builder
	depth := 0
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == '\\' && depth > 0:
			i++
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// decodeBase64 decodes a body in base64. One that has other characters than
// those of base64 is what Python makes of it, if that is anything.
func decodeBase64(s string) (text string, whole bool) {
	if !isBase64(s) {
		if decoded, ok := DecodeBase64(s); ok {
			return decoded, false
		}
		return s, false
	}
	return base64Runs(s)
}

// isBase64 tells whether s has nothing but base64 and white space, with no white space between
// the letters of a line.
func isBase64(s string) bool {
	letter, gap := false, false // in the line so far; white space behind a letter
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\r' || c == '\n':
			letter, gap = false, false
		case strings.IndexByte(" \t\v\f\x00", c) >= 0:
			gap = letter
		case gap || c != '=' && base64Value(c) < 0:
			return false
		default:
			letter = true
		}
	}
	return true
}

// decodeUUBody decodes a body in uuencode, which may have other text around
// the file.
func decodeUUBody(s string) (text string, whole bool) {
	decoded, beside, ok := decodeUU(s + "\n")
	if !ok {
		return s, false
	}
	return decoded, pystr.Strip(beside) == ""
}
