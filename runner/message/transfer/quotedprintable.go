// SPDX-License-Identifier: GPL-2.0-or-later

package transfer

import "strings"

// decodeQP is quopri.decodestring: quoted-printable as binascii.a2b_qp reads it. There are no
// errors: an equals sign that does not begin an escape stays as it is.
func decodeQP(s string) string {
	if strings.IndexByte(s, '=') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		if s[i] != '=' {
			n := strings.IndexByte(s[i:], '=')
			if n < 0 {
				n = len(s) - i
			}
			b = append(b, s[i:i+n]...)
			i += n
			continue
		}
		i++
		if i == len(s) {
			break
		}
		switch {
		case s[i] == '\n' || s[i] == '\r':
			// A soft line break. (Python takes the text up to the next line
			// feed for one where a carriage return stands alone.)
			i += len(s[i:]) - len(strings.TrimLeft(s[i:], "\r"))
			if i < len(s) && s[i] == '\n' {
				i++
			}
		case s[i] == '=':
			b = append(b, '=')
			i++
		case i+1 < len(s) && hexDigit(s[i]) >= 0 && hexDigit(s[i+1]) >= 0:
			b = append(b, byte(hexDigit(s[i])<<4|hexDigit(s[i+1])))
			i += 2
		default:
			b = append(b, '=')
		}
	}
	return string(b)
}
