// SPDX-License-Identifier: GPL-2.0-or-later

package nntp

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"

	"mmgen/runner/deadline"
)

// Client is a connection to a news server. It is not for several goroutines.
type Client struct {
	conn       net.Conn
	clock      *deadline.Clock
	in         *bufio.Reader
	timeouts   Timeouts
	maxArticle int
	asked      string // the command that waits for an answer, for messages
	sent       bool   // all of an article was sent, and no answer has come
	broken     bool   // a LostError came of it
}

// readBuffer is also how long the line of an answer may be. nntplib allows 2048
// (nntplib.py: _MAXLINE).
const readBuffer = 8192

func newClient(conn net.Conn, t Timeouts) *Client {
	return &Client{
		conn: conn, clock: deadline.New(conn, t.Stop), in: bufio.NewReaderSize(conn, readBuffer), timeouts: t,
	}
}

// Broken tells whether the connection is of no use any more.
func (c *Client) Broken() bool { return c.broken }

// do sends a command and returns the answer.
func (c *Client) do(command string) (Reply, error) {
	c.asked = verbOf(command)
	if err := checkLine(command); err != nil {
		return Reply{}, err
	}
	c.clock.Start(c.timeouts.Command)
	if err := c.write([]byte(command + "\r\n")); err != nil {
		return Reply{}, err
	}
	return c.read()
}

// verbOf is a command as messages name it, without what may be a password.
func verbOf(command string) string {
	verb, args, _ := strings.Cut(strings.ToUpper(command), " ")
	if verb == "AUTHINFO" || verb == "MODE" {
		args, _, _ = strings.Cut(args, " ")
		return verb + " " + args
	}
	return verb
}

func (c *Client) write(b []byte) error {
	if _, err := c.conn.Write(b); err != nil {
		return c.lost(err)
	}
	return nil
}

// read reads an answer (nntplib.py: getresp). The error is a *ReplyError where it begins
// with neither 1, 2 nor 3.
func (c *Client) read() (Reply, error) {
	line, err := c.in.ReadSlice('\n')
	switch {
	case err == bufio.ErrBufferFull:
		return Reply{}, c.lost(errLongLine)
	case err != nil:
		return Reply{}, c.lost(err)
	}
	c.sent = false
	r := parseReply(string(line))
	if r.Code/100 < 1 || r.Code/100 > 3 {
		if r.Code == closing {
			c.broken = true
		}
		return r, &ReplyError{c.asked, r}
	}
	return r, nil
}

// lost is err, of the connection, with where it happened.
func (c *Client) lost(err error) error {
	c.broken = true
	return &LostError{Command: c.asked, Sent: c.sent, Err: err}
}

// chunk is how much of an article is written, or read, before the clock starts anew.
const chunk = 1 << 20

// writeArticle sends an article and the dot that ends it. Before the dot the server does
// not have it.
func (c *Client) writeArticle(article string) error {
	text := wireText(article)
	for len(text) > 0 {
		n := min(chunk, len(text))
		c.clock.Start(c.timeouts.Command)
		if c.sent = n == len(text); c.sent {
			// The last piece may arrive, dot and all, though writing it fails.
			return c.write(text)
		}
		if err := c.write(text[:n]); err != nil {
			return err
		}
		text = text[n:]
	}
	return nil
}

// wireText is an article as it goes over the wire, the dot that ends it included: lines
// end with CRLF, and a dot that begins one is doubled (nntplib.py: post).
func wireText(article string) []byte {
	b := make([]byte, 0, len(article)+len(article)/32+16)
	for line := range strings.Lines(article) {
		if line[0] == '.' {
			b = append(b, '.')
		}
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		b = append(append(b, line...), "\r\n"...)
	}
	return append(b, ".\r\n"...)
}

// text sends a command whose answer is a text, which it returns.
func (c *Client) text(ctx context.Context, command string, code int) (string, error) {
	defer c.clock.Watch(ctx)()
	r, err := c.do(command)
	if err != nil {
		return "", err
	}
	if r.Code != code {
		return "", &ReplyError{c.asked, r}
	}
	var b strings.Builder
	dots := textproto.NewReader(c.in).DotReader()
	for n := int64(chunk); n == chunk; {
		c.clock.Start(c.timeouts.Command)
		if n, err = io.CopyN(&b, dots, chunk); err != nil && err != io.EOF {
			return "", c.lost(err)
		}
		if b.Len() > c.maxArticle {
			c.broken = true // the rest of it is not worth reading
			return "", fmt.Errorf("%s: %w", command, ErrTooLong)
		}
	}
	return b.String(), nil
}

// Close closes the connection. If the server is still there, it says QUIT first.
func (c *Client) Close() {
	defer c.conn.Close()
	if c.broken {
		return
	}
	c.asked = "QUIT"
	c.clock.Start(c.timeouts.Aside)
	if c.write([]byte("QUIT\r\n")) == nil {
		_, _ = c.read()
	}
}
