// SPDX-License-Identifier: GPL-2.0-or-later

package transfer

import (
	"encoding/base64"
	"strings"
)

// WordChrome is the length of all that stands around charset and text in an encoded word: `=?`,
// `?q?` and `?=`.
const WordChrome = 7

// The longest text of an encoded word. In base64 it fills the line of 76 characters; in
// quoted-printable it is so long that only absurd headers are cut.
const (
	maxWordB = 76
	maxWordQ = 100000
)

// Base64Len is the length of n bytes in base64.
func Base64Len(n int) int { return base64.StdEncoding.EncodedLen(n) }

// plainInQ tells whether a byte stands for itself in a quoted-printable
// encoded word (email/quoprimime.py: hqre). A blank is written as `_`.
func plainInQ(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	return strings.IndexByte("-!*+/ ", c) >= 0
}

// WordQLen is email/quoprimime.py: header_quopri_len.
func WordQLen(s string) int {
	n := len(s)
	for i := 0; i < len(s); i++ {
		if !plainInQ(s[i]) {
			n += 2
		}
	}
	return n
}

// WordQ is email/quoprimime.py: header_encode with no line length.
func WordQ(s, charset string) string {
	const hex = "0123456789ABCDEF"
	open := "=?" + charset + "?q?"
	var b strings.Builder
	length := maxWordQ // the length of the text in the current word
	s = fixEOLs(s)
	for i := 0; i < len(s); i++ {
		c := s[i]
		size := 1
		if !plainInQ(c) {
			size = 3
		}
		if length+size > maxWordQ {
			if i > 0 {
				b.WriteString("?=\n ")
			}
			b.WriteString(open)
			length = 0
		}
		length += size
		switch {
		case size == 3:
			b.WriteByte('=')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		case c == ' ':
			b.WriteByte('_')
		default:
			b.WriteByte(c)
		}
	}
	if b.Len() > 0 {
		b.WriteString("?=")
	}
	return b.String()
}

// WordsB is email/base64mime.py: header_encode. Each of its words fills a line, even where that
// cuts a character.
func WordsB(s, charset string) string {
	s = fixEOLs(s)
	step := max((maxWordB-len(charset)-WordChrome)*3/4, 1)
	var words []string
	for len(s) > 0 {
		n := min(step, len(s))
		text := base64.StdEncoding.EncodeToString([]byte(s[:n]))
		words = append(words, "=?"+charset+"?b?"+text+"?=")
		s = s[n:]
	}
	return strings.Join(words, "\n ")
}

// fixEOLs makes every line end CRLF (email/utils.py: fix_eols).
func fixEOLs(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\r' && i+1 < len(s) && s[i+1] == '\n':
			i++
			b.WriteString("\r\n")
		case s[i] == '\r', s[i] == '\n':
			b.WriteString("\r\n")
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// DecodeWordQ is email/quoprimime.py: header_decode.
func DecodeWordQ(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '_':
			b.WriteByte(' ')
		case s[i] == '=' && i+2 < len(s) && hexDigit(s[i+1]) >= 0 && hexDigit(s[i+2]) >= 0:
			b.WriteByte(byte(hexDigit(s[i+1])<<4 | hexDigit(s[i+2])))
			i += 2
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
