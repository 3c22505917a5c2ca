// SPDX-License-Identifier: GPL-2.0-or-later

package fakesmtp

import (
	"encoding/json"
	"net"
	"net/textproto"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// converse sends lines over a new connection and returns the text of each
// reply; "gone" where the server has hung up.
func converse(t *testing.T, s *Server, lines ...string) []string {
	t.Helper()
	conn, err := textproto.Dial("tcp", s.Addr())
	if err != nil {
		return []string{"refused"}
	}
	defer conn.Close()
	read := func() string {
		_, text, err := conn.ReadResponse(0)
		if err != nil {
			return "gone"
		}
		return text
	}
	replies := []string{read()}
	for _, line := range lines {
		if err := conn.PrintfLine("%s", line); err != nil {
			return append(replies, "gone")
		}
		replies = append(replies, read())
	}
	return replies
}

func TestRules(t *testing.T) {
	tests := []struct {
		name   string
		script string
		lines  []string
		want   []string
	}{
		{"agrees", `{"listen":true,"rules":[]}`,
			[]string{"EHLO me", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "text\r\n.", "RSET", "NOOP", "QUIT"},
			[]string{"sink ESMTP", "sink", "ok", "ok", "go on", "ok", "ok", "ok", "bye"}},
		{"match", `{"rules":[{"on":"rcpt","match":"bart","reply":"550 no"}]}`,
			[]string{"MAIL FROM:<bart@b>", "RCPT TO:<anne@d>", "RCPT TO:<bart@d>"},
			[]string{"sink ESMTP", "ok", "ok", "no"}},
		{"skip", `{"rules":[{"on":"mail","skip":1,"drop":true}]}`,
			[]string{"MAIL FROM:<a@b>", "MAIL FROM:<a@b>", "MAIL FROM:<a@b>"},
			[]string{"sink ESMTP", "ok", "gone", "gone"}},
		{"times", `{"rules":[{"on":"rcpt","times":1,"reply":"450 wait"},{"on":"rcpt","reply":"451 later"}]}`,
			[]string{"MAIL FROM:<a@b>", "RCPT TO:<c@d>", "RCPT TO:<c@d>"},
			[]string{"sink ESMTP", "ok", "wait", "later"}},
		{"greeting", `{"rules":[{"on":"connect","reply":"421 not now"}]}`, nil, []string{"not now"}},
		{"no greeting", `{"rules":[{"on":"connect","drop":true}]}`, nil, []string{"gone"}},
		{"nobody listens", `{"listen":false,"rules":[]}`, nil, []string{"refused"}},
		{"end of data", `{"rules":[{"on":"dataend","match":"text","reply":"554 spam"}]}`,
			[]string{"MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "text\r\n."},
			[]string{"sink ESMTP", "ok", "ok", "go on", "spam"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var script Script
			if err := json.Unmarshal([]byte(tt.script), &script); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, converse(t, Start(t, script), tt.lines...)); diff != "" {
				t.Errorf("replies (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTranscript(t *testing.T) {
	s := Start(t, Script{Rules: []Rule{
		{On: Rcpt, Match: "cate", Reply: "551-no\n551 go elsewhere"},
		{On: Mail, Skip: 1, Drop: true},
	}})
	converse(t, s, "EHLO me", "MAIL FROM:<a@b> size=7", "RCPT TO:<cate@d>", "NOOP", "RCPT TO:<\xe4@d>", "DATA",
		"..dot\r\nb\nare\xe9\r\n.", "MAIL FROM:<>")
	got, err := json.MarshalIndent(s.Transcript(), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want := `{
 "connections": 1,
 "transactions": [
  {
   "connection": 1,
   "mail_from": "a@b",
   "mail_params": "size=7",
   "mail_reply": "250 ok",
   "rcpts": [
    {
     "to": "cate@d",
     "reply": "551-no\n551 go elsewhere"
    },
    {
     "to": {
      "$bytes": "ä@d"
     },
     "reply": "250 ok"
    }
   ],
   "data_reply": "354 go on",
   "data": {
    "$bytes": ".dot\nb\nareé\n"
   },
   "dataend_reply": "250 ok",
   "bare_newlines": 1
  },
  {
   "connection": 1,
   "mail_from": "",
   "mail_params": "",
   "rcpts": [],
   "data": null,
   "dropped": "mail"
  }
 ]
}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("transcript (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"\xe4@d"}, s.Transcript().Accepted()); diff != "" {
		t.Errorf("accepted (-want +got):\n%s", diff)
	}
}

func TestBadRule(t *testing.T) {
	if _, err := Listen("127.0.0.1:0", Script{Rules: []Rule{{On: Mail, Match: "("}}}); err == nil {
		t.Error("a rule whose expression is broken was taken")
	}
}

func TestPipelinedCommandsAreAnsweredTogether(t *testing.T) {
	s := Start(t, Script{})
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.Write([]byte("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nQUIT\r\n"))
	text := textproto.NewReader(newSession(s, conn, 0).in)
	var got []string
	for range 4 {
		line, err := text.ReadLine()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, line)
	}
	if diff := cmp.Diff([]string{"220 sink ESMTP", "250 ok", "250 ok", "221 bye"}, got); diff != "" {
		t.Errorf("replies (-want +got):\n%s", diff)
	}
}
