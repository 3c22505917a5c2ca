// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"context"
	"errors"
	"fmt"
)

// Transaction is one message on its way to some recipients.
type Transaction struct {
	Sender     string
	Recipients []string
	Text       []byte // the message, made by WireText
	Size       int    // the message's size in bytes before WireText, for the SIZE extension
}

// Send carries out a transaction (smtplib.py: sendmail). Without an error at
// least one recipient was accepted, and it returns the others. The
// error is *AllRefused, *ReplyError or *LostError; after one the connection
// shall be closed.
func (c *Client) Send(ctx context.Context, t Transaction) ([]Refusal, error) {
	defer c.clock.Watch(ctx)()
	c.state = Envelope
	refused, err := c.envelope(t)
	if err != nil {
		return nil, err
	}
	if len(refused) == len(t.Recipients) {
		return nil, c.reset(&AllRefused{refused})
	}
	return refused, c.data(t.Text)
}

// envelope sends MAIL and the RCPTs and returns the recipients that were refused.
// An address that can't be sent is refused here.
func (c *Client) envelope(t Transaction) (refused []Refusal, err error) {
	sender, err := path(t.Sender)
	if err != nil {
		return nil, &ReplyError{"MAIL", Reply{553, "not sent: " + err.Error()}}
	}
	names, paths, refused := sendable(t.Recipients)
	if len(paths) == 0 {
		return refused, nil
	}
	var mail Reply
	c.asked = "MAIL"
	err = c.each(1+len(paths), func(b []byte, i int) []byte {
		if i == 0 {
			return c.appendMail(b, sender, t.Size)
		}
		b = append(b, "rcpt TO:<"...)
		return append(append(b, paths[i-1]...), ">\r\n"...)
	}, func(i int, r Reply) bool {
		c.asked = "RCPT"
		switch {
		case i == 0:
			mail = r
		case mail.Code == 250 && r.Code != 250 && r.Code != 251:
			refused = append(refused, Refusal{names[i-1], r})
		}
		return mail.Code == 250
	})
	if mail.Code != 0 && mail.Code != 250 {
		refusal := &ReplyError{"MAIL", mail}
		if err != nil { // the refusal counts: without pipelining nothing would have been sent after it
			return nil, refusal
		}
		return nil, c.reset(refusal)
	}
	return refused, err
}

// sendable divides recipients into those whose address can stand in a
// command, with what to send of it, and the others.
func sendable(recipients []string) (names, paths []string, refused []Refusal) {
	names, paths = make([]string, 0, len(recipients)), make([]string, 0, len(recipients))
	for _, name := range recipients {
		p, err := path(name)
		if err != nil {
			refused = append(refused, Refusal{name, Reply{553, "not sent: " + err.Error()}})
			continue
		}
		names, paths = append(names, name), append(paths, p)
	}
	return names, paths, refused
}

func (c *Client) appendMail(b []byte, sender string, size int) []byte {
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
func (c *Client) data(text []byte) error {
	r, err := c.do("data", c.timeouts.Data)
	if err != nil {
		return err
	}
	if r.Code != 354 {
		return &ReplyError{"DATA", r}
	}
	c.state, c.asked = Sending, "the message"
	for len(text) > 0 {
		n := min(block, len(text))
		c.clock.Start(c.timeouts.Block)
		if err := c.write(text[:n]); err != nil {
			return err
		}
		text = text[n:]
	}
	c.state = Sent
	c.clock.Start(c.timeouts.End)
	if r, err = c.read(); err != nil {
		return err
	}
	if r.Code != 250 {
		return c.reset(&ReplyError{"the message", r})
	}
	c.state = Idle
	return nil
}

// reset ends a transaction that failed for cause. As with smtplib a connection
// that is lost here was lost, whatever the server had said before. Where it only
// takes its time, what it said counts.
func (c *Client) reset(cause error) error {
	_, err := c.do("rset", c.timeouts.Aside)
	var lost *LostError
	if errors.As(err, &lost) && !lost.Timeout() {
		return err
	}
	return cause
}
