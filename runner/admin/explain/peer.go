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

// converse greets a client, and answers its lines until it is gone. answer returns the
// reply to a line, and whether it is the last one.
func converse(conn *textproto.Conn, greeting string, answer func(verb, rest string) (reply string, last bool, err error)) {
	reply, last := greeting, false
	for {
		if err := conn.PrintfLine("%s", reply); err != nil || last {
			return
		}
		line, err := conn.ReadLine()
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(line, " ")
		if reply, last, err = answer(strings.ToUpper(verb), rest); err != nil {
			return
		}
	}
}

// serveMail speaks SMTP (RFC 5321) until the client is gone.
func (p *peer) serveMail(conn *textproto.Conn, address string) {
	t := Transaction{Server: address}
	converse(conn, "220 explain", func(verb, rest string) (reply string, last bool, err error) {
		switch verb {
		case "MAIL":
			t = Transaction{Server: address, From: path(rest)}
		case "RCPT":
			t.Recipients = append(t.Recipients, path(rest))
		case "DATA":
			err = p.take(conn, "354 go on", &t)
		case "QUIT":
			return "221 bye", true, nil
		}
		return "250 ok", false, err
	})
}

// path is the address of MAIL FROM:<address> or RCPT TO:<address>.
func path(argument string) string {
	_, addr, _ := strings.Cut(argument, "<")
	addr, _, _ = strings.Cut(addr, ">")
	return addr
}

// serveNews speaks NNTP (RFC 3977) until the client is gone.
func (p *peer) serveNews(conn *textproto.Conn, address string) {
	converse(conn, "200 explain", func(verb, _ string) (reply string, last bool, err error) {
		switch verb {
		case "POST":
			return "240 ok", false, p.take(conn, "340 go on", &Transaction{Server: address})
		case "AUTHINFO":
			return "281 ok", false, nil
		case "QUIT":
			return "205 bye", true, nil
		}
		return "200 ok", false, nil
	})
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
