// SPDX-License-Identifier: GPL-2.0-or-later

package periodic_test

import (
	"net"
	"os"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/periodic"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
	"mmgen/test/fakenntp"
)

// newGated is a site with the list one, which is gated from a newsgroup with one article
// that is new.
func newGated(t *testing.T) *sitetest.World {
	t.Helper()
	w := sitetest.New(t)
	w.Dial = new(net.Dialer).DialContext
	w.Set("LIST_LOCK_TIMEOUT", int64(1))
	server := fakenntp.Start(t, fakenntp.Script{Groups: map[string]fakenntp.Articles{"x": {2: "Subject: new\n\nText.\n"}}})
	w.AddList(t, "one", map[string]pyvalue.Value{
		"gateway_to_mail": int64(1), "nntp_host": pyvalue.Str(server.Addr()), "linked_newsgroup": pyvalue.Str("x"), "usenet_watermark": int64(1),
	})
	return w
}

func TestGateNews(t *testing.T) {
	w := newGated(t)
	w.AddList(t, "two", nil)
	for _, want := range []int{1, 0} { // another run finds nothing new
		runJob(t, w, "gate_news", periodic.Options{}, nil)
		if n := len(w.Entries(t, site.In)); n != want {
			t.Errorf("%d articles are queued, want %d", n, want)
		}
	}
}

// TestGateNewsWhileTheScriptRuns: Mailman's own gate_news, on another host here, has the
// lock that both take.
func TestGateNewsWhileTheScriptRuns(t *testing.T) {
	w := newGated(t)
	lock := w.Path("locks/gate_news.lock")
	claim := lock + ".elsewhere.example.com.99.0"
	w.Write(t, "locks/gate_news.lock.elsewhere.example.com.99.0", []byte(claim))
	future := w.Clock.AddDate(1, 0, 0)
	if err := os.Chtimes(claim, future, future); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(claim, lock); err != nil {
		t.Fatal(err)
	}
	runJob(t, w, "gate_news", periodic.Options{}, nil)
	if n := len(w.Entries(t, site.In)); n != 0 {
		t.Errorf("%d articles are queued", n)
	}
	if log := w.Log.String(); !strings.Contains(log, "fromusenet: Could not acquire gate_news lock") {
		t.Errorf("logged is %q", log)
	}
}

// TestGateNewsLockedList: a later run does that list.
func TestGateNewsLockedList(t *testing.T) {
	w := newGated(t)
	w.Lock(t, "one")
	runJob(t, w, "gate_news", periodic.Options{}, periodic.ErrWaiting)
	if n := len(w.Entries(t, site.In)); n != 0 {
		t.Errorf("%d articles are queued", n)
	}
}
