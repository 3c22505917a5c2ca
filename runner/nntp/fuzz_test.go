// SPDX-License-Identifier: GPL-2.0-or-later

package nntp

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// script is a connection over which a server says all that it ever will, whatever it is told.
type script struct {
	net.Conn
	io.Reader
}

func (s script) Read(p []byte) (int, error)       { return s.Reader.Read(p) }
func (s script) Write(p []byte) (int, error)      { return len(p), nil }
func (s script) Close() error                     { return nil }
func (s script) SetDeadline(time.Time) error      { return nil }
func (s script) SetReadDeadline(time.Time) error  { return nil }
func (s script) SetWriteDeadline(time.Time) error { return nil }

// FuzzAnswers: whatever a server says, each command ends, with an article of whole lines that is not
// too long, or with an error that says whose fault it is.
func FuzzAnswers(f *testing.F) {
	const begin = "200 hello\r\n200 reader\r\n381 more\r\n"
	for _, answers := range []string{
		begin + "281 in\r\n211 2 1 2 x\r\n221 1\r\nSubject: a\r\n.\r\n222 1\r\n..dot\r\n.\r\n340 send\r\n240 ok\r\n223 there\r\n",
		begin + "281 in\r\n411 none\r\n423 no\r\n430 no\r\n440 no\r\n430 no\r\n",
		begin + "481 out\r\n", "400 closed\r\n", "200 a\n480 login\n281 in\n200 b\n211 x y z\n", "", "\r\n", "2\r\n", strings.Repeat("2", 10_000) + "\r\n",
		begin + "281 in\r\n211 99999999999999999999 -1 5 x\r\n221 1\r\n" + strings.Repeat("long", 2000) + "\r\n.\r\n222 1\r\n\r.\r\n.x\n.\n",
	} {
		f.Add(answers)
	}
	f.Fuzz(func(t *testing.T, answers string) {
		server := Server{Host: "news", Port: "119", User: "u", Password: "p", Timeouts: DefaultTimeouts, MaxArticle: 4000}
		server.Dial = func(context.Context, string, string) (net.Conn, error) {
			return script{Reader: strings.NewReader(answers)}, nil
		}
		c, err := Connect(t.Context(), server)
		if err != nil {
			wantKnown(t, err)
			return
		}
		defer c.Close()
		found, err := c.Group(t.Context(), "x")
		wantKnown(t, err)
		for range 3 {
			head, err := c.Head(t.Context(), found.First)
			wantKnown(t, err)
			wantLines(t, head)
			body, err := c.Body(t.Context(), found.First)
			wantKnown(t, err)
			wantLines(t, body)
		}
		wantKnown(t, c.Post(t.Context(), "Subject: a\n\nText\n"))
		_, err = c.Has(t.Context(), "<a@x>")
		wantKnown(t, err)
	})
}

func wantKnown(t *testing.T, err error) {
	t.Helper()
	if err != nil && !errors.As(err, new(*ReplyError)) && !errors.As(err, new(*LostError)) && !errors.Is(err, ErrTooLong) {
		t.Errorf("whose fault is %v?", err)
	}
}

// wantLines looks at the text of an article.
func wantLines(t *testing.T, text string) {
	t.Helper()
	if len(text) > 4000 || text != "" && !strings.HasSuffix(text, "\n") {
		t.Errorf("%d bytes, which end in %.10q", len(text), text[max(0, len(text)-10):])
	}
}
