// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"os"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/pickle"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site/sitetest"
)

// verboseSite has two lists that allow two posts in 300 seconds.
func verboseSite(t *testing.T) (w *sitetest.World, send func(list, from string) (moderated bool)) {
	t.Helper()
	w = sitetest.New(t)
	for _, name := range []string{"test", "other"} {
		w.AddList(t, name, map[string]pyvalue.Value{"member_verbosity_threshold": int64(2), "member_verbosity_interval": int64(300)})
	}
	send = func(list, from string) bool {
		t.Helper()
		c := w.Change(t, list)
		l := c.List()
		p := &post.Post{Site: w.Site, Change: c, List: l, Msg: message.Parse("From: " + from + "\n\nHello.\n"), Data: queue.NewMetadata()}
		v, err := spamDetect(t.Context(), p)
		if err != nil || v.Action != post.GoOn {
			t.Fatalf("%v %v", v, err)
		}
		w.Commit(t)
		return member.Of(l).Option(from, member.Moderate)
	}
	return w, send
}

func TestVerboseMember(t *testing.T) {
	w, send := verboseSite(t)
	if send("test", "Anne@example.com") || send("other", "anne@example.com") {
		t.Error("moderated for two posts")
	}
	if send("test", "bart@example.org") {
		t.Error("moderated for another's posts")
	}
	if !send("other", "anne@example.com") {
		t.Error("not moderated for a third post, on two lists")
	}
	if want := "vette: Test: Automatically Moderated anne@example.com for verbose postings.\n"; w.Log.String() != want {
		t.Errorf("log %q, want %q", w.Log, want)
	}
}

func TestVerboseForgets(t *testing.T) {
	w, send := verboseSite(t)
	for range 5 {
		if send("test", "anne@example.com") {
			t.Fatal("moderated for two posts in 300 seconds")
		}
		w.Clock = w.Clock.Add(151 * time.Second)
	}
}

func TestVerboseStranger(t *testing.T) {
	w, send := verboseSite(t)
	for range 4 {
		send("test", "zed@example.org")
	}
	if got := w.Log.String(); got != "" {
		t.Errorf("log %q", got)
	}
}

func TestVerboseFileBroken(t *testing.T) {
	w, send := verboseSite(t)
	for _, broken := range []string{"", "garbage", "(lp1\n.", "(dS'anne@example.com'\nI3\ns."} {
		w.Write(t, "data/recent-posts.pck", []byte(broken))
		if send("test", "anne@example.com") {
			t.Errorf("%q: moderated for a first post", broken)
		}
		data, err := os.ReadFile(w.Path("data/recent-posts.pck"))
		if err != nil {
			t.Fatal(err)
		}
		if v, _, err := pickle.Load(data); err != nil || len(pyvalue.Items(v.(*pyvalue.Dict).GetStr("anne@example.com"))) != 1 {
			t.Errorf("%q: the file is not mended: %q", broken, data)
		}
	}
	if got := w.Log.String(); !strings.Contains(got, "error: counting recent posts anew") {
		t.Errorf("log %q", got)
	}
}

// Where posts can't be remembered, they pass.
func TestVerboseFileUnwritable(t *testing.T) {
	w, send := verboseSite(t)
	w.Write(t, "data/recent-posts.pck.tmp/x", nil) // a directory is in the way
	if send("test", "anne@example.com") {
		t.Error("moderated")
	}
	if got := w.Log.String(); !strings.HasPrefix(got, "error: recent posts are not remembered: ") {
		t.Errorf("log %q", got)
	}
}
