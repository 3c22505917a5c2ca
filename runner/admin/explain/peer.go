// SPDX-License-Identifier: GPL-2.0-or-later

package explain

import (
	"bufio"
	"context"
	"net"
	"net/textproto"
	"strings"
	"sync"
)

// Transaction is a message as a server got it.
type Transaction struct {
	Server     string   `json:"server"`
	From       string   `json:"from,omitempty"` // the envelope's sender
	Recipients []string `json:"recipients,omitempty"`
	Bytes      int      `json:"bytes"`
	Header     []string `json:"header"` // fields that a reader of this report looks for
}

// peer plays a mail server, or a news server, that takes everything.
type peer struct {
	news bool

	mu   sync.Mutex
	got  []Transaction
	done sync.WaitGroup
}

// dial is net.Dial to the peer.
func (p *peer) dial(_ context.Context, _, address string) (net.Conn, error) {
	here, there := net.Pipe()
	serve := p.serveMail
	if p.news {
		serve = p.serveNews
	}
	p.done.Go(func() {
		defer there.Close()
		serve(textproto.NewConn(there), address)
	})
	return here, nil
}

// taken are the messages that the peer has got, when all connections are closed.
func (p *peer) taken() []Transaction {
	p.done.Wait()
	return p.got
}

// serveMail speaks SMTP (RFC 5321) until the client is gone.
func (p *peer) serveMail(conn *textproto.Conn, address string) {
	t := Transaction{Server: address}
	reply := "220 explain"
	for {
		if err := conn.PrintfLine("%s", reply); err != nil {
			return
		}
		line, err := conn.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		reply = "250 ok"
		switch strings.ToUpper(verb) {
		case "MAIL":
			t = Transaction{Server: address, From: path(rest)}
		case "RCPT":
			t.Recipients = append(t.Recipients, path(rest))
		case "DATA":
			if err := p.take(conn, "354 go on", &t); err != nil {
				return
			}
		case "QUIT":
			_ = conn.PrintfLine("221 bye")
			return
		}
	}
}

// path is the address of MAIL FROM:<address> or RCPT TO:<address>.
func path(argument string) string {
	_, addr, _ := strings.Cut(argument, "<")
	addr, _, _ = strings.Cut(addr, ">")
	return addr
}

// serveNews speaks NNTP (RFC 3977) until the client is gone.
func (p *peer) serveNews(conn *textproto.Conn, address string) {
	reply := "200 explain"
	for {
		if err := conn.PrintfLine("%s", reply); err != nil {
			return
		}
		line, err := conn.ReadLine()
		if err != nil {
			return
		}
		verb, _, _ := strings.Cut(line, " ")
		switch strings.ToUpper(verb) {
		case "POST":
			if err := p.take(conn, "340 go on", &Transaction{Server: address}); err != nil {
				return
			}
			reply = "240 ok"
		case "AUTHINFO":
			reply = "281 ok"
		case "QUIT":
			_ = conn.PrintfLine("205 bye")
			return
		default:
			reply = "200 ok"
		}
	}
}

// take takes a message.
func (p *peer) take(conn *textproto.Conn, reply string, t *Transaction) error {
	if err := conn.PrintfLine("%s", reply); err != nil {
		return err
	}
	text, err := conn.ReadDotBytes()
	if err != nil {
		return err
	}
	t.Bytes = len(text)
	t.Header = fieldsOf(string(text))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got = append(p.got, *t)
	return nil
}

// fieldsOf are the fields of a message's header that are told, on one line each.
func fieldsOf(text string) (fields []string) {
	header, _ := textproto.NewReader(bufio.NewReader(strings.NewReader(text))).ReadMIMEHeader()
	for _, name := range []string{"Newsgroups", "From", "Reply-To", "To", "Subject", "Message-Id"} {
		for _, value := range header[name] {
			fields = append(fields, name+": "+value)
		}
	}
	return fields
}
