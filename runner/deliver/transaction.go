// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"errors"
	"fmt"
)

// transaction is one message on its way to some recipients.
type transaction struct {
	sender     string
	recipients []string
	text       []byte // from wireText
	size       int    // of the message before wireText
	mangled    int    // the same, with `From ` lines as in a mailbox
}

// send carries out a transaction (smtplib.py: sendmail). Without an error at
// least one recipient was accepted, and it returns those who were not. The
// error is *allRefused, *replyError or *lostError.
func (c *client) send(t transaction) ([]refusal, error) {
	c.sent = false
	refused, err := c.envelope(t)
	if err != nil {
		return nil, err
	}
	if len(refused) == len(t.recipients) {
		return nil, c.reset(&allRefused{refused})
	}
	return refused, c.data(t.text)
}

// envelope sends MAIL and the RCPTs and returns who was refused. An address
// that can't be sent is refused here.
func (c *client) envelope(t transaction) (refused []refusal, err error) {
	sender, err := path(t.sender)
	if err != nil {
		return nil, &replyError{"MAIL", reply{553, "not sent: " + err.Error()}}
	}
	names, paths, refused := sendable(t.recipients)
	if len(paths) == 0 {
		return refused, nil
	}
	var mail reply
	err = c.each(1+len(paths), func(b []byte, i int) []byte {
		if i == 0 {
			return c.appendMail(b, sender, t.size)
		}
		b = append(b, "rcpt TO:<"...)
		return append(append(b, paths[i-1]...), ">\r\n"...)
	}, func(i int, r reply) bool {
		switch {
		case i == 0:
			mail = r
		case mail.code == 250 && r.code != 250 && r.code != 251:
			refused = append(refused, refusal{names[i-1], r})
		}
		return mail.code == 250
	})
	if err == nil && mail.code != 250 {
		err = c.reset(&replyError{"MAIL", mail})
	}
	return refused, err
}

// sendable divides recipients into those whose address can stand in a
// command, with what to send of it, and the others.
func sendable(recipients []string) (names, paths []string, refused []refusal) {
	names, paths = make([]string, 0, len(recipients)), make([]string, 0, len(recipients))
	for _, name := range recipients {
		p, err := path(name)
		if err != nil {
			refused = append(refused, refusal{name, reply{553, "not sent: " + err.Error()}})
			continue
		}
		names, paths = append(names, name), append(paths, p)
	}
	return names, paths, refused
}

func (c *client) appendMail(b []byte, sender string, size int) []byte {
	b = append(b, "mail FROM:<"...)
	b = append(append(b, sender...), '>')
	if _, ok := c.features["size"]; ok {
		b = fmt.Appendf(b, " size=%d", size)
	}
	return append(b, "\r\n"...)
}

// block is how much of a message is sent before the clock starts anew.
const block = 256 << 10

// data sends DATA and the text.
func (c *client) data(text []byte) error {
	r, err := c.do("data")
	if err != nil {
		return err
	}
	if r.code != 354 {
		return &replyError{"DATA", r}
	}
	c.sent = true
	for len(text) > 0 {
		n := min(block, len(text))
		c.arm(c.timeouts.block)
		if err := c.write(text[:n]); err != nil {
			return err
		}
		text = text[n:]
	}
	c.arm(c.timeouts.end)
	if r, err = c.read(); err != nil {
		return err
	}
	if r.code != 250 {
		return c.reset(&replyError{"the message", r})
	}
	return nil
}

// reset ends a transaction that failed. As with smtplib a connection that is
// lost here was lost, whatever the server had said before.
func (c *client) reset(cause error) error {
	if _, err := c.do("rset"); err != nil {
		return err
	}
	return cause
}

// end closes the connection after err, nil for none; it says goodbye if
// somebody is there to hear it.
func (c *client) end(err error) {
	defer c.conn.Close()
	if errors.As(err, new(*lostError)) {
		return
	}
	c.arm(c.timeouts.quit)
	if c.write([]byte("quit\r\n")) == nil {
		c.read()
	}
}
