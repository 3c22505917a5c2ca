// SPDX-License-Identifier: GPL-2.0-or-later

package nntp

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// Reply is an answer of the server. The code is -1 where the line does not begin with a
// number of three digits.
type Reply struct {
	Code int
	Line string // all of it, as Mailman logs it
}

// closing is the code of a server that is about to hang up (RFC 3977 section 3.2.1).
const closing = 400

// ForGood tells whether the server says that another try is of no use.
func (r Reply) ForGood() bool { return r.Code/100 == 5 }

func parseReply(line string) Reply {
	line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	code, err := strconv.ParseUint(line[:min(3, len(line))], 10, 16)
	if err != nil || len(line) < 3 {
		return Reply{-1, line}
	}
	return Reply{int(code), line}
}

// Article is what ReplyError.Command says of an answer to an article.
const Article = "the article"

// ReplyError is an answer with which a command has not succeeded (nntplib.NNTPError).
type ReplyError struct {
	Command string // what was answered: POST, the article, ..
	Reply
}

func (e *ReplyError) Error() string {
	return fmt.Sprintf("the news server answered %s with %s", e.Command, strconv.QuoteToASCII(e.Line))
}

// NoArticle tells that there is no such article, or not any more (RFC 3977 sections 6.2.1
// and 9.8): it need not be asked for again.
func (e *ReplyError) NoArticle() bool { return e.Code == 423 || e.Code == 430 }

// Closing tells that the server is about to hang up, or has no service now.
func (e *ReplyError) Closing() bool { return e.Code == closing }

// ErrTooLong says that the head or body of an article is longer than may be. The
// connection can't be used any more.
var ErrTooLong = errors.New("the article is too long to be read")

// errLongLine is why an answer is not read to its end.
var errLongLine = errors.New("its answer has a line without an end")

// LostError says that the connection is of no use any more.
type LostError struct {
	Command string // what waited for its answer then
	Sent    bool   // all of an article was sent: the server may have it
	Err     error
}

func (e *LostError) Error() string {
	switch {
	case e.Err == io.EOF:
		return "the news server closed the connection, over " + e.Command
	case errors.Is(e.Err, os.ErrDeadlineExceeded):
		return "the news server did not answer " + e.Command + " in time"
	}
	return fmt.Sprintf("the connection to the news server was lost, over %s: %v", e.Command, e.Err)
}

func (e *LostError) Unwrap() error { return e.Err }
