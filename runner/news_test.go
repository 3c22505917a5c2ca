// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/test/fakenntp"
)

// gated adds a list that is gated to a newsgroup of a server.
func (w *world) gated(name string, server *fakenntp.Server) {
	w.t.Helper()
	w.AddList(w.t, name, map[string]pyvalue.Value{
		"gateway_to_news": int64(1), "nntp_host": pyvalue.Str(server.Addr()), "linked_newsgroup": pyvalue.Str("x." + name),
	})
}

// file is what a file of the var tree holds.
func (w *world) file(name string) string {
	w.t.Helper()
	text, err := os.ReadFile(w.Path(name))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

// article is an entry for a list that is gated.
func article(list, subject string) entry { return entry{queue: "news", list: list, subject: subject} }

// posted are the subjects of the articles that a server has taken, with their newsgroup.
func posted(server *fakenntp.Server) string {
	var all []string
	for _, text := range server.Transcript().Accepted() {
		m := message.Parse(text)
		all = append(all, m.Get("Newsgroups")+" "+m.Get("Subject"))
	}
	return strings.Join(all, ", ")
}

func wantPosted(t *testing.T, server *fakenntp.Server, want string, connections int) {
	t.Helper()
	if got := posted(server); got != want {
		t.Errorf("posted is %q, want %q", got, want)
	}
	if got := server.Transcript().Connections; got != connections {
		t.Errorf("over %d connections, want %d", got, connections)
	}
}

// TestNews: the articles of several lists and servers, over a connection each.
func TestNews(t *testing.T) {
	w := newWorld(t)
	one, two := fakenntp.Start(t, fakenntp.Script{}), fakenntp.Start(t, fakenntp.Script{})
	w.gated("la", one)
	w.gated("lb", two)
	w.gated("lc", one)
	w.put(article("la", "a"), article("lb", "b"), article("lc", "c"), article("la", "d"))
	w.check(w.drain("News"), 0, "", "")
	wantPosted(t, one, "x.la a, x.lc c, x.la d", 1)
	wantPosted(t, two, "x.lb b", 1)
	if got := w.Log.String(); got != "" {
		t.Errorf("logged is %q", got)
	}
}

// TestNewsServerAway: its articles stay, after one try for all of them, and those for
// another server are posted.
func TestNewsServerAway(t *testing.T) {
	for name, script := range map[string]fakenntp.Script{
		"nobody listens":      {Deaf: true},
		"closed":              {Rules: []fakenntp.Rule{{On: "connect", Reply: "400 closed"}}},
		"no permission":       {Rules: []fakenntp.Rule{{On: "connect", Reply: "502 no"}}},
		"hangs up":            {Rules: []fakenntp.Rule{{On: "connect", Drop: true}}},
		"login refused":       {Rules: []fakenntp.Rule{{On: "auth", Reply: "481 no"}}},
		"posting not allowed": {Rules: []fakenntp.Rule{{On: "post", Reply: "440 no"}}},
		"POST unknown":        {Rules: []fakenntp.Rule{{On: "post", Reply: "500 what?"}}},
		"closes instead":      {Rules: []fakenntp.Rule{{On: "postend", Reply: "400 closed"}}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.Set("NNTP_USERNAME", pyvalue.Str("feed"))
			w.Set("NNTP_PASSWORD", pyvalue.Str("secret"))
			away, there := fakenntp.Start(t, script), fakenntp.Start(t, fakenntp.Script{})
			w.gated("la", away)
			w.gated("lb", there)
			stays := "qfiles/news/" + w.put(article("la", "a"), article("lb", "b"), article("la", "c"))[0] + ".pck"
			before := w.file(stays)
			w.check(w.drain("News"), 75, "news a\nnews c", "")
			wantPosted(t, there, "x.lb b", 1)
			if n := away.Transcript().Connections; n > 1 {
				t.Errorf("%d connections were made to it, want one", n)
			}
			if w.file(stays) != before {
				t.Error("the entry was changed")
			}
			if n := strings.Count(w.Log.String(), "(NNTPDirect)"); n != 1 {
				t.Errorf("%d lines tell of it, want one:\n%s", n, w.Log)
			}
			w.logged("can't reach the news server at " + away.Addr() + " (nntp_host): ")
		})
	}
}

// TestArticleRefused: it stays, and those behind it are posted.
func TestArticleRefused(t *testing.T) {
	for name, rule := range map[string]fakenntp.Rule{
		"for now":         {Reply: "441 no"},
		"for good":        {Reply: "502 no"},
		"hangs up":        {Drop: true},
		"connection lost": {Reset: true},
	} {
		t.Run(name, func(t *testing.T) {
			rule.On, rule.Match = "postend", "Subject: b"
			w := newWorld(t)
			server := fakenntp.Start(t, fakenntp.Script{Rules: []fakenntp.Rule{rule}})
			w.gated("la", server)
			w.put(article("la", "a"), article("la", "b"), article("la", "c"))
			w.check(w.drain("News"), 75, "news b", "")
			wantPosted(t, server, "x.la a, x.la c", 1+btoi(rule.Reply == ""))
			w.logged("(NNTPDirect)")
			w.logged("Entries stay queued: an article of list la was not posted to " + server.Addr() + ": ")
		})
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestConnectionLostTwice: the server counts as away then.
func TestConnectionLostTwice(t *testing.T) {
	w := newWorld(t)
	server := fakenntp.Start(t, fakenntp.Script{Rules: []fakenntp.Rule{{On: "postend", Drop: true}}})
	w.gated("la", server)
	w.put(article("la", "a"), article("la", "b"), article("la", "c"))
	w.check(w.drain("News"), 75, "news a\nnews b\nnews c", "")
	wantPosted(t, server, "", 2)
}

// TestServerClosesBetweenArticles: the next one goes over another connection.
func TestServerClosesBetweenArticles(t *testing.T) {
	for name, rule := range map[string]fakenntp.Rule{
		"hangs up": {Drop: true}, "says so": {Reply: "400 enough"},
	} {
		t.Run(name, func(t *testing.T) {
			rule.On, rule.Skip, rule.Times = "post", 1, 1
			w := newWorld(t)
			server := fakenntp.Start(t, fakenntp.Script{Rules: []fakenntp.Rule{rule}})
			w.gated("la", server)
			w.put(article("la", "a"), article("la", "b"), article("la", "c"))
			w.check(w.drain("News"), 0, "", "")
			wantPosted(t, server, "x.la a, x.la b, x.la c", 2)
		})
	}
}

// TestPostedOnce: the server has an article whose acceptance got lost, or was not noted
// before mmrun was killed. It gets the same article again, says that it has it, and the
// entry is done.
func TestPostedOnce(t *testing.T) {
	t.Run("its answer was lost", func(t *testing.T) {
		w := newWorld(t)
		lost := fakenntp.Rule{On: "postend", Times: 1, Drop: true, Reply: "240 posted"}
		server := fakenntp.Start(t, fakenntp.Script{Unique: true, Rules: []fakenntp.Rule{lost}})
		w.gated("la", server)
		w.put(article("la", "a"))
		w.check(w.drain("News"), 75, "news a", "")
		w.check(w.drain("News"), 0, "", "")
		wantSameArticle(t, server, 0)
	})
	t.Run("mmrun was killed", func(t *testing.T) {
		w := newWorld(t)
		server := fakenntp.Start(t, fakenntp.Script{Unique: true})
		w.gated("la", server)
		name := w.put(article("la", "a"))[0]
		entry := w.file("qfiles/news/" + name + ".pck")
		w.check(w.drain("News"), 0, "", "")
		w.raw("news/"+name+".bak", entry)
		w.check(w.drain("News"), 0, "", "")
		wantSameArticle(t, server, 1)
	})
}

func wantSameArticle(t *testing.T, server *fakenntp.Server, accepted int) {
	t.Helper()
	tr := server.Transcript()
	if len(tr.Transactions) != 2 || *tr.Transactions[0].Article != *tr.Transactions[1].Article {
		t.Errorf("posted were %+v, want the same article twice", tr.Transactions)
	}
	if got := len(tr.Accepted()); got != accepted {
		t.Errorf("%d articles were accepted and said to be, want %d", got, accepted)
	}
}

// TestOtherEntryOtherMessageID: crossposted to two lists, or posted twice, it is not the
// same article.
func TestOtherEntryOtherMessageID(t *testing.T) {
	w := newWorld(t)
	server := fakenntp.Start(t, fakenntp.Script{Unique: true})
	w.gated("la", server)
	w.gated("lb", server)
	w.put(article("la", "a"), article("lb", "a"), article("la", "a"))
	w.check(w.drain("News"), 0, "", "")
	wantPosted(t, server, "x.la a, x.lb a, x.la a", 1)
}

// TestNewsGivesUp: after DELIVERY_RETRY_PERIOD an article is shunted, if it still can't be
// posted.
func TestNewsGivesUp(t *testing.T) {
	for name, script := range map[string]fakenntp.Script{
		"away":    {Deaf: true},
		"refused": {Rules: []fakenntp.Rule{{On: "postend", Match: "Subject: (old|new)", Reply: "441 no"}}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.gated("la", fakenntp.Start(t, script))
			period := w.Settings.Float("DELIVERY_RETRY_PERIOD")
			older, younger := article("la", "old"), article("la", "new")
			older.at = float64(w.Clock.Unix()) - period - 1
			younger.at = float64(w.Clock.Unix()) - period + 60
			w.put(older, younger)
			w.check(w.drain("News"), 75, "news new\nshunt old", "")
			w.logged("not posted within DELIVERY_RETRY_PERIOD: ")
		})
	}
}

// TestNewsTroublesAreToldNowAndThen: what lasts is told when it begins and once an hour,
// by each process that finds it, and when the server is back.
func TestNewsTroublesAreToldNowAndThen(t *testing.T) {
	w := newWorld(t)
	rules := []fakenntp.Rule{{On: "connect", Times: 4, Reply: "400 closed"}, {On: "postend", Match: "Subject: b", Reply: "441 no"}}
	server := fakenntp.Start(t, fakenntp.Script{Rules: rules})
	w.gated("la", server)
	w.put(article("la", "a"), article("la", "b"))
	start := w.Clock
	var told []string
	for _, minutes := range []int{0, 1, 59, 61, 90, 91, 152, 153} {
		w.Clock = start.Add(time.Duration(minutes) * time.Minute)
		w.drain("News")
		lines := w.Log.Of("error")
		for _, line := range lines[len(told):] {
			told = append(told, line)
			t.Logf("%3d: %s", minutes, line)
		}
	}
	want := []string{
		`(NNTPDirect) NNTP error for list "la": 400 closed`,
		`(NNTPDirect) NNTP error for list "la": 400 closed (since Nov 18 11:06:40 2026)`,
		`News server ` + server.Addr() + ` is back, after 1h30m0s`,
		`(NNTPDirect) NNTP error for list "la": 441 no`,
		`(NNTPDirect) NNTP error for list "la": 441 no (since Nov 18 12:36:40 2026)`,
	}
	if got := strings.Join(told, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("told is\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	if n := len(w.Log.Of("qrunner")); n != 4 {
		t.Errorf("%d lines say that entries stay, want 4", n)
	}
}

// TestNewsTroublesFile: an odd file, or none that can be written, does no harm.
func TestNewsTroublesFile(t *testing.T) {
	for name, content := range map[string]string{"half": "12", "no numbers": "a b \"c\"\n", "NULs": "\x00\x00"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.gated("la", fakenntp.Start(t, fakenntp.Script{Deaf: true}))
			w.Write(t, "data/mmrun-nntp-troubles", []byte(content))
			w.put(article("la", "a"))
			w.check(w.drain("News"), 75, "news a", "")
			w.logged("(NNTPDirect) socket error")
		})
	}
	t.Run("a folder", func(t *testing.T) {
		w := newWorld(t)
		w.gated("la", fakenntp.Start(t, fakenntp.Script{Deaf: true}))
		if err := os.MkdirAll(w.Path("data/mmrun-nntp-troubles/x"), 0o770); err != nil {
			t.Fatal(err)
		}
		w.put(article("la", "a"))
		w.check(w.drain("News"), 75, "news a", "")
		w.logged("(NNTPDirect) socket error")
	})
}

// TestManyArticles go over one connection.
func TestManyArticles(t *testing.T) {
	w := newWorld(t)
	server := fakenntp.Start(t, fakenntp.Script{})
	w.gated("la", server)
	var all []entry
	for i := range 50 {
		all = append(all, article("la", fmt.Sprint(i)))
	}
	w.put(all...)
	w.check(w.drain("News"), 0, "", "")
	if tr := server.Transcript(); tr.Connections != 1 || len(tr.Accepted()) != 50 {
		t.Errorf("%d articles over %d connections", len(tr.Accepted()), tr.Connections)
	}
}
