// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"mmgen/runner/pickle"
)

// timeouts are how long the server may take. They are those that RFC 5321
// section 4.5.3.2 asks for, so that no server that works is cut off.
type timeouts struct {
	command time.Duration // for the greeting and most commands
	block   time.Duration // to take a piece of the message
	end     time.Duration // to answer the final dot
	quit    time.Duration // to say goodbye, which we need not hear
	stop    time.Duration // for whatever is under way when the context ends
}

var rfcTimeouts = timeouts{
	command: 5 * time.Minute,
	block:   3 * time.Minute,
	end:     10 * time.Minute,
	quit:    10 * time.Second,
	stop:    10 * time.Second,
}

// client is a connection to an SMTP server. It says what smtplib.py says, in
// the same words, and takes the answers in the same way; only where the server
// offers PIPELINING (RFC 2920) it does not wait for each of them.
//
// (go-smtp's client gives up on greetings and EHLO answers that smtplib lives
// with, takes replies apart that Mailman logs as they are, and does not
// pipeline, which costs fifty times the CPU for a large list.)
type client struct {
	conn     net.Conn
	socket   net.Conn // conn, or what lies below its TLS: the clock runs there
	in       *bufio.Reader
	timeouts timeouts
	ctx      context.Context   // of the call under way
	debug    func(line string) // smtplib's debug output; nil for none
	features map[string]string // EHLO keywords, lower case, with parameters; nil without ESMTP
	command  []byte            // commands being written

	closing bool // the server said 421: it is about to hang up
	sent    bool // some of the message text of the last transaction was sent
}

func newClient(conn net.Conn, t timeouts) *client {
	return &client{conn: conn, socket: conn, in: bufio.NewReaderSize(conn, 8192), timeouts: t}
}

// arm sets how long the next reads and writes may take. When the context has
// ended, or ends meanwhile (see watch), it is not long.
func (c *client) arm(d time.Duration) {
	c.socket.SetDeadline(time.Now().Add(d))
	if c.ctx.Err() != nil {
		c.socket.SetDeadline(time.Now().Add(min(d, c.timeouts.stop)))
	}
}

// watch lets the context of a call shorten what is under way. The caller
// calls stop when the call is over.
func (c *client) watch(ctx context.Context) (stop func() bool) {
	c.ctx = ctx
	return context.AfterFunc(ctx, func() {
		c.socket.SetDeadline(time.Now().Add(c.timeouts.stop))
	})
}

func (c *client) write(b []byte) error {
	if c.debug != nil {
		c.debug("send: " + pickle.Repr(pickle.Str(b)))
	}
	if _, err := c.conn.Write(b); err != nil {
		return &lostError{err}
	}
	return nil
}

func (c *client) read() (reply, error) {
	r, err := readReply(c.in)
	if err != nil {
		return r, err
	}
	if c.debug != nil {
		c.debug(fmt.Sprintf("reply: retcode (%d); Msg: %s", r.code, r.text))
	}
	if r.code == 421 {
		c.closing = true
	}
	return r, nil
}

// do sends one command and returns the answer.
func (c *client) do(command string) (reply, error) {
	c.arm(c.timeouts.command)
	if err := c.write([]byte(command + "\r\n")); err != nil {
		return reply{}, err
	}
	return c.read()
}

// group is how many commands are sent before their replies are read. The
// replies to that many never fill a socket's buffer.
const group = 100

// each sends n commands, several at once if the server allows, and hands over
// each reply. When got returns false no more are sent.
func (c *client) each(n int, command func(b []byte, i int) []byte, got func(i int, r reply) bool) error {
	size := 1
	if _, ok := c.features["pipelining"]; ok {
		size = group
	}
	for i, goOn := 0, true; goOn && i < n; i += size {
		end := min(i+size, n)
		c.command = c.command[:0]
		for k := i; k < end; k++ {
			c.command = command(c.command, k)
		}
		c.arm(c.timeouts.command)
		if err := c.write(c.command); err != nil {
			return err
		}
		for k := i; k < end; k++ {
			if c.in.Buffered() == 0 {
				c.arm(c.timeouts.command) // for each anew: some servers take their time
			}
			r, err := c.read()
			if err != nil {
				return err
			}
			goOn = got(k, r) && goOn
		}
	}
	return nil
}

// greeting reads what the server says first. smtplib does not look at its
// code; a server that means it says so again when it is greeted.
func (c *client) greeting() (reply, error) {
	c.arm(c.timeouts.command)
	return c.read()
}

// hello greets the server, with HELO if it does not take EHLO (smtplib.py:
// ehlo_or_helo_if_needed).
func (c *client) hello(name string) error {
	r, err := c.ehlo(name)
	if err != nil || r.ok() {
		return err
	}
	if r, err = c.do("helo " + name); err != nil || r.ok() {
		return err
	}
	return &replyError{"HELO", r}
}

// ehlo sends EHLO and learns what the server offers.
func (c *client) ehlo(name string) (reply, error) {
	c.features = nil
	r, err := c.do("ehlo " + name)
	if err == nil && r.code == 250 {
		c.features = parseFeatures(r.text)
	}
	return r, err
}

// parseFeatures reads the answer to EHLO. Some servers write AUTH=LOGIN.
func parseFeatures(text string) map[string]string {
	features := map[string]string{}
	_, text, _ = strings.Cut(text, "\n")
	for line := range strings.SplitSeq(text, "\n") {
		keyword, params, _ := strings.Cut(line, " ")
		keyword = strings.ToLower(keyword)
		if mechanism, ok := strings.CutPrefix(keyword, "auth="); ok {
			keyword, params = "auth", line[len(keyword)-len(mechanism):]
		}
		if keyword == "auth" {
			params = features[keyword] + " " + params
		}
		features[keyword] = strings.TrimSpace(params)
	}
	return features
}
