// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"bufio"
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mmgen/test/fakesmtp"
)

// greeted connects to a server and greets it.
func greeted(t *testing.T, s *fakesmtp.Server) *client {
	t.Helper()
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c := newClient(conn, rfcTimeouts)
	c.ctx = context.Background()
	if _, err := c.greeting(); err != nil {
		t.Fatal(err)
	}
	if err := c.hello("here.example.com"); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestReadReply(t *testing.T) {
	long := strings.Repeat("x", 9000)
	tests := []struct {
		name, sent string
		want       reply
	}{
		{"one line", "250 ok\r\n", reply{250, "ok"}},
		{"no text", "250\r\n", reply{250, ""}},
		{"several lines", "551-no\r\n551 go elsewhere\r\n", reply{551, "no\ngo elsewhere"}},
		{"bare LF", "250 ok\n", reply{250, "ok"}},
		{"blanks", "250   ok  \r\n", reply{250, "ok"}},
		{"no SMTP", "HTTP/1.1 400 Bad Request\r\n", reply{-1, "/1.1 400 Bad Request"}},
		{"short", "25\r\n", reply{-1, ""}},
		{"end in the last line", "250 ok", reply{250, "ok"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readReply(bufio.NewReaderSize(strings.NewReader(tt.sent), 8192))
			if err != nil || got != tt.want {
				t.Errorf("got %v, %v; want %v", got, err, tt.want)
			}
		})
	}
	for name, sent := range map[string]string{
		"nothing": "", "cut short": "250-ok\r\n", "line without end": "250 " + long + "\r\n",
		"reply without end": strings.Repeat("250-"+long[:1000]+"\r\n", 100),
	} {
		t.Run(name, func(t *testing.T) {
			r, err := readReply(bufio.NewReaderSize(strings.NewReader(sent), 8192))
			if !errors.As(err, new(*lostError)) {
				t.Errorf("got %v, %v; want a lost connection", r, err)
			}
		})
	}
}

func TestHello(t *testing.T) {
	tests := []struct {
		name  string
		rules []fakesmtp.Rule
		want  []string // what the server heard
		err   string
	}{
		{"EHLO", nil, []string{"ehlo here"}, ""},
		{"HELO", []fakesmtp.Rule{{On: "helo", Match: "^ehlo", Reply: "550 what?"}}, []string{"ehlo here", "helo here"}, ""},
		{"neither", []fakesmtp.Rule{{On: "helo", Reply: "500 no greeting"}}, []string{"ehlo here", "helo here"},
			"the SMTP server answered HELO with 500 no greeting"},
		{"hung up", []fakesmtp.Rule{{On: "helo", Drop: true}}, []string{"ehlo here"}, "Connection unexpectedly closed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := fakesmtp.Start(t, fakesmtp.Script{Rules: tt.rules})
			conn, err := net.Dial("tcp", s.Addr())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			c := newClient(conn, rfcTimeouts)
			c.ctx = context.Background()
			c.greeting()
			if err := c.hello("here"); errText(err) != tt.err {
				t.Errorf("got error %q, want %q", errText(err), tt.err)
			}
			if diff := cmp.Diff(tt.want, s.Lines()); diff != "" {
				t.Errorf("the server heard (-want +got):\n%s", diff)
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

func TestParseFeatures(t *testing.T) {
	got := parseFeatures("sink at your service\nPIPELINING\nSIZE 1000\nAUTH PLAIN\nAUTH=LOGIN CRAM-MD5\n8BITMIME")
	want := map[string]string{"pipelining": "", "size": "1000", "auth": "PLAIN LOGIN CRAM-MD5", "8bitmime": ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("features (-want +got):\n%s", diff)
	}
}

// TestSend sends a message to three recipients, with and without pipelining:
// it must make no difference.
func TestSend(t *testing.T) {
	tests := []struct {
		name    string
		rules   []fakesmtp.Rule
		refused []refusal
		err     string
		last    string // what the server heard last
	}{
		{"accepted", nil, nil, "", "data"},
		{"one refused", []fakesmtp.Rule{{On: "rcpt", Match: "bart", Reply: "550 5.1.1 unknown"}},
			[]refusal{{"bart@example.org", reply{550, "5.1.1 unknown"}}}, "", "data"},
		{"251 is as good", []fakesmtp.Rule{{On: "rcpt", Reply: "251 forwarded"}}, nil, "", "data"},
		{"252 is not", []fakesmtp.Rule{{On: "rcpt", Match: "cate", Reply: "252 maybe"}},
			[]refusal{{"cate@example.net", reply{252, "maybe"}}}, "", "data"},
		{"all refused", []fakesmtp.Rule{{On: "rcpt", Reply: "450 later"}}, nil,
			"{'anne@example.com': (450, 'later'), 'bart@example.org': (450, 'later'), 'cate@example.net': (450, 'later')}", "rset"},
		{"MAIL refused", []fakesmtp.Rule{{On: "mail", Reply: "550 no"}}, nil,
			"the SMTP server answered MAIL with 550 no", "rset"},
		{"DATA refused", []fakesmtp.Rule{{On: "data", Reply: "554 no"}}, nil,
			"the SMTP server answered DATA with 554 no", "data"},
		{"text refused", []fakesmtp.Rule{{On: "dataend", Reply: "452 full"}}, nil,
			"the SMTP server answered the message with 452 full", "rset"},
		{"lost at MAIL", []fakesmtp.Rule{{On: "mail", Drop: true}}, nil, "Connection unexpectedly closed", ""},
		{"lost at RCPT", []fakesmtp.Rule{{On: "rcpt", Skip: 1, Drop: true}}, nil, "Connection unexpectedly closed", ""},
		{"lost at DATA", []fakesmtp.Rule{{On: "data", Drop: true}}, nil, "Connection unexpectedly closed", "data"},
		{"lost at the end", []fakesmtp.Rule{{On: "dataend", Drop: true}}, nil, "Connection unexpectedly closed", "data"},
		{"lost at RSET", []fakesmtp.Rule{{On: "mail", Reply: "550 no"}, {On: "rset", Drop: true}}, nil,
			"Connection unexpectedly closed", "rset"},
	}
	for _, tt := range tests {
		for _, extra := range [][]string{nil, {"PIPELINING"}} {
			t.Run(strings.Join(append(extra, tt.name), ", "), func(t *testing.T) {
				s := fakesmtp.Start(t, fakesmtp.Script{Rules: tt.rules, Extra: extra})
				refused, err := greeted(t, s).send(transaction{
					sender:     "test-bounces@lists.example.com",
					recipients: []string{"anne@example.com", "bart@example.org", "cate@example.net"},
					text:       wireText("Subject: x\n\n.\n"),
				})
				if got := errText(err); got != tt.err && !strings.HasPrefix(got, tt.err+":") {
					t.Errorf("got error %q, want %q", got, tt.err)
				}
				if diff := cmp.Diff(tt.refused, refused, cmp.AllowUnexported(refusal{}, reply{})); diff != "" {
					t.Errorf("refused (-want +got):\n%s", diff)
				}
				lines := s.Lines()
				if tt.last != "" && lines[len(lines)-1] != tt.last {
					t.Errorf("the server heard %q, want %q last", lines, tt.last)
				}
				if tt.err == "" && *s.Transcript().Transactions[0].Data != "Subject: x\n\n.\n" {
					t.Errorf("the server got %q", *s.Transcript().Transactions[0].Data)
				}
			})
		}
	}
}

func TestSendToManyWithPipelining(t *testing.T) {
	s := fakesmtp.Start(t, fakesmtp.Script{
		Extra: []string{"PIPELINING", "SIZE 1000000"},
		Rules: []fakesmtp.Rule{{On: "rcpt", Match: "p0777", Reply: "550 no"}},
	})
	recips := manyRecipients(1000)
	refused, err := greeted(t, s).send(transaction{sender: "x@example.com", recipients: recips, text: wireText("a\n"), size: 2})
	if err != nil || len(refused) != 1 || refused[0].recipient != recips[777] {
		t.Fatalf("refused %v, %v", refused, err)
	}
	if got := s.Transcript(); len(got.Accepted()) != 999 || got.Transactions[0].MailParams != "size=2" {
		t.Errorf("%d accepted, MAIL with %q", len(got.Accepted()), got.Transactions[0].MailParams)
	}
}

func TestAddressesThatCanNotBeSent(t *testing.T) {
	s := fakesmtp.Start(t, fakesmtp.Script{})
	c := greeted(t, s)
	bad := "a\r\nRCPT TO:<eve@example.com>\r\n@example.com"
	refused, err := c.send(transaction{sender: "x@example.com", recipients: []string{bad, "anne@example.com"}, text: wireText("a\n")})
	if err != nil || len(refused) != 1 || !refused[0].forGood() {
		t.Errorf("refused %v, %v", refused, err)
	}
	_, err = c.send(transaction{sender: "x@example.com", recipients: []string{bad}, text: wireText("a\n")})
	if !errors.As(err, new(*allRefused)) {
		t.Errorf("nobody left: %v", err)
	}
	_, err = c.send(transaction{sender: bad, recipients: []string{"anne@example.com"}, text: wireText("a\n")})
	if answer := new(replyError); !errors.As(err, &answer) || !answer.forGood() {
		t.Errorf("bad sender: %v", err)
	}
	if diff := cmp.Diff([]string{"anne@example.com"}, s.Transcript().Accepted()); diff != "" {
		t.Errorf("accepted (-want +got):\n%s", diff)
	}
	if strings.Contains(strings.Join(s.Lines(), "\n"), "eve") {
		t.Errorf("the server heard %q", s.Lines())
	}
}

func TestSilentServer(t *testing.T) {
	for _, event := range []string{"mail", "rcpt", "data", "dataend"} {
		t.Run(event, func(t *testing.T) {
			s := fakesmtp.Start(t, fakesmtp.Script{Rules: []fakesmtp.Rule{{On: event, Hang: true}}})
			c := greeted(t, s)
			c.timeouts.command, c.timeouts.end = 20*time.Millisecond, 20*time.Millisecond
			_, err := c.send(transaction{sender: "x@example.com", recipients: []string{"anne@example.com"}, text: wireText("a\n")})
			if lost := new(lostError); !errors.As(err, &lost) || !lost.timeout() {
				t.Errorf("got %v, want that it took too long", err)
			}
		})
	}
}

func TestContextEndsWhileTheServerIsSilent(t *testing.T) {
	s := fakesmtp.Start(t, fakesmtp.Script{Rules: []fakesmtp.Rule{{On: "dataend", Hang: true}}})
	c := greeted(t, s)
	c.timeouts.stop = 10 * time.Millisecond
	ctx, cancel := context.WithCancel(context.Background())
	defer c.watch(ctx)()
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err := c.send(transaction{sender: "x@example.com", recipients: []string{"anne@example.com"}, text: wireText("a\n")})
	if err == nil {
		t.Error("the message was accepted")
	}
}

func FuzzReadReply(f *testing.F) {
	for _, seed := range []string{"250 ok\r\n", "551-no\r\n551 go elsewhere\r\n", "250\r\n", "-", "250-\r\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		r, err := readReply(bufio.NewReaderSize(strings.NewReader(sent), 8192))
		if err == nil && (r.code < -1 || r.code > 999 || len(r.text) > len(sent)) {
			t.Errorf("%q is %v", sent, r)
		}
	})
}
