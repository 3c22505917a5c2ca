// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/deadline"
)

// State is how far a transaction has come.
type State int

// The states of a connection. A message whose transaction ends in Sending or
// before was not accepted.
const (
	Idle     State = iota // no transaction is under way
	Envelope              // MAIL, RCPT, DATA: nothing of the message was sent
	Sending               // a part of the message was sent, but not its end
	Sent                  // all of it was sent; the server may have accepted it
)

// Client is a connection to an SMTP server. It is not for several goroutines.
type Client struct {
	conn     net.Conn
	clock    *deadline.Clock
	in       *bufio.Reader
	timeouts Timeouts
	debug    func(line string) // nil without debug output
	features map[string]string // EHLO keywords, lower case, with parameters; nil without ESMTP
	command  []byte            // commands being written
	asked    string            // the command that waits for an answer, for messages
	state    State
	broken   bool // the connection failed with a LostError
	closing  bool // the server said 421: it is about to hang up
}

// readBuffer is also how long a line of an answer may be. smtplib has the same
// limit (smtplib.py: _MAXLINE).
const readBuffer = 8192

func newClient(conn net.Conn, t Timeouts) *Client {
	return &Client{
		conn: conn, clock: deadline.New(conn, t.Stop), in: bufio.NewReaderSize(conn, readBuffer), timeouts: t,
	}
}

// State is how far the last transaction has come.
func (c *Client) State() State { return c.state }

// Closing tells whether the server said 421: it is about to hang up (RFC 5321
// section 3.8).
func (c *Client) Closing() bool { return c.closing }

func (c *Client) write(b []byte) error {
	if c.debug != nil {
		c.debug("send: " + pyvalue.Repr(pyvalue.Str(b)))
	}
	if _, err := c.conn.Write(b); err != nil {
		return c.lost(err)
	}
	return nil
}

func (c *Client) read() (Reply, error) {
	r, err := readReply(c.in)
	if err != nil {
		return r, c.lost(err)
	}
	if c.debug != nil {
		c.debug(fmt.Sprintf("reply: retcode (%d); Msg: %s", r.Code, r.Text))
	}
	if r.Code == 421 {
		c.closing = true
	}
	return r, nil
}

// lost is err, of the connection, with where it happened.
func (c *Client) lost(err error) error {
	c.broken = true
	return &LostError{Command: c.asked, State: c.state, Err: err}
}

// do sends one command and returns the answer, for which it waits so long.
func (c *Client) do(command string, wait time.Duration) (Reply, error) {
	verb, _, _ := strings.Cut(command, " ")
	c.asked = strings.ToUpper(verb)
	return c.say(command, wait)
}

// say sends a line that belongs to the command before, and must not stand in a
// message of ours.
func (c *Client) say(line string, wait time.Duration) (Reply, error) {
	c.clock.Start(wait)
	if err := c.write([]byte(line + "\r\n")); err != nil {
		return Reply{}, err
	}
	return c.read()
}

// group is how many commands are sent before their replies are read. The
// replies to that many never fill a socket's buffer.
const group = 100

// each sends n commands, several at once if the server allows, and hands over
// each reply. When got returns false no more are sent.
func (c *Client) each(n int, command func(b []byte, i int) []byte, got func(i int, r Reply) bool) error {
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
		c.clock.Start(c.timeouts.Command)
		if err := c.write(c.command); err != nil {
			return err
		}
		for k := i; k < end; k++ {
			if c.in.Buffered() == 0 {
				c.clock.Start(c.timeouts.Command) // each answer has its own time: some servers are slow
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

// Alive tells whether the server is still there (NOOP), and has not said
// goodbye. What else it answers does not matter.
func (c *Client) Alive(ctx context.Context) bool {
	defer c.clock.Watch(ctx)()
	_, err := c.do("noop", c.timeouts.Aside)
	return err == nil && !c.closing
}

// Close closes the connection. If the server is still there, it says
// QUIT first.
func (c *Client) Close() {
	defer c.conn.Close()
	if c.broken {
		return
	}
	c.asked = "QUIT"
	c.clock.Start(c.timeouts.Aside)
	if c.write([]byte("quit\r\n")) == nil {
		c.read()
	}
}
