// SPDX-License-Identifier: GPL-2.0-or-later

package site_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

func TestSiteAddress(t *testing.T) {
	hosts := &pyvalue.Dict{}
	hosts.SetStr("www.example.com", pyvalue.Str("mail.example.com"))
	for _, tt := range []struct{ url, urlHost, hostname, extra, want string }{
		{"", "lists.example.com", "", "", "mailman@lists.example.com"},
		{"", "WWW.example.com", "", "owner", "mailman-owner@mail.example.com"},
		{"", "www.example.com", "virtual.example.org", "bounces", "mailman-bounces@virtual.example.org"},
		{"http://Old.example.com/mailman/", "www.example.com", "", "", "mailman@old.example.com"},
		{"nonsense", "www.example.com", "", "", "mailman@mail.example.com"},
	} {
		w := sitetest.New(t)
		w.Set("VIRTUAL_HOSTS", hosts)
		w.Set("DEFAULT_URL", tt.url)
		w.Set("DEFAULT_URL_HOST", tt.urlHost)
		if got := w.SiteAddress(tt.hostname, tt.extra); got != tt.want {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}

func TestCharsetOf(t *testing.T) {
	w := sitetest.New(t)
	for lang, want := range map[string]string{"en": "us-ascii", "fr": "iso-8859-1", "ja": "euc-jp", "ru": "utf-8", "xx": "us-ascii", "": "us-ascii"} {
		if got := w.CharsetOf(lang); got != want {
			t.Errorf("%q: %s, want %s", lang, got, want)
		}
	}
	w.Set("LC_DESCRIPTIONS", nil)
	if got := w.CharsetOf("fr"); got != "us-ascii" {
		t.Errorf("without LC_DESCRIPTIONS: %s", got)
	}
}

func TestUniqueMessageID(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	l := w.Open(t, "test")
	for _, want := range []string{
		"<mailman.0.1795000000.4242.test@lists.example.com>",
		"<mailman.1.1795000000.4242.test@lists.example.com>",
	} {
		if got := w.UniqueMessageID(l); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestQueues(t *testing.T) {
	w := sitetest.New(t)
	virgin, err := w.Queue(site.Virgin)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := w.Queue(site.Virgin); again != virgin {
		t.Error("a queue is opened twice")
	}
	if got, want := virgin.Dir(), w.Path("qfiles/virgin"); got != want {
		t.Errorf("virgin is %s, want %s", got, want)
	}
	data := queue.NewMetadata()
	data.SetStr("listname", pyvalue.Str("test"))
	if _, err := virgin.Put(message.Parse("Subject: x\n\n"), data); err != nil {
		t.Fatal(err)
	}
	entries := w.Entries(t, site.Virgin)
	if len(entries) != 1 || entries[0].Data.Float("received_time") != 1795000000 || entries[0].Data.Int("version") != 3 {
		t.Errorf("entries: %+v", entries)
	}
	w.Set(site.Out, "")
	if _, err := w.Queue(site.Out); err == nil || !strings.Contains(err.Error(), "OUTQUEUE_DIR") {
		t.Errorf("a queue without a directory: %v", err)
	}
}

func TestNewLock(t *testing.T) {
	w := sitetest.New(t)
	a, err := w.NewLock("mmrun-out", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	release, err := a.Acquire(t.Context(), -1)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	w.PID = os.Getpid() // a living process of this program
	b, err := w.NewLock("mmrun-in", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	releaseB, err := b.Acquire(t.Context(), -1)
	if err != nil {
		t.Fatal(err)
	}
	defer releaseB()
	w.PID = 4243
	c, err := w.NewLock("mmrun-in", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Acquire(t.Context(), -1); err == nil {
		t.Error("a lock was given twice")
	}
}
