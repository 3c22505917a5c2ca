// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"fmt"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message/address"
)

// WireText is a message as it goes over the wire, final dot included: each
// line end (CRLF, LF, and CR alone) is CRLF, and a dot that begins a line is
// doubled (smtplib.py: quotedata and data).
func WireText(text string) []byte {
	b := make([]byte, 0, len(text)+len(text)/32+16)
	for text != "" {
		end := strings.IndexByte(text, '\n')
		line := text
		if end >= 0 {
			line, text = text[:end], text[end+1:]
		} else {
			text = ""
		}
		line = strings.TrimSuffix(line, "\r")
		for more := true; more; {
			var part string
			part, line, more = strings.Cut(line, "\r")
			if strings.HasPrefix(part, ".") {
				b = append(b, '.')
			}
			b = append(append(b, part...), "\r\n"...)
		}
	}
	if len(b) == 0 {
		b = append(b, "\r\n"...)
	}
	return append(b, ".\r\n"...)
}

// path is an address as MAIL and RCPT have it, without the angle brackets
// (smtplib.py: quoteaddr). One that could end the command early and begin
// another is an error.
func path(addr string) (string, error) {
	if plainAddress(addr) {
		return addr, nil
	}
	p := address.Parse(addr).Addr
	if strings.IndexFunc(strings.TrimSpace(addr), isControl) >= 0 || strings.IndexFunc(p, isControl) >= 0 {
		return "", fmt.Errorf("address %s has a control character in it", pyvalue.Repr(pyvalue.Str(addr)))
	}
	quoted := false
	for i := 0; i < len(p); i++ {
		switch c := p[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case (c == '<' || c == '>') && !quoted:
			return "", fmt.Errorf("address %s has an angle bracket in it", pyvalue.Repr(pyvalue.Str(addr)))
		}
	}
	return p, nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// plainAddress tells whether addr can be used as it is and need not be
// parsed: atoms, dots and one @.
func plainAddress(addr string) bool {
	at := strings.IndexByte(addr, '@')
	if at <= 0 || at == len(addr)-1 {
		return false
	}
	for i := range len(addr) {
		c := addr[i]
		if i != at && !isAtom[c] {
			return false
		}
	}
	return true
}

// isAtom has the characters of RFC 5322's atext and the dot.
var isAtom = func() (set [256]bool) {
	for _, c := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~." {
		set[c] = true
	}
	return set
}()
