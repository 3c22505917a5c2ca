// SPDX-License-Identifier: GPL-2.0-or-later

package fakesmtp

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"regexp"
	"strings"
)

// session is one connection.
type session struct {
	server  *Server
	conn    net.Conn
	socket  net.Conn // conn, or what lies below its TLS
	number  int
	in      *bufio.Reader
	out     *bufio.Writer
	current int // index of the open transaction, -1 for none
}

func newSession(server *Server, conn net.Conn, number int) *session {
	return &session{
		server: server, conn: conn, socket: conn, number: number,
		in: bufio.NewReader(conn), out: bufio.NewWriter(conn), current: -1,
	}
}

// run answers until somebody hangs up.
func (s *session) run() {
	ok := s.event(Connect, "", "220 sink ESMTP", func(*Transaction, string) {})
	for ok {
		line, err := s.readLine()
		if err != nil {
			return
		}
		ok = s.command(line)
	}
	s.out.Flush()
}

// readLine sends what is to be sent before it waits: a client may send
// several commands at once (RFC 2920).
func (s *session) readLine() (string, error) {
	if s.in.Buffered() == 0 {
		if err := s.out.Flush(); err != nil {
			return "", err
		}
	}
	line, err := s.in.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	s.server.mu.Lock()
	s.server.lines = append(s.server.lines, line)
	s.server.mu.Unlock()
	return line, nil
}

// command answers one line; false means that the session is over.
func (s *session) command(line string) bool {
	verb, args, _ := strings.Cut(line, " ")
	switch strings.ToUpper(verb) {
	case "EHLO":
		return s.simple(Helo, line, s.extensions())
	case "HELO":
		return s.simple(Helo, line, "250 sink")
	case "MAIL":
		return s.mail(args)
	case "RCPT":
		return s.rcpt(args)
	case "DATA":
		return s.data(line)
	case "RSET":
		ok := s.simple(Rset, line, "250 ok")
		s.current = -1
		return ok
	case "NOOP":
		return s.simple(Noop, line, "250 ok")
	case "QUIT":
		s.simple(Quit, line, "221 bye")
		return false
	case "AUTH":
		return s.auth(line, args)
	case "STARTTLS":
		return s.startTLS(line)
	}
	return s.send("500 unknown command")
}

// simple answers a command that leaves no trace in the transcript.
func (s *session) simple(event, text, agree string) bool {
	return s.event(event, text, agree, func(*Transaction, string) {})
}

// event finds the rule for an event, notes the reply (or that there is none)
// in the open transaction and sends it.
func (s *session) event(event, text, agree string, note func(t *Transaction, reply string)) bool {
	return s.obey(s.rule(event, text), event, agree, note)
}

func (s *session) rule(event, text string) Rule {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	return s.server.player.Next(event, text)
}

// obey does what a rule says, or agrees where there is none.
func (s *session) obey(rule Rule, event, agree string, note func(t *Transaction, reply string)) bool {
	if rule.Reply != "" {
		agree = rule.Reply
	}
	s.note(func(open *Transaction) {
		if rule.Silent() {
			open.Dropped = event
		} else {
			note(open, agree)
		}
	})
	switch {
	case rule.Hang:
		s.out.Flush()
		io.Copy(io.Discard, s.in)
	case rule.Endless != "":
		for s.send(rule.Endless) {
		}
	case rule.Reset:
		s.reset()
	}
	return !rule.Silent() && s.send(agree)
}

// note changes the open transaction, if there is one.
func (s *session) note(change func(*Transaction)) {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	open := &Transaction{}
	if s.current >= 0 {
		open = &s.server.transcript.Transactions[s.current]
	}
	change(open)
}

// reset has the connection closed with a RST, as when the server's machine was
// started anew.
func (s *session) reset() {
	if tcp, ok := s.socket.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
}

func (s *session) send(reply string) bool {
	for line := range strings.SplitSeq(reply, "\n") {
		s.out.WriteString(line + "\r\n")
	}
	return s.in.Buffered() > 0 || s.out.Flush() == nil
}

var path = regexp.MustCompile(`(?i)^(?:FROM|TO):\s*<([^>]*)>\s*(.*)$`)

// address takes the arguments of MAIL or RCPT apart.
func address(args string) (addr, params string) {
	if m := path.FindStringSubmatch(args); m != nil {
		return m[1], m[2]
	}
	return args, ""
}

func (s *session) mail(args string) bool {
	from, params := address(args)
	s.server.mu.Lock()
	all := &s.server.transcript.Transactions
	*all = append(*all, Transaction{Connection: s.number, MailFrom: Bytes(from), MailParams: params, Rcpts: []Recipient{}})
	s.current = len(*all) - 1
	s.server.mu.Unlock()
	return s.event(Mail, from, "250 ok", func(t *Transaction, reply string) { t.MailReply = reply })
}

func (s *session) rcpt(args string) bool {
	to, _ := address(args)
	if s.current < 0 {
		return s.send("503 MAIL first")
	}
	s.server.mu.Lock()
	t := &s.server.transcript.Transactions[s.current]
	t.Rcpts = append(t.Rcpts, Recipient{To: Bytes(to)})
	s.server.mu.Unlock()
	return s.event(Rcpt, to, "250 ok", func(t *Transaction, reply string) { t.Rcpts[len(t.Rcpts)-1].Reply = reply })
}

func (s *session) data(line string) bool {
	if s.current < 0 {
		return s.send("503 MAIL first")
	}
	var reply string
	if !s.event(Data, line, "354 go on", func(t *Transaction, r string) { t.DataReply, reply = r, r }) {
		return false
	}
	if !strings.HasPrefix(reply, "354") {
		return true
	}
	if s.out.Flush() != nil {
		return false
	}
	text, bare, err := readMessage(s.in)
	if err != nil {
		return false
	}
	s.server.mu.Lock()
	t := &s.server.transcript.Transactions[s.current]
	t.Data, t.BareNewlines = (*Bytes)(&text), bare
	s.server.mu.Unlock()
	ok := s.event(DataEnd, text, "250 ok", func(t *Transaction, r string) { t.DataEndReply = r })
	s.current = -1
	return ok
}

// readMessage reads up to the final dot. It returns the text with dots
// unstuffed and LF for CRLF, and how many CR or LF stood alone.
func readMessage(in *bufio.Reader) (text string, bare int, err error) {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return "", 0, err
		}
		if line == ".\r\n" {
			return b.String(), bare, nil
		}
		line = strings.TrimPrefix(line, ".")
		if content, ok := strings.CutSuffix(line, "\r\n"); ok {
			line = content + "\n"
		} else {
			bare++
		}
		bare += strings.Count(line, "\r")
		b.WriteString(line)
	}
}

func (s *session) startTLS(line string) bool {
	if s.server.script.TLS == nil {
		return s.send("502 no TLS here")
	}
	rule := s.rule(TLS, line)
	if !s.obey(rule, TLS, "220 go on", func(*Transaction, string) {}) || rule.Reply != "" {
		return !rule.Silent()
	}
	secure := tls.Server(s.conn, s.server.script.TLS)
	if secure.Handshake() != nil {
		return false
	}
	s.conn, s.in, s.out = secure, bufio.NewReader(secure), bufio.NewWriter(secure)
	return true
}
