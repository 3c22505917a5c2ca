// SPDX-License-Identifier: GPL-2.0-or-later

// Package smtp is the client's side of SMTP as Mailman speaks it: the dialogue
// of Python's smtplib (smtplib.py of Python 2.7), in the same words, with the
// answers taken in the same way.
//
//	Connect    greeting, EHLO or HELO, STARTTLS, AUTH      SMTPDirect.py: Connection
//	Send       MAIL, RCPT .., DATA, the message            smtplib.py: sendmail
//	Alive      NOOP, before a connection is used again
//	Close      QUIT
//
// It differs from smtplib in four things:
//
//   - Every answer has its time (Timeouts); smtplib waits for ever.
//   - Commands are sent without waiting for each answer where the server offers
//     PIPELINING (RFC 2920). Of the other extensions only SIZE, STARTTLS and AUTH
//     are used, as by smtplib.
//   - The server's certificate can be verified (Server.Roots).
//   - An address that could end a command early and begin another is refused
//     here.
//
// A failure is a value with facts: ReplyError (an answer after which the transaction
// can't go on), AllRefused (no recipient is left), LostError (the connection broke, the
// server fell silent or what it says is not SMTP), and around what Connect returns
// ConnectError (how far it had come). A LostError tells by its State whether the server
// may have accepted the message all the same.
//
// Why no library: the client of emersion/go-smtp, the best kept one, gives up on
// greetings and EHLO answers with which smtplib goes on, takes enhanced status
// codes out of texts that Mailman logs as they are, and can't pipeline, which
// costs fifty times the CPU for a message to 10,000 recipients. Only AUTH's
// PLAIN comes from a library (emersion/go-sasl).
package smtp

import (
	"context"
	"crypto/x509"
	"net"
	"time"
)

// Server is how to reach the site's mail server.
type Server struct {
	Host, Port string // the port is a number or the name of a service
	Dial       func(ctx context.Context, network, address string) (net.Conn, error)
	Name       string // this host's full name, for EHLO; see helloName
	Security   Security
	Login      *Login // nil without a login
	Timeouts   Timeouts
	Debug      func(line string) // gets the lines of smtplib's debug output; nil for nobody
}

// Login is how AUTH is to be carried out.
type Login struct {
	User, Password string
}

// Security says whether the connection is to be encrypted, and how the server has
// to prove its name.
type Security struct {
	StartTLS  bool
	HelloName string // for the EHLO that follows STARTTLS
	// Verify has the server's certificate checked: it must be made out to
	// Server.Host, and be signed by one of Roots. Nil Roots are those that the
	// machine trusts.
	Verify bool
	Roots  *x509.CertPool
}

// Timeouts are how long the server may take to answer.
type Timeouts struct {
	Command time.Duration // for the greeting, EHLO, AUTH, MAIL and RCPT
	Data    time.Duration // to answer DATA
	Block   time.Duration // to take a piece of the message
	End     time.Duration // to answer the final dot
	Aside   time.Duration // to answer RSET, NOOP and QUIT: no mail depends on these
	Stop    time.Duration // for whatever is under way when the context ends
}

// RFCTimeouts are those that RFC 5321 section 4.5.3.2 asks for, so that no
// server that works is cut off.
var RFCTimeouts = Timeouts{
	Command: 5 * time.Minute,
	Data:    2 * time.Minute,
	Block:   3 * time.Minute,
	End:     10 * time.Minute,
	Aside:   10 * time.Second,
	Stop:    10 * time.Second,
}

// Connect makes a connection over which messages can be sent. The error is a
// *ConnectError.
func Connect(ctx context.Context, s Server) (*Client, error) {
	dialing, cancel := context.WithTimeout(ctx, s.Timeouts.Command)
	defer cancel()
	conn, err := s.Dial(dialing, "tcp", net.JoinHostPort(s.Host, s.Port))
	if err != nil {
		return nil, &ConnectError{Dialing, err}
	}
	c := newClient(conn, s.Timeouts)
	c.debug = s.Debug
	defer c.clock.Watch(ctx)()
	if step, err := c.introduce(s); err != nil {
		c.Close()
		return nil, &ConnectError{step, err}
	}
	return c, nil
}

// introduce says everything that comes before the first MAIL, and tells how
// far it came (SMTPDirect.py: Connection.__connect).
func (c *Client) introduce(s Server) (Step, error) {
	if err := c.greeting(); err != nil {
		return Greeting, err
	}
	if err := c.hello(helloName(s.Name, c.conn.LocalAddr())); err != nil {
		return Hello, err
	}
	if s.Security.StartTLS {
		if err := c.startTLS(s.Host, s.Security); err != nil {
			return TLS, err
		}
		if _, err := c.ehlo(s.Security.HelloName); err != nil {
			return TLS, err
		}
	}
	if s.Login != nil {
		if err := c.login(s.Login.User, s.Login.Password); err != nil {
			return Auth, err
		}
	}
	return "", nil
}
