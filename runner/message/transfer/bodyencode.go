// SPDX-License-Identifier: GPL-2.0-or-later

package transfer

import (
	"encoding/base64"
	"fmt"
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// encodedLine is the longest line of an encoded body.
const encodedLine = 76

// EncodeBase64 is email/base64mime.py: encode. Every line ends with a newline.
func EncodeBase64(s string) string {
	const step = encodedLine * 3 / 4
	var b strings.Builder
	b.Grow(Base64Len(len(s)) + len(s)/step + 1)
	for len(s) > 0 {
		n := min(step, len(s))
		b.WriteString(base64.StdEncoding.EncodeToString([]byte(s[:n])))
		b.WriteByte('\n')
		s = s[n:]
	}
	return b.String()
}

// EncodeQP is email/quoprimime.py: encode. Lines end with a newline, whatever line end they had
// before.
func EncodeQP(s string) string {
	q := bodyQ{}
	for len(s) > 0 {
		line, end, rest := pystr.CutLine(s)
		q.line(line, end, rest == "")
		s = rest
	}
	return q.out.String()
}

// bodyQ writes a body in quoted-printable. length is the length of the current line.
type bodyQ struct {
	out    strings.Builder
	length int
}

func (q *bodyQ) line(line, end string, last bool) {
	q.length = 0
	for i := 0; i < len(line); i++ {
		c := line[i]
		if c == ' ' || c == '\t' {
			if i+1 == len(line) {
				q.lastBlank(c, last)
				break
			}
		}
		switch {
		case c != '\t' && (c < ' ' || c > '~' || c == '='):
			q.put(fmt.Sprintf("=%02X", c))
		case i+1 == len(line): // is never too much for the line
			q.out.WriteByte(c)
			q.length++
		default:
			q.put(line[i : i+1])
		}
	}
	if end != "" {
		q.out.WriteByte('\n')
	}
}

// put appends a character; on a new line, where the current one has no room for it.
func (q *bodyQ) put(s string) {
	if q.length+len(s) >= encodedLine {
		q.out.WriteString("=\n")
		q.length = 0
	}
	q.out.WriteString(s)
	q.length += len(s)
}

// lastBlank appends white space that ends a line: encoded in the last line,
// with a soft line break behind it in any other.
func (q *bodyQ) lastBlank(c byte, lastLine bool) {
	if !lastLine {
		q.out.WriteByte(c)
		q.out.WriteString("=\n")
		return
	}
	if q.length+3 > encodedLine {
		q.out.WriteString("=\n")
	}
	fmt.Fprintf(&q.out, "=%02X", c)
}
