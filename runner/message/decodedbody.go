// SPDX-License-Identifier: GPL-2.0-or-later

package message

import "strings"

// DecodedBody is the body with its Content-Transfer-Encoding undone, "" for a
// multipart: get_payload(decode=True). Where Python cuts the text or gives it
// back encoded though it can be read, it is decoded: base64 in several runs
// with padding each, or with none; an encoding with white space or a comment
// behind its name, in quotes, or with a hyphen too many or too few. It is the
// body as it stands where the encoding is unknown, or the text is none of that
// encoding.
func (m *Message) DecodedBody() string {
	text, _ := m.DecodedWhole()
	return text
}

// DecodedWhole is DecodedBody, and whether that is all that the body holds. It
// is not where the encoding is unknown, where base64 or uuencode is broken, and
// where other text stands beside them. Whoever writes such a body anew loses
// text.
func (m *Message) DecodedWhole() (text string, whole bool) {
	if !m.HasBody() {
		return "", !m.IsMultipart()
	}
	text = m.payload.text
	switch m.transferEncoding() {
	case "", "7bit", "8bit", "binary":
		return text, true
	case "quoted-printable":
		return decodeQP(text), true
	case "base64":
		return decodeBase64(text)
	case "uuencode":
		return decodeUUBody(text)
	}
	return text, text == ""
}

// transferEncodings are the names of encodings as mail has them, without
// hyphens and underscores. RFC 2045, 6.1 has the first five.
var transferEncodings = map[string]string{
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

// transferEncoding is the encoding of the body, "" for none. A name that nobody
// knows is as it stands.
func (m *Message) transferEncoding() string {
	value := m.Get("Content-Transfer-Encoding")
	token := withoutComments(value)
	if i := strings.IndexByte(token, ';'); i >= 0 {
		token = token[:i]
	}
	token = lowerASCII(strings.Trim(token, "\"' \t\r\n\v\f"))
	if name, ok := transferEncodings[strings.NewReplacer("-", "", "_", "", " ", "").Replace(token)]; ok {
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
		if decoded, ok := a2bBase64(s); ok {
			return decoded, false
		}
		return s, false
	}
	return base64Runs(s)
}

// isBase64 tells whether s has nothing but base64 and white space, none of
// which stands within a line.
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
	return decoded, strip(beside) == ""
}
