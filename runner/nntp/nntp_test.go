// SPDX-License-Identifier: GPL-2.0-or-later

package nntp

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mmgen/runner/deadline"
	"mmgen/test/fakenntp"
)

// quick are timeouts for servers that do not answer.
var quick = Timeouts{Command: 100 * time.Millisecond, End: 100 * time.Millisecond, Aside: 100 * time.Millisecond, Stop: 100 * time.Millisecond}

func serverOf(fake *fakenntp.Server) Server {
	host, port, _ := net.SplitHostPort(fake.Addr())
	return Server{Host: host, Port: port, Dial: new(net.Dialer).DialContext, Timeouts: DefaultTimeouts}
}

func connect(t *testing.T, fake *fakenntp.Server) *Client {
	t.Helper()
	c, err := Connect(t.Context(), serverOf(fake))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// TestConnect: what is said before the first article, and when there is no connection.
// The dialogues are those of nntplib.
func TestConnect(t *testing.T) {
	type rules = []fakenntp.Rule
	for name, tt := range map[string]struct {
		rules    rules
		user     string
		password string
		said     []string
		err      string // with what the server answered; "" where there is a connection
	}{
		"no login":                {nil, "", "", []string{"mode reader"}, ""},
		"login":                   {nil, "feed", "secret", []string{"mode reader", "authinfo user feed", "authinfo pass secret"}, ""},
		"login without password":  {rules{{On: "auth", Reply: "281 ok"}}, "feed", "", []string{"mode reader", "authinfo user feed"}, ""},
		"no MODE READER":          {rules{{On: "mode", Reply: "500 what?"}}, "", "", []string{"mode reader"}, ""},
		"login before the mode":   {rules{{On: "mode", Times: 1, Reply: "480 login"}}, "feed", "secret", []string{"mode reader", "authinfo user feed", "authinfo pass secret", "mode reader"}, ""},
		"login before, no mode":   {rules{{On: "mode", Times: 1, Reply: "480 login"}, {On: "mode", Reply: "500 what?"}}, "feed", "x", []string{"mode reader", "authinfo user feed", "authinfo pass x", "mode reader"}, ""},
		"no login, though needed": {rules{{On: "mode", Reply: "480 login"}}, "", "", []string{"mode reader"}, `MODE READER with "480 login"`},
		"no posting":              {rules{{On: "connect", Reply: "201 read only"}}, "", "", []string{"mode reader"}, ""},
		"closed":                  {rules{{On: "connect", Reply: "400 closed"}}, "", "", nil, `the connection with "400 closed"`},
		"no permission":           {rules{{On: "connect", Reply: "502 who are you?"}}, "", "", nil, `the connection with "502 who are you?"`},
		"wrong password":          {rules{{On: "auth", Match: "pass", Reply: "481 wrong"}}, "feed", "x", []string{"mode reader", "authinfo user feed", "authinfo pass x"}, `AUTHINFO PASS with "481 wrong"`},
		"password wanted":         {nil, "feed", "", []string{"mode reader", "authinfo user feed"}, `AUTHINFO USER with "381 and the password"`},
		"no NNTP":                 {rules{{On: "connect", Reply: "SSH-2.0-x"}}, "", "", nil, `the connection with "SSH-2.0-x"`},
		"hangs up":                {rules{{On: "connect", Drop: true}}, "", "", nil, "closed the connection, over the connection"},
		"endless answer":          {rules{{On: "connect", Reply: strings.Repeat("2", 1<<20)}}, "", "", nil, "a line without an end"},
		"a line end in a name":    {nil, "feed\r\nPOST", "x", []string{"mode reader"}, "has a line end in it"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := fakenntp.Start(t, fakenntp.Script{Rules: tt.rules})
			server := serverOf(fake)
			server.User, server.Password = tt.user, tt.password
			c, err := Connect(t.Context(), server)
			if err == nil {
				c.Close()
			}
			if text := errText(err); tt.err == "" && err != nil || !strings.Contains(text, tt.err) {
				t.Errorf("connecting: %q, want %q", text, tt.err)
			}
			fake.Close()
			said := slices.DeleteFunc(fake.Lines(), func(line string) bool { return line == "QUIT" })
			if !slices.Equal(said, tt.said) {
				t.Errorf("said %q, want %q", said, tt.said)
			}
		})
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestPostWire: what goes over the wire.
func TestPostWire(t *testing.T) {
	for name, tt := range map[string]struct{ article, want string }{
		"dots":                {"Subject: a\n\n.one\n..two\n.\n", "Subject: a\n\n.one\n..two\n.\n"},
		"no line end":         {"Subject: a\n\nb", "Subject: a\n\nb\n"},
		"CRLF":                {"Subject: a\r\n\r\nb\r\n", "Subject: a\n\nb\n"},
		"8 bit":               {"Subject: a\n\n\xe4\n", "Subject: a\n\n\xe4\n"},
		"larger than a piece": {"Subject: a\n\n" + strings.Repeat(".2345678\n", 400_000), "Subject: a\n\n" + strings.Repeat(".2345678\n", 400_000)},
	} {
		t.Run(name, func(t *testing.T) {
			fake := fakenntp.Start(t, fakenntp.Script{})
			if err := connect(t, fake).Post(t.Context(), tt.article); err != nil {
				t.Fatal(err)
			}
			tr := fake.Transcript()
			if got := tr.Accepted(); len(got) != 1 || got[0] != tt.want || tr.Transactions[0].BareReturns != 0 {
				t.Errorf("posted %.100q, want %.100q", got, tt.want)
			}
		})
	}
}

// TestPostRefused: how an article fails, and what that says about it.
func TestPostRefused(t *testing.T) {
	type rule = fakenntp.Rule
	for name, tt := range map[string]struct {
		rule    rule
		command string // of a ReplyError
		sent    bool   // of a LostError
		broken  bool
	}{
		"not allowed":            {rule{On: "post", Reply: "440 no"}, "POST", false, false},
		"not for us":             {rule{On: "post", Reply: "502 no"}, "POST", false, false},
		"odd answer":             {rule{On: "post", Reply: "200 hello"}, "POST", false, false},
		"closing":                {rule{On: "post", Reply: "400 bye"}, "POST", false, true},
		"refused":                {rule{On: "postend", Reply: "441 no"}, Article, false, false},
		"refused for good":       {rule{On: "postend", Reply: "502 no"}, Article, false, false},
		"lost before":            {rule{On: "post", Drop: true}, "", false, true},
		"lost behind":            {rule{On: "postend", Drop: true}, "", true, true},
		"silent before":          {rule{On: "post", Hang: true}, "", false, true},
		"silent behind":          {rule{On: "postend", Hang: true}, "", true, true},
		"connection reset":       {rule{On: "postend", Reset: true}, "", true, true},
		"answers without an end": {rule{On: "postend", Reply: strings.Repeat("2", 1<<16)}, "", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			fake := fakenntp.Start(t, fakenntp.Script{Rules: []rule{tt.rule}})
			c := connect(t, fake)
			c.timeouts = quick
			err := c.Post(t.Context(), "Subject: a\n\nb\n")
			var refused *ReplyError
			var lost *LostError
			switch {
			case tt.command != "":
				if !errors.As(err, &refused) || refused.Command != tt.command {
					t.Errorf("got %v, want an answer to %s", err, tt.command)
				}
			case !errors.As(err, &lost) || lost.Sent != tt.sent:
				t.Errorf("got %v, want a lost connection, sent: %v", err, tt.sent)
			}
			if c.Broken() != tt.broken {
				t.Errorf("broken is %v, want %v", c.Broken(), tt.broken)
			}
		})
	}
}

// TestSeveralArticles go over one connection, also behind one that was refused.
func TestSeveralArticles(t *testing.T) {
	fake := fakenntp.Start(t, fakenntp.Script{Rules: []fakenntp.Rule{{On: "postend", Times: 1, Reply: "441 no"}}})
	c := connect(t, fake)
	for i, text := range []string{"A: 1\n\n", "A: 2\n\n", "A: 3\n\n"} {
		if err := c.Post(t.Context(), text); (err != nil) != (i == 0) {
			t.Errorf("article %d: %v", i+1, err)
		}
	}
	tr := fake.Transcript()
	if diff := cmp.Diff([]string{"A: 2\n\n", "A: 3\n\n"}, tr.Accepted()); diff != "" || tr.Connections != 1 {
		t.Errorf("over %d connections (-want +got):\n%s", tr.Connections, diff)
	}
}

func TestRead(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	groups := map[string]fakenntp.Articles{
		"x.y":   {12: "Subject: a\n b\n\n.dot\n..\n\n" + long + "\n", 13: "\n\n"},
		"empty": {},
	}
	c := connect(t, fakenntp.Start(t, fakenntp.Script{Groups: groups}))
	ctx := t.Context()
	if r, err := c.Group(ctx, "empty"); err != nil || r != (Range{}) {
		t.Errorf("an empty group is %v, %v", r, err)
	}
	if r, err := c.Group(ctx, "x.y"); err != nil || r != (Range{12, 13}) {
		t.Errorf("the group is %v, %v", r, err)
	}
	if head, err := c.Head(ctx, 12); err != nil || head != "Subject: a\n b\n" {
		t.Errorf("the head is %q, %v", head, err)
	}
	if body, err := c.Body(ctx, 12); err != nil || body != ".dot\n..\n\n"+long+"\n" {
		t.Errorf("the body is %.20q, %v", body, err)
	}
	if head, err := c.Head(ctx, 13); err != nil || head != "" {
		t.Errorf("an empty head is %q, %v", head, err)
	}
	var refused *ReplyError
	if _, err := c.Head(ctx, 99); !errors.As(err, &refused) || !refused.NoArticle() {
		t.Errorf("an article that is not there: %v", err)
	}
	if _, err := c.Group(ctx, "other"); !errors.As(err, &refused) || refused.NoArticle() || refused.Code != 411 {
		t.Errorf("a group that is not there: %v", err)
	}
	if _, err := c.Group(ctx, "x.y\r\nQUIT"); err == nil || c.Broken() {
		t.Errorf("a group with a line end in it: %v, broken: %v", err, c.Broken())
	}
}

// TestTooLong: an article without an end is not read to its end.
func TestTooLong(t *testing.T) {
	endless := fakenntp.Rule{On: "body", Endless: "222 1\r\n" + strings.Repeat("x", 1023)}
	server := serverOf(fakenntp.Start(t, fakenntp.Script{Rules: []fakenntp.Rule{endless}}))
	server.MaxArticle = 1 << 20
	c, err := Connect(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if text, err := c.Body(t.Context(), 1); !errors.Is(err, ErrTooLong) || !c.Broken() {
		t.Errorf("got %d bytes, %v, broken: %v", len(text), err, c.Broken())
	}
}

func TestHas(t *testing.T) {
	c := connect(t, fakenntp.Start(t, fakenntp.Script{Unique: true}))
	ctx := t.Context()
	if has, err := c.Has(ctx, "<a@b>"); has || err != nil {
		t.Errorf("before: %v, %v", has, err)
	}
	if err := c.Post(ctx, "Message-ID: <a@b>\n\n"); err != nil {
		t.Fatal(err)
	}
	if has, err := c.Has(ctx, "<a@b>"); !has || err != nil {
		t.Errorf("behind: %v, %v", has, err)
	}
}

// TestStop: when the context ends, what is under way gets a moment only.
func TestStop(t *testing.T) {
	fake := fakenntp.Start(t, fakenntp.Script{Rules: []fakenntp.Rule{{On: "postend", Hang: true}}})
	c := connect(t, fake)
	c.clock = deadline.New(c.conn, 50*time.Millisecond)
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, stop)
	begun := time.Now()
	err := c.Post(ctx, "A: b\n\n")
	if took := time.Since(begun); !errors.As(err, new(*LostError)) || took > 5*time.Second {
		t.Errorf("after %v: %v", took, err)
	}
}
