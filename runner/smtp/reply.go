// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

// Reply is an answer of the server. The code is -1 where a line does not begin
// with a number; lines of the text are divided by LF.
type Reply struct {
	Code int
	Text string
}

// ok tells whether the code begins with 2.
func (r Reply) ok() bool { return r.Code/100 == 2 }

// ForGood tells whether another try is of no use. 552 may be said where 452
// is meant: too many recipients (RFC 5321 section 4.5.3.1.10). What is no code
// of SMTP at all, such as 999, says nothing about a message.
func (r Reply) ForGood() bool { return r.Code/100 == 5 && r.Code != 552 }

// maxReply bounds the bytes of a reply that are kept in memory.
const maxReply = 64 << 10

// Why an answer is not read to its end.
var (
	errLongReply = errors.New("its answer has no end")
	errLongLine  = errors.New("its answer has a line without an end")
)

// readReply reads a reply (smtplib.py: getreply).
func readReply(in *bufio.Reader) (r Reply, err error) {
	var lines []string
	for size, last := 0, false; !last; {
		line, err := in.ReadSlice('\n')
		switch {
		case err == bufio.ErrBufferFull:
			return r, errLongLine
		case err != nil && (err != io.EOF || len(line) == 0):
			return r, err
		}
		if size += len(line); size > maxReply {
			return r, errLongReply
		}
		var text string
		r.Code, text, last = parseReplyLine(line)
		lines = append(lines, text)
	}
	r.Text = strings.Join(lines, "\n")
	return r, nil
}

// parseReplyLine takes a line apart: code, `-` where more lines follow, text. Like
// Python's int it takes blanks around the code.
func parseReplyLine(line []byte) (code int, text string, last bool) {
	if len(line) > 4 {
		text = string(bytes.Trim(line[4:], pystr.Blanks))
	}
	code, err := strconv.Atoi(string(bytes.Trim(line[:min(3, len(line))], pystr.Blanks)))
	if err != nil {
		return -1, text, true
	}
	return code, text, len(line) < 4 || line[3] != '-'
}
