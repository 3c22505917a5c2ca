// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"mmgen/runner/pickle"
)

// reply is an answer of the server. The code is -1 where the server said
// something that is no SMTP; lines of the text are divided by LF.
type reply struct {
	code int
	text string
}

// ok tells whether the code begins with 2.
func (r reply) ok() bool { return r.code/100 == 2 }

// maxReply bounds the bytes of a reply that are kept in memory.
const maxReply = 64 << 10

// readReply reads a reply (smtplib.py: getreply).
func readReply(in *bufio.Reader) (r reply, err error) {
	for size, last := 0, false; !last; {
		line, err := in.ReadSlice('\n')
		if err != nil && (err != io.EOF || len(line) == 0) {
			return r, &lostError{err}
		}
		if size += len(line); size > maxReply {
			return r, &lostError{errors.New("the server's reply has no end")}
		}
		var text string
		r.code, text, last = parseReplyLine(line)
		if r.text == "" {
			r.text = text
		} else {
			r.text += "\n" + text
		}
	}
	return r, nil
}

// parseReplyLine takes a line apart: code, `-` where more lines follow, text.
func parseReplyLine(line []byte) (code int, text string, last bool) {
	if len(line) > 4 {
		text = string(bytes.TrimSpace(line[4:]))
	}
	if len(line) < 3 {
		return -1, text, true
	}
	for _, c := range line[:3] {
		if c < '0' || c > '9' {
			return -1, text, true
		}
		code = code*10 + int(c-'0')
	}
	return code, text, len(line) < 4 || line[3] != '-'
}

// replyError is a reply that ended a transaction, or what came before it,
// other than to RCPT (smtplib.SMTPResponseException).
type replyError struct {
	command string // as the administrator knows it: MAIL, DATA, the message, ..
	reply
}

func (e *replyError) Error() string {
	return fmt.Sprintf("the SMTP server answered %s with %d %s", e.command, e.code, e.text)
}

// forGood tells whether another try is of no use. 552 may be said where 452
// is meant: too many recipients (RFC 5321 section 4.5.3.1.10).
func (r reply) forGood() bool { return r.code >= 500 && r.code != 552 }

// refusal is a recipient that the server would not have.
type refusal struct {
	recipient string
	reply
}

// allRefused says that nobody is left to send the message to
// (smtplib.SMTPRecipientsRefused).
type allRefused struct{ refused []refusal }

// Error is the repr of the Python dict that the log has here.
func (e *allRefused) Error() string {
	var b strings.Builder
	for i, r := range e.refused {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s: (%d, %s)", pickle.Repr(pickle.Str(r.recipient)), r.code, pickle.Repr(pickle.Str(r.text)))
	}
	return "{" + b.String() + "}"
}

// lostError says that the connection broke (smtplib.SMTPServerDisconnected).
type lostError struct{ err error }

func (e *lostError) Error() string {
	switch {
	case e.err == io.EOF:
		return "Connection unexpectedly closed"
	case e.timeout():
		return "the SMTP server did not answer in time"
	}
	return "Connection unexpectedly closed: " + e.err.Error()
}

func (e *lostError) Unwrap() error { return e.err }

// timeout tells whether the server is there but does not answer: whoever asks
// again waits again.
func (e *lostError) timeout() bool { return errors.Is(e.err, os.ErrDeadlineExceeded) }
