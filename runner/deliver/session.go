// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"mmgen/generator/mmcfg"
	"mmgen/runner/pickle"
	"mmgen/runner/site"
)

// AwayError says that there is nobody to deliver to: nobody listens, the
// connection is lost before the greeting, or the greeting says that it is no
// good time (4xx). What was to be delivered is as it was, for a later try.
type AwayError struct {
	Server string // where it should be, and which settings say so
	Err    error
}

func (e *AwayError) Error() string {
	return fmt.Sprintf("can't reach the mail server at %s: %v", e.Server, e.Err)
}

func (e *AwayError) Unwrap() error { return e.Err }

// introError says that there is a server, but that it would not have us: what
// went wrong was said before the first MAIL.
type introError struct{ error }

func (e *introError) Unwrap() error { return e.error }

// session is the way to the site's SMTP server: a connection that is made when
// it is needed and kept for the next message (SMTPDirect.py: Connection, which
// lives for one message only).
type session struct {
	site     *site.Site
	timeouts timeouts

	client *client // nil where there is no connection
	left   int     // transactions that may still go over it; 0 or less: any number
	older  bool    // it was made for an earlier message
	asleep bool    // and nobody has looked yet whether it is still there
}

// begin says that another message comes.
func (s *session) begin() { s.older, s.asleep = s.client != nil, s.client != nil }

// send carries out a transaction over the connection. The errors are those of
// client.send and open. After an error the connection is closed, as after as
// many transactions as SMTP_MAX_SESSIONS_PER_CONNECTION allows.
//
// A message must not suffer for those before it. If a connection that served
// them is gone, or the server now closes it with a 421 (it may have had its
// number of messages, or of errors), there is another.
func (s *session) send(ctx context.Context, t transaction) ([]refusal, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	refused, err := s.try(ctx, t)
	if err != nil && s.older && s.client.closing && !s.client.sent {
		s.drop(err)
		if err := s.ready(ctx); err != nil {
			return nil, err
		}
		refused, err = s.try(ctx, t)
	}
	if s.left--; err != nil || s.left == 0 || s.client.closing {
		s.drop(err)
	}
	return refused, err
}

// ready sees to it that there is a connection.
func (s *session) ready(ctx context.Context) error {
	if s.asleep {
		s.asleep = false
		defer s.client.watch(ctx)()
		if _, err := s.client.do("noop"); err != nil || s.client.closing {
			s.drop(err)
		}
	}
	if s.client != nil {
		return nil
	}
	s.older = false
	s.left = s.site.Settings.Int("SMTP_MAX_SESSIONS_PER_CONNECTION")
	return s.open(ctx)
}

func (s *session) try(ctx context.Context, t transaction) ([]refusal, error) {
	defer s.client.watch(ctx)()
	return s.client.send(t)
}

// drop closes the connection after err, nil for none.
func (s *session) drop(err error) {
	if s.client != nil {
		s.client.end(err)
	}
	s.client = nil
}

// open connects, greets, encrypts and logs in.
func (s *session) open(ctx context.Context) error {
	host, port, err := serverAddress(s.site.Settings)
	address := net.JoinHostPort(host, port)
	server := address + " (SMTPHOST, SMTPPORT)"
	if err != nil {
		return &AwayError{server, err}
	}
	dialing, cancel := context.WithTimeout(ctx, s.timeouts.command)
	defer cancel()
	conn, err := s.site.Dial(dialing, "tcp", address)
	if err != nil {
		return &AwayError{server, err}
	}
	c := newClient(conn, s.timeouts)
	if level := s.site.Settings.Int("SMTPLIB_DEBUG_LEVEL"); level > 0 {
		c.debug = func(line string) { s.site.Logs.Logf("error", "%s", line) }
	}
	defer c.watch(ctx)()
	r, err := c.greeting()
	if err == nil && r.code/100 == 4 {
		err = &replyError{"the connection", r}
	}
	if err != nil {
		c.conn.Close()
		return &AwayError{server, err}
	}
	if err := s.introduce(c, host); err != nil {
		c.end(err)
		return &introError{err}
	}
	s.client = c
	return nil
}

// introduce says everything that comes before the first MAIL
// (SMTPDirect.py: Connection.__connect).
func (s *session) introduce(c *client, host string) error {
	name := helloName(s.site.Hostname, c.conn.LocalAddr())
	if !s.site.Settings.Bool("SMTP_AUTH") {
		return c.hello(name)
	}
	if s.site.Settings.Bool("SMTP_USE_TLS") {
		if err := c.startTLS(host, name); err != nil {
			s.site.Logs.Logf("smtp-failure", "SMTP TLS error: %s", pythonText(err))
			return err
		}
		if _, err := c.ehlo(s.site.Settings.Str("SMTP_HELO_HOST")); err != nil {
			s.site.Logs.Logf("smtp-failure", "SMTP EHLO error: %s", pythonText(err))
			return err
		}
	} else if err := c.hello(name); err != nil {
		s.site.Logs.Logf("smtp-failure", "SMTP HELO error: %s", pythonText(err))
		return err
	}
	err := c.login(s.site.Settings.Str("SMTP_USER"), s.site.Settings.Str("SMTP_PASSWD"))
	var refused *replyError
	switch {
	case errors.As(err, &refused):
		s.site.Logs.Logf("smtp-failure", "SMTP AUTH error: %s", pythonText(err))
	case err != nil:
		s.site.Logs.Logf("smtp-failure", "SMTP - no suitable authentication method found: %s", pythonText(err))
	}
	return err
}

// pythonText is str(exception), as the log has it.
func pythonText(err error) string {
	var refused *replyError
	if errors.As(err, &refused) {
		return fmt.Sprintf("(%d, %s)", refused.code, pickle.Repr(pickle.Str(refused.text)))
	}
	return err.Error()
}

// serverAddress is where the settings say that the server is. SMTPPORT may be
// a number or a name; where it is none, a number may stand behind the host's
// name; else it is 25 (smtplib.py: connect).
func serverAddress(set *mmcfg.Settings) (host, port string, err error) {
	host, port = set.Str("SMTPHOST"), set.Str("SMTPPORT")
	if n := set.Int("SMTPPORT"); port == "" && n != 0 {
		port = strconv.Itoa(n)
	}
	if port == "" && strings.Count(host, ":") == 1 {
		host, port, _ = strings.Cut(host, ":")
		if _, err := strconv.Atoi(port); err != nil {
			return host, port, fmt.Errorf("nonnumeric port %q", port)
		}
	}
	if port == "" {
		port = "25"
	}
	return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"), port, nil
}

// helloName is how we introduce ourselves: our full host name or, where there
// is none, our address (smtplib.py: SMTP.__init__).
func helloName(hostname string, local net.Addr) string {
	if strings.Contains(hostname, ".") {
		return hostname
	}
	tcp, ok := local.(*net.TCPAddr)
	switch {
	case !ok:
		return "[127.0.0.1]"
	case tcp.IP.To4() == nil:
		return "[IPv6:" + tcp.IP.String() + "]"
	}
	return "[" + tcp.IP.String() + "]"
}
