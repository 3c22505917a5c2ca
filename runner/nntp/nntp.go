// SPDX-License-Identifier: GPL-2.0-or-later

// Package nntp is the client's side of NNTP (RFC 3977) as Mailman speaks it: the dialogue
// of Python's nntplib (nntplib.py of Python 2.7), in the same words.
//
//	Connect    greeting, MODE READER, AUTHINFO (RFC 4643)    nntplib.py: NNTP.__init__
//	Post       POST and the article                          post
//	Group      GROUP                                         group
//	Head Body  HEAD, BODY                                    head, body
//	Has        STAT with a Message-ID                        stat
//	Close      QUIT                                          quit
//
// It differs from nntplib in these things:
//
//   - Every answer has its time (Timeouts); nntplib waits for ever.
//   - A line of an article may be of any length. nntplib gives up at 2048 bytes, and takes
//     the rest of the article for answers to the commands that follow.
//   - An article may have MaxArticle bytes, and a line of an answer 8 KiB.
//   - A line of an article never ends with CR CR LF, which servers refuse.
//   - The name of a group, a user or a password that has a line end in it is refused
//     here: it would be a command of its own.
//   - ~/.netrc is not read for a name and a password.
//
// A failure is a value with facts: ReplyError (the server answered something else than
// what allows to go on) or LostError (the connection broke, the server fell silent or
// what it says is not NNTP), which tells whether the server may have accepted the article
// all the same.
//
// Why no library: there is none in Go that is kept; those there were have neither timeouts
// nor bounds.
package nntp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"
)

// MaxArticle is how long the head or the body of an article may be, in bytes, unless the
// Server says otherwise.
const MaxArticle = 64 << 20

// Server is how to reach a news server.
type Server struct {
	Host, Port string // the port a number or the name of a service
	Dial       func(ctx context.Context, network, address string) (net.Conn, error)
	User       string // the name for AUTHINFO; empty without a login
	Password   string
	Timeouts   Timeouts
	MaxArticle int // how long the head or the body of an article may be, in bytes; 0: MaxArticle
}

// Timeouts are how long the server may take to answer.
type Timeouts struct {
	Command time.Duration // for a command, and to take or send a piece of an article
	End     time.Duration // to answer an article
	Aside   time.Duration // to answer QUIT: no article depends on this
	Stop    time.Duration // for whatever is under way when the context ends
}

// DefaultTimeouts cut off no server that works: RFC 3977 names none for clients, so they
// are those of RFC 5321 section 4.5.3.2.
var DefaultTimeouts = Timeouts{
	Command: 5 * time.Minute,
	End:     10 * time.Minute,
	Aside:   10 * time.Second,
	Stop:    10 * time.Second,
}

// Connect makes a connection in reader mode, logged in if the server is to be told a
// user.
func Connect(ctx context.Context, s Server) (*Client, error) {
	dialing, cancel := context.WithTimeout(ctx, s.Timeouts.Command)
	defer cancel()
	conn, err := s.Dial(dialing, "tcp", net.JoinHostPort(s.Host, s.Port))
	if err != nil {
		return nil, err
	}
	c := newClient(conn, s.Timeouts)
	c.maxArticle = cmp.Or(s.MaxArticle, MaxArticle)
	defer c.clock.Watch(ctx)()
	if err := c.introduce(s.User, s.Password); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// introduce says everything that comes before the first article. Servers do not agree
// whether MODE READER comes before or behind AUTHINFO.
func (c *Client) introduce(user, password string) error {
	c.asked = "the connection"
	c.clock.Start(c.timeouts.Command)
	if _, err := c.read(); err != nil {
		return err
	}
	needsLogin, err := c.readerMode(user != "")
	if err != nil || user == "" {
		return err
	}
	if err := c.login(user, password); err != nil {
		return err
	}
	if needsLogin {
		_, err = c.readerMode(false)
	}
	return err
}

// readerMode asks for a connection that articles can be read and posted over. A server
// that knows no MODE READER needs none. needsLogin tells that it wants AUTHINFO first.
func (c *Client) readerMode(canLogin bool) (needsLogin bool, err error) {
	_, err = c.do("mode reader")
	var refused *ReplyError
	switch {
	case !errors.As(err, &refused):
		return false, err
	case refused.ForGood():
		return false, nil
	case canLogin && refused.Code == 480:
		return true, nil
	}
	return false, err
}

// login is AUTHINFO USER and, where the server asks for it, PASS.
func (c *Client) login(user, password string) error {
	r, err := c.do("authinfo user " + user)
	if err != nil || r.Code != 381 {
		return err
	}
	if password == "" {
		return &ReplyError{c.asked, r}
	}
	if r, err = c.do("authinfo pass " + password); err == nil && r.Code != 281 {
		err = &ReplyError{c.asked, r}
	}
	return err
}

// Post posts an article: header, an empty line and body, in lines that end with LF. Where
// the error is a ReplyError the server does not have it.
func (c *Client) Post(ctx context.Context, article string) error {
	defer c.clock.Watch(ctx)()
	r, err := c.do("POST")
	if err != nil {
		return err
	}
	if r.Code/100 != 3 {
		return &ReplyError{c.asked, r}
	}
	c.asked = Article
	if err := c.writeArticle(article); err != nil {
		return err
	}
	c.clock.Start(c.timeouts.End)
	_, err = c.read()
	return err
}

// Range is which articles of a newsgroup there are: numbers from First to Last. Some of
// them may be missing; where Last is less than First all are.
type Range struct{ First, Last int64 }

// Group chooses a newsgroup.
func (c *Client) Group(ctx context.Context, name string) (Range, error) {
	defer c.clock.Watch(ctx)()
	r, err := c.do("GROUP " + name)
	if err != nil {
		return Range{}, err
	}
	var count int64
	var found Range
	if _, err := fmt.Sscanf(r.Line, "211 %d %d %d", &count, &found.First, &found.Last); err != nil {
		return Range{}, &ReplyError{c.asked, r}
	}
	return found, nil
}

// Head is the header of an article of the group, without the line that ends it, in lines
// that end with LF.
func (c *Client) Head(ctx context.Context, number int64) (string, error) {
	return c.text(ctx, fmt.Sprintf("HEAD %d", number), 221)
}

// Body is the body of an article of the group, in lines that end with LF.
func (c *Client) Body(ctx context.Context, number int64) (string, error) {
	return c.text(ctx, fmt.Sprintf("BODY %d", number), 222)
}

// Has tells whether the server has the article of that Message-ID. It is false where the
// server does not say so.
func (c *Client) Has(ctx context.Context, id string) (bool, error) {
	defer c.clock.Watch(ctx)()
	r, err := c.do("STAT " + id)
	if errors.As(err, new(*ReplyError)) {
		return false, nil
	}
	return err == nil && r.Code == 223, err
}

// checkLine refuses a command with a line end in it, which would be several commands.
func checkLine(line string) error {
	if strings.ContainsAny(line, "\r\n\x00") {
		return fmt.Errorf("%q has a line end in it, and is not sent to the news server", line)
	}
	return nil
}
