// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/test/fakenntp"
)

// newsgroup has articles of all shapes, some of which the list test has sent itself.
var newsgroup = fakenntp.Articles{
	3:  "From: cate@example.net\nSubject: Plain\nMessage-ID: <3@x>\nNewsgroups: x.test\n\nA text.\n",
	4:  "From: cate@example.net\nSubject: With To\nTo: someone@example.org\nX-Originally-To: other@example.org\nto: twice@example.org\nMessage-ID: <4@x>\n\n> quoted\n",
	5:  "From: anne@example.com\nSubject: Our own\nMessage-ID: <5@x>\nX-BeenThere: test@lists.example.com\n\nBack again.\n",
	6:  "From: anne@example.com\nSubject: Of another list\nMessage-ID: <6@x>\nX-BeenThere: other@lists.example.com\n\nText\n",
	7:  "From: anne@example.com\nSubject: Small letters\nx-beenthere: test@lists.example.com\nMessage-ID: <7@x>\n\nText\n",
	8:  "From: anne@example.com\nSubject: Other spaces\nX-BeenThere:  test@lists.example.com\nX-BeenThere: Test@lists.example.com\nMessage-ID: <8@x>\n\nText\n",
	10: "From: =?utf-8?q?J=C3=BCrgen?= <j@example.net>\nSubject: folded\n\tand more\nMessage-ID: <10@x>\n\n.dot\n..two\n\nFrom here\n.\n",
	11: "From: raw \xfc <raw@example.net>\nSubject: \xe4\xf6\xfc\nContent-Type: text/plain; charset=iso-8859-1\n\nGr\xfc\xdfe\n",
	12: "From: m@example.net\nSubject: parts\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\nbefore\n--b\n\none\n--b\nContent-Type: text/html\n\n<p>two\n--b--\nbehind\n",
	13: "From: m@example.net\nSubject: no end\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n",
	14: "From: m@example.net\nSubject: no body\nMessage-ID: <14@x>\n\n",
	15: "From: m@example.net\nSubject:\n\nText\n",
	16: "Subject: nobody wrote it\n\nText\n\n\n",
	18: "From: m@example.net\nSubject: last\nReferences: <3@x>\n <4@x>\nTo:\n\nText\n",
}

// gateRound is a run of gate_news: what the server has then, and what is changed in the list test
// before.
type gateRound struct {
	server fakenntp.Script
	attrs  map[string]pyvalue.Value
}

// gateCases are runs after each other. A list that has no watermark is gated for the first time.
var gateCases = map[string][]gateRound{
	"caught up, then what is new": {
		{server: having(1, 3)}, {server: having(1, 3)}, {server: having(1, 18)}, {server: having(1, 18)},
	},
	"all":                     {{having(1, 18), marked(0)}},
	"some have expired":       {{having(10, 18), marked(4)}},
	"an empty group":          {{having(0, 0), nil}, {having(0, 0), marked(5)}},
	"another newsgroup":       {{having(1, 18), marked(16)}, {having(1, 18), map[string]pyvalue.Value{"linked_newsgroup": pyvalue.Str("x.two")}}},
	"no such newsgroup":       {{having(1, 18), map[string]pyvalue.Value{"linked_newsgroup": pyvalue.Str("x.none"), "usenet_watermark": int64(1)}}},
	"no newsgroup":            {{having(1, 18), map[string]pyvalue.Value{"linked_newsgroup": pyvalue.Str(""), "usenet_watermark": int64(1)}}},
	"not gated":               {{having(1, 18), map[string]pyvalue.Value{"gateway_to_mail": int64(0), "usenet_watermark": int64(1)}}},
	"not gated to news":       {{having(1, 18), map[string]pyvalue.Value{"gateway_to_news": int64(0), "usenet_watermark": int64(14)}}},
	"nobody listens":          {{fakenntp.Script{Deaf: true}, marked(1)}, {having(1, 4), nil}},
	"the server is busy":      {{answering(fakenntp.Connect, "", "400 load is too high"), marked(14)}},
	"no permission":           {{answering(fakenntp.Connect, "", "502 no permission"), marked(14)}},
	"no such article":         {{answering(fakenntp.Head, "1[14]", "423 no article with that number"), marked(8)}},
	"an article without body": {{answering(fakenntp.Body, "1[24]", "430 no such article"), marked(8)}},
	"the group needs a name":  {{answering(fakenntp.Group, "", "480 authentication required"), marked(13)}},
	"no mode":                 {{answering(fakenntp.Mode, "", "500 what?"), marked(14)}},
}

func having(first, last int) fakenntp.Script {
	group := fakenntp.Articles{}
	for number, text := range newsgroup {
		if number >= first && number <= last {
			group[number] = text
		}
	}
	two := fakenntp.Articles{1: "From: x@example.org\nSubject: Of the other group\n\nText\n", 20: "From: x@example.org\nSubject: 20\n\nText\n"}
	return fakenntp.Script{Groups: map[string]fakenntp.Articles{"x.test": group, "x.two": two}}
}

func answering(event, match, reply string) fakenntp.Script {
	s := having(1, 18)
	s.Rules = []fakenntp.Rule{{On: event, Match: match, Reply: reply}}
	return s
}

func marked(watermark int64) map[string]pyvalue.Value {
	return map[string]pyvalue.Value{"usenet_watermark": watermark}
}

// TestGateNews: after each run of gate_news queue, lists and log are as after Mailman's.
func TestGateNews(t *testing.T) {
	in := findInstalled(t)
	for name, rounds := range gateCases {
		t.Run(name, func(t *testing.T) {
			here, there := newGateSite(t, in), newGateSite(t, in)
			for _, round := range rounds {
				here.prepare(t, round)
				here.run(t, jobCase{job: "gate_news"})
				there.prepare(t, round)
				there.script(t, in, jobCase{job: "gate_news"})
				if diff := cmp.Diff(there.lines(t), here.lines(t)); diff != "" {
					t.Errorf("the tree (-Mailman +here):\n%s", diff)
				}
			}
		})
	}
}

// gateSite is a site whose lists test and other are gated.
type gateSite struct {
	*jobSite
	servers []string // the addresses of the news servers of all rounds
}

func newGateSite(t *testing.T, in installed) *gateSite {
	t.Helper()
	s := &gateSite{jobSite: newJobSite(t, in, "en", nil)}
	s.Dial = new(net.Dialer).DialContext
	return s
}

// prepare starts the server of a round. The list other is always gated from the newsgroup x.two.
func (s *gateSite) prepare(t *testing.T, round gateRound) {
	t.Helper()
	address := fakenntp.Start(t, round.server).Addr()
	s.servers = append(s.servers, address)
	for list, group := range map[string]string{"test": "x.test", "other": "x.two"} {
		l := s.Change(t, list).List()
		l.Attrs.SetStr("nntp_host", pyvalue.Str(address))
		if l.Value("linked_newsgroup") == pyvalue.Str("") {
			l.Attrs.SetStr("linked_newsgroup", pyvalue.Str(group))
			l.Attrs.SetStr("gateway_to_mail", int64(1))
			l.Attrs.SetStr("gateway_to_news", int64(1))
		}
		for name, v := range round.attrs {
			if list == "test" {
				l.Attrs.SetStr(name, v)
			}
		}
		s.Commit(t)
	}
}

// connecting is what Go says before the system's own words for why there is no connection, and
// Python before the same words.
var connecting = regexp.MustCompile(`(?m)(\[Errno \d+\] |dial tcp [0-9.:]+: connect: )(.*)$`)

// lines is the state of the site, each line once: Mailman tries for each list to reach a server
// that is away.
func (s *gateSite) lines(t *testing.T) []string {
	t.Helper()
	text := connecting.ReplaceAllStringFunc(s.state(t), func(line string) string {
		return strings.ToLower(connecting.ReplaceAllString(line, "$2"))
	})
	for i, address := range s.servers {
		text = strings.ReplaceAll(text, address, fmt.Sprint("NEWS", i))
	}
	lines := strings.Split(text, "\n")
	slices.Sort(lines)
	return slices.Compact(lines)
}
