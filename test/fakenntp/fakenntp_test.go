// SPDX-License-Identifier: GPL-2.0-or-later

package fakenntp

import (
	"encoding/json"
	"net/textproto"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// converse sends lines over a new connection and returns the first line of each answer;
// "gone" where the server has hung up.
func converse(t *testing.T, s *Server, lines ...string) []string {
	t.Helper()
	conn, err := textproto.Dial("tcp", s.Addr())
	if err != nil {
		return []string{"refused"}
	}
	defer conn.Close()
	read := func() string {
		line, err := conn.ReadLine()
		if err != nil {
			return "gone"
		}
		return line
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
	const article = "Message-ID: <a@b>\r\n\r\ntext\r\n."
	groups := map[string]Articles{"x.y": {3: "Subject: a\n\ntext\n", 7: "Message-ID: <q@b>\n\n"}, "empty": {}}
	for name, tt := range map[string]struct {
		script Script
		lines  []string
		want   []string
	}{
		"agrees": {Script{}, []string{"MODE READER", "AUTHINFO USER a", "AUTHINFO PASS b", "POST", article, "QUIT", "POST"},
			[]string{"200 sink", "200 reader", "381 and the password", "281 welcome", "340 send it", "240 posted", "205 bye", "gone"}},
		"refuses":        {Script{Rules: []Rule{{On: Post, Reply: "440 no"}}}, []string{"POST", "POST"}, []string{"200 sink", "440 no", "440 no"}},
		"hangs up":       {Script{Rules: []Rule{{On: PostEnd, Drop: true}}}, []string{"POST", article}, []string{"200 sink", "340 send it", "gone"}},
		"nobody listens": {Script{Deaf: true}, nil, []string{"refused"}},
		"seen before": {Script{Unique: true}, []string{"STAT <a@b>", "POST", article, "POST", article, "STAT <a@b>"},
			[]string{"200 sink", "430 no such article", "340 send it", "240 posted", "340 send it", "441 435 duplicate", "223 0 <a@b>"}},
		"groups": {Script{Groups: groups}, []string{"HEAD 3", "GROUP no", "GROUP empty", "GROUP x.y", "HEAD 4", "HEAD 7"},
			[]string{"200 sink", "412 no group", "411 no such group", "211 0 0 0 empty", "211 2 3 7 x.y", "423 no such article", "221 7 <q@b>"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, converse(t, Start(t, tt.script), tt.lines...)); diff != "" {
				t.Errorf("answers (-want +got):\n%s", diff)
			}
		})
	}
}

// TestLostAnswer: the server takes an article and hangs up; it has it then.
func TestLostAnswer(t *testing.T) {
	s := Start(t, Script{Unique: true, Rules: []Rule{{On: PostEnd, Times: 1, Drop: true, Reply: "240 posted"}}})
	converse(t, s, "POST", "Message-ID: <a@b>\r\n\r\n.")
	if got := converse(t, s, "STAT <a@b>")[1]; got != "223 0 <a@b>" {
		t.Errorf("STAT is answered by %q", got)
	}
}

func TestArticle(t *testing.T) {
	s := Start(t, Script{Groups: map[string]Articles{"x": {1: "Subject: a\nTo: b\n\n.dot\ntext\n"}}})
	conn, err := textproto.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.PrintfLine("GROUP x")
	conn.PrintfLine("HEAD 1")
	conn.PrintfLine("BODY 1")
	for range 3 {
		conn.ReadLine()
	}
	head, _ := conn.ReadDotLines()
	conn.ReadLine()
	body, _ := conn.ReadDotLines()
	got := strings.Join(head, "|") + " " + strings.Join(body, "|")
	if want := "Subject: a|To: b .dot|text"; got != want {
		t.Errorf("HEAD and BODY give %q, want %q", got, want)
	}
}

func TestTranscript(t *testing.T) {
	s := Start(t, Script{Rules: []Rule{{On: Post, Skip: 1, Reply: "502 no"}}})
	converse(t, s, "AUTHINFO USER a", "POST", "..dot\r\nb\rc\r\n.", "POST")
	s.Close()
	got, err := json.Marshal(s.Transcript())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"connections":1,"transactions":[{"auth":"AUTHINFO USER a","connection":1},` +
		`{"article":".dot\nb\rc\n","connection":1,"post_reply":"340 send it","postend_reply":"240 posted","bare_returns":1},` +
		`{"article":null,"connection":1,"post_reply":"502 no"}]}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("transcript (-want +got):\n%s", diff)
	}
}

func TestUnmarshalScript(t *testing.T) {
	var s Script
	if err := json.Unmarshal([]byte(`{"listen": false, "rules": [{"on": "post", "reply": "440 no"}]}`), &s); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Script{Deaf: true, Rules: []Rule{{On: Post, Reply: "440 no"}}}, s); diff != "" {
		t.Errorf("script (-want +got):\n%s", diff)
	}
}
