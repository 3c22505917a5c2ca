// SPDX-License-Identifier: GPL-2.0-or-later

package transfer

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// decodeUU is uu.decode with quiet: the first file after a line `begin MODE
// NAME`, up to a line `end`; beside is the text before and behind these lines.
// ok is false without either of them, and where a line holds what no encoder
// writes (uu.Error, or binascii.Error of binascii.a2b_uu).
func decodeUU(s string) (decoded, beside string, ok bool) {
	for all := s; ; {
		header, rest, found := strings.Cut(s, "\n")
		if !found {
			return "", "", false
		}
		beside = all[:len(all)-len(s)]
		s = rest
		if f := strings.SplitN(header, " ", 3); len(f) == 3 && f[0] == "begin" && isOctal(f[1]) {
			break
		}
	}
	var b []byte
	for {
		text, rest, found := strings.Cut(s, "\n")
		if !found {
			return "", "", false
		}
		s = rest
		if pystr.Strip(text) == "end" {
			return string(b), beside + rest, true
		}
		if b, ok = appendUU(b, text); !ok {
			return "", "", false
		}
	}
}

// isOctal tells whether int(s, 8) takes s.
func isOctal(s string) bool {
	s = pystr.Strip(s)
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	if strings.HasPrefix(s, "0o") || strings.HasPrefix(s, "0O") {
		s = s[2:]
	}
	return s != "" && strings.Trim(s, "01234567") == ""
}

// appendUU decodes a line. Like uu.decode, it tries a line that has text behind its data a
// second time, without that text.
func appendUU(b []byte, text string) (decoded []byte, ok bool) {
	text += "\n"
	if decoded, ok = appendUULine(b, text); ok {
		return decoded, true
	}
	length := (int(text[0]-' ')&63*4 + 5) / 3
	return appendUULine(b, text[:min(length, len(text))])
}

// appendUULine is binascii.a2b_uu: the first character is the number of bytes; bytes that the
// line lacks are zero.
func appendUULine(b []byte, text string) (decoded []byte, ok bool) {
	want := int(text[0]-' ') & 63
	text = text[1:]
	var bits uint32
	left := 0
	for want > 0 {
		var v uint32
		if text != "" {
			if c := text[0]; c != '\n' && c != '\r' {
				if c < ' ' || c > ' '+64 {
					return b, false
				}
				v = uint32(c-' ') & 63
			}
			text = text[1:]
		}
		bits = bits<<6 | v
		left += 6
		if left >= 8 {
			left -= 8
			b = append(b, byte(bits>>left))
			bits &= 1<<left - 1
			want--
		}
	}
	return b, strings.Trim(text, " `\r\n") == ""
}
