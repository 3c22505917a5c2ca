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
}

func newSession(server *Server, conn net.Conn, number int) *session {
	return &session{server: server, conn: conn, number: number, in: bufio.NewReader(conn)}
}

// run answers until somebody hangs up.
func (s *session) run() {
	ok, _ := s.event(Connect, "", "200 sink")
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
	ok, _ := s.event(event, text, agree)
	return ok
}

// event does what the rule for an event says, or agrees where there is none. It returns
// the reply, "" where the client gets none.
func (s *session) event(event, text, agree string) (ok bool, reply string) {
	rule := s.rule(event, text)
	if rule.Reply != "" {
		agree = rule.Reply
	}
	return s.obey(rule, agree)
}

func (s *session) rule(event, text string) Rule {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	return s.server.player.Next(event, text)
}

func (s *session) obey(rule Rule, agree string) (ok bool, reply string) {
	switch {
	case rule.Hang:
		io.Copy(io.Discard, s.in)
	case rule.Endless != "":
		for s.send(rule.Endless) {
		}
	case rule.Reset:
		s.conn.(*net.TCPConn).SetLinger(0)
	}
	if rule.Silent() {
		return false, ""
	}
	return s.send(agree), agree
}

func (s *session) send(reply string) bool {
	text := strings.ReplaceAll(reply, "\n", "\r\n") + "\r\n"
	_, err := s.conn.Write([]byte(text))
	return err == nil
}

// note adds a transaction to the transcript.
func (s *session) note(t Transaction) {
	t.Connection = s.number
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.transcript.Transactions = append(s.server.transcript.Transactions, t)
}

func (s *session) auth(line, args string) bool {
	s.note(Transaction{Auth: line})
	if verb, _, _ := strings.Cut(strings.ToUpper(args), " "); verb == "USER" {
		return s.simple(Auth, line, "381 and the password")
	}
	return s.simple(Auth, line, "281 welcome")
}

func (s *session) post(line string) bool {
	ok, reply := s.event(Post, line, "340 send it")
	t := Transaction{PostReply: reply}
	switch {
	case reply == "":
		t.Dropped = Post
	case ok && strings.HasPrefix(reply, "3"):
		ok = s.takeArticle(&t)
	}
	s.note(t)
	return ok
}

// takeArticle takes what follows the answer to POST. A rule that hangs up and has a reply
// as well stands for a server whose answer gets lost: it has the article if that is a 2xx.
func (s *session) takeArticle(t *Transaction) bool {
	text, bare, err := readArticle(s.in)
	if err != nil {
		t.Dropped = PostEnd
		return false
	}
	t.Article, t.BareReturns = (*Bytes)(&text), bare
	id := messageID(text)
	agree := "240 posted"
	if s.server.script.Unique && s.knows(id) {
		agree = "441 435 duplicate"
	}
	rule := s.rule(PostEnd, text)
	if rule.Reply != "" {
		agree = rule.Reply
	}
	if strings.HasPrefix(agree, "2") && (rule.Reply != "" || !rule.Silent()) {
		s.learn(id)
	}
	ok, reply := s.obey(rule, agree)
	if t.PostEndReply = reply; reply == "" {
		t.Dropped = PostEnd
	}
	return ok
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
