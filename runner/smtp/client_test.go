// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mmgen/runner/deadline"
	"mmgen/test/fakesmtp"
)

// greeted connects to a server and greets it.
func greeted(t *testing.T, s *fakesmtp.Server) *Client {
	t.Helper()
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c := newClient(conn, RFCTimeouts)
	if err := c.greeting(); err != nil {
		t.Fatal(err)
	}
	if err := c.hello("here.example.com"); err != nil {
		t.Fatal(err)
	}
	return c
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestSend sends a message to three recipients, with and without pipelining:
// it must make no difference.
func TestSend(t *testing.T) {
	tests := []struct {
		name    string
		rules   []fakesmtp.Rule
		refused []Refusal
		err     string
		last    string // what the server heard last
	}{
		{"accepted", nil, nil, "", "data"},
		{"one refused", []fakesmtp.Rule{{On: "rcpt", Match: "bart", Reply: "550 5.1.1 unknown"}},
			[]Refusal{{"bart@example.org", Reply{550, "5.1.1 unknown"}}}, "", "data"},
		{"251 is as good", []fakesmtp.Rule{{On: "rcpt", Reply: "251 forwarded"}}, nil, "", "data"},
		{"252 is not", []fakesmtp.Rule{{On: "rcpt", Match: "cate", Reply: "252 maybe"}},
			[]Refusal{{"cate@example.net", Reply{252, "maybe"}}}, "", "data"},
		{"all refused", []fakesmtp.Rule{{On: "rcpt", Reply: "450 later"}}, nil,
			"{'anne@example.com': (450, 'later'), 'cate@example.net': (450, 'later'), 'bart@example.org': (450, 'later')}", "rset"},
		{"MAIL refused", []fakesmtp.Rule{{On: "mail", Reply: "550 no"}}, nil,
			"the SMTP server answered MAIL with 550 no", "rset"},
		{"MAIL refused, then lost", []fakesmtp.Rule{{On: "mail", Reply: "421 no"}, {On: "rcpt", Drop: true}}, nil,
			"the SMTP server answered MAIL with 421 no", ""},
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
				refused, err := greeted(t, s).Send(t.Context(), Transaction{
					Sender:     "test-bounces@lists.example.com",
					Recipients: []string{"anne@example.com", "bart@example.org", "cate@example.net"},
					Text:       WireText("Subject: x\n\n.\n"),
				})
				if got := errText(err); got != tt.err && !strings.HasPrefix(got, tt.err+":") {
					t.Errorf("got error %q, want %q", got, tt.err)
				}
				if diff := cmp.Diff(tt.refused, refused); diff != "" {
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

func manyRecipients(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("p%04d@example.com", i)
	}
	return all
}

func TestSendToManyWithPipelining(t *testing.T) {
	s := fakesmtp.Start(t, fakesmtp.Script{
		Extra: []string{"PIPELINING", "SIZE 1000000"},
		Rules: []fakesmtp.Rule{{On: "rcpt", Match: "p0777", Reply: "550 no"}},
	})
	recips := manyRecipients(1000)
	refused, err := greeted(t, s).Send(t.Context(), Transaction{Sender: "x@example.com", Recipients: recips, Text: WireText("a\n"), Size: 2})
	if err != nil || len(refused) != 1 || refused[0].Recipient != recips[777] {
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
	refused, err := c.Send(t.Context(), Transaction{Sender: "x@example.com", Recipients: []string{bad, "anne@example.com"}, Text: WireText("a\n")})
	if err != nil || len(refused) != 1 || !refused[0].ForGood() {
		t.Errorf("refused %v, %v", refused, err)
	}
	_, err = c.Send(t.Context(), Transaction{Sender: "x@example.com", Recipients: []string{bad}, Text: WireText("a\n")})
	if !errors.As(err, new(*AllRefused)) {
		t.Errorf("nobody left: %v", err)
	}
	_, err = c.Send(t.Context(), Transaction{Sender: bad, Recipients: []string{"anne@example.com"}, Text: WireText("a\n")})
	if answer := new(ReplyError); !errors.As(err, &answer) || !answer.ForGood() {
		t.Errorf("bad Sender: %v", err)
	}
	if diff := cmp.Diff([]string{"anne@example.com"}, s.Transcript().Accepted()); diff != "" {
		t.Errorf("accepted (-want +got):\n%s", diff)
	}
	if strings.Contains(strings.Join(s.Lines(), "\n"), "eve") {
		t.Errorf("the server heard %q", s.Lines())
	}
}

func TestContextEndsWhileTheServerIsSilent(t *testing.T) {
	s := fakesmtp.Start(t, fakesmtp.Script{Rules: []fakesmtp.Rule{{On: "dataend", Hang: true}}})
	c := greeted(t, s)
	c.clock = deadline.New(c.conn, 10*time.Millisecond)
	ctx, cancel := context.WithCancel(context.Background())
	defer c.clock.Watch(ctx)()
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err := c.Send(t.Context(), Transaction{Sender: "x@example.com", Recipients: []string{"anne@example.com"}, Text: WireText("a\n")})
	if err == nil {
		t.Error("the message was accepted")
	}
}
