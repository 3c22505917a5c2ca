// SPDX-License-Identifier: GPL-2.0-or-later

package fakenntp

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
)

// session is one connection.
type session struct {
	server *Server
	conn   net.Conn
	number int
	in     *bufio.Reader
	group  Articles // that GROUP has chosen

	current int // index of the transaction at hand, -1 for none
}

func newSession(server *Server, conn net.Conn, number int) *session {
	return &session{server: server, conn: conn, number: number, in: bufio.NewReader(conn), current: -1}
}

// run answers until somebody hangs up.
func (s *session) run() {
	ok := s.simple(Connect, "", "200 sink")
	for ok {
		line, err := s.readLine()
		if err != nil {
			return
		}
		ok = s.command(line)
	}
}

func (s *session) readLine() (string, error) {
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
	case "MODE":
		return s.simple(Mode, line, "200 reader")
	case "AUTHINFO":
		return s.auth(line, args)
	case "POST":
		return s.post(line)
	case "GROUP":
		return s.simple(Group, line, s.choose(args))
	case "HEAD":
		return s.simple(Head, line, s.article(args, 221, func(head, _ string) string { return head }))
	case "BODY":
		return s.simple(Body, line, s.article(args, 222, func(_, body string) string { return body }))
	case "STAT":
		return s.simple(Stat, line, s.stat(args))
	case "QUIT":
		s.simple(Quit, line, "205 bye")
		return false
	}
	return s.send("500 unknown command")
}

// simple answers a command that leaves no trace in the transcript.
func (s *session) simple(event, text, agree string) bool {
	return s.event(event, text, agree, func(Rule, string) {})
}

// event does what the rule for an event says, or agrees where there is none. Before the
// client gets the reply, noted is told what it will be, "" for none.
func (s *session) event(event, text, agree string, noted func(rule Rule, reply string)) (ok bool) {
	s.server.mu.Lock()
	rule := s.server.player.Next(event, text)
	s.server.mu.Unlock()
	if rule.Reply != "" {
		agree = rule.Reply
	}
	if rule.Silent() {
		noted(rule, "")
	} else {
		noted(rule, agree)
	}
	switch {
	case rule.Hang:
		io.Copy(io.Discard, s.in)
	case rule.Endless != "":
		for s.send(rule.Endless) {
		}
	case rule.Reset:
		s.conn.(*net.TCPConn).SetLinger(0)
	}
	return !rule.Silent() && s.send(agree)
}

func (s *session) send(reply string) bool {
	text := strings.ReplaceAll(reply, "\n", "\r\n") + "\r\n"
	_, err := s.conn.Write([]byte(text))
	return err == nil
}

// note adds a transaction to the transcript, or changes the last one of this session.
func (s *session) note(change func(*Transaction)) {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	all := &s.server.transcript.Transactions
	if s.current < 0 {
		s.current = len(*all)
		*all = append(*all, Transaction{Connection: s.number})
	}
	change(&(*all)[s.current])
}

func (s *session) auth(line, args string) bool {
	s.current = -1
	s.note(func(t *Transaction) { t.Auth = line })
	if verb, _, _ := strings.Cut(strings.ToUpper(args), " "); verb == "USER" {
		return s.simple(Auth, line, "381 and the password")
	}
	return s.simple(Auth, line, "281 welcome")
}

func (s *session) post(line string) bool {
	s.current = -1
	var goOn bool
	ok := s.event(Post, line, "340 send it", func(_ Rule, reply string) {
		goOn = strings.HasPrefix(reply, "3")
		s.note(func(t *Transaction) { t.PostReply, t.Dropped = reply, droppedAt(Post, reply) })
	})
	if !ok || !goOn {
		return ok
	}
	return s.takeArticle()
}

// droppedAt is the event if there was no reply to it.
func droppedAt(event, reply string) string {
	if reply != "" {
		return ""
	}
	return event
}

// takeArticle takes what follows the answer to POST. A rule that hangs up and has a reply
// as well stands for a server whose answer gets lost: it has the article if that is a 2xx.
func (s *session) takeArticle() bool {
	text, bare, err := readArticle(s.in)
	if err != nil {
		return false
	}
	id := messageID(text)
	agree := "240 posted"
	if s.server.script.Unique && s.knows(id) {
		agree = "441 435 duplicate"
	}
	return s.event(PostEnd, text, agree, func(rule Rule, reply string) {
		if strings.HasPrefix(reply+rule.Reply, "2") {
			s.learn(id)
		}
		s.note(func(t *Transaction) {
			t.Article, t.BareReturns = (*Bytes)(&text), bare
			t.PostEndReply, t.Dropped = reply, droppedAt(PostEnd, reply)
		})
	})
}

func (s *session) knows(id string) bool {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	return s.server.known[id]
}

func (s *session) learn(id string) {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.known[id] = true
}

// messageID is that of an article; "" without one.
func messageID(article string) string {
	head, _, _ := strings.Cut(article, "\n\n")
	for line := range strings.SplitSeq(head, "\n") {
		name, value, _ := strings.Cut(line, ":")
		if strings.EqualFold(name, "Message-ID") {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// readArticle reads up to the final dot. It returns the text with dots unstuffed and LF
// for CRLF, and how many CRs stood alone.
func readArticle(in *bufio.Reader) (text string, bare int, err error) {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return "", 0, err
		}
		if line == ".\r\n" {
			return b.String(), bare, nil
		}
		line = strings.TrimSuffix(strings.TrimPrefix(line, "."), "\n")
		line = strings.TrimSuffix(line, "\r")
		bare += strings.Count(line, "\r")
		b.WriteString(line + "\n")
	}
}

// choose is the answer to GROUP.
func (s *session) choose(name string) string {
	articles, ok := s.server.script.Groups[name]
	if !ok {
		return "411 no such group"
	}
	s.group = articles
	numbers := slices.Sorted(maps.Keys(articles))
	if len(numbers) == 0 {
		return "211 0 0 0 " + name
	}
	return fmt.Sprintf("211 %d %d %d %s", len(numbers), numbers[0], numbers[len(numbers)-1], name)
}

// article is the answer to HEAD or BODY.
func (s *session) article(number string, code int, part func(head, body string) string) string {
	n, err := strconv.Atoi(number)
	text, ok := s.group[n]
	switch {
	case s.group == nil:
		return "412 no group"
	case err != nil || !ok:
		return "423 no such article"
	}
	head, body, _ := strings.Cut(text, "\n\n")
	reply := fmt.Sprintf("%d %d %s\n", code, n, messageID(text))
	if content := strings.TrimSuffix(part(head, body), "\n"); content != "" {
		for line := range strings.SplitSeq(content, "\n") {
			if strings.HasPrefix(line, ".") {
				line = "." + line
			}
			reply += line + "\n"
		}
	}
	return reply + "."
}

// stat is the answer to STAT with a Message-ID.
func (s *session) stat(id string) string {
	if s.knows(id) {
		return "223 0 " + id
	}
	return "430 no such article"
}
