// SPDX-License-Identifier: GPL-2.0-or-later

package notice_test

import (
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

func newSite(t *testing.T, attrs map[string]pyvalue.Value) *sitetest.World {
	t.Helper()
	w := sitetest.New(t)
	w.AddList(t, "test", attrs)
	return w
}

// only returns the one letter that was queued.
func only(t *testing.T, w *sitetest.World) *queue.Entry {
	t.Helper()
	w.Commit(t)
	entries := w.Entries(t, site.Virgin)
	if len(entries) != 1 {
		t.Fatalf("%d letters, want 1", len(entries))
	}
	return entries[0]
}

// The header fields that sending adds, and to which letters.
func TestSend(t *testing.T) {
	user := notice.User{Recipients: []string{"a@example.com"}, Sender: "s@example.com", Subject: "x", Lang: "en"}
	toOwner := user
	toOwner.Recipients = []string{"test-owner@lists.example.com"}
	for _, tt := range []struct {
		name       string
		letter     func(w *sitetest.World, l *mlist.List) *message.Message
		send       func(*site.Site, *mlist.Change, *message.Message, ...queue.Extra) error
		precedence []string
		envsender  string
	}{
		{"user", func(w *sitetest.World, _ *mlist.List) *message.Message { return user.Message(w.Site) },
			notice.Send, []string{"bulk"}, ""},
		{"owner address", func(w *sitetest.World, _ *mlist.List) *message.Message { return toOwner.Message(w.Site) },
			notice.Send, []string{"list"}, ""},
		{"urgent", func(w *sitetest.World, _ *mlist.List) *message.Message { return user.Message(w.Site) },
			notice.SendUrgent, nil, ""},
		{"own fields", func(w *sitetest.World, _ *mlist.List) *message.Message {
			m := user.Message(w.Site)
			m.Add("Precedence", "junk")
			return m
		}, notice.Send, []string{"junk"}, ""},
		{"owners", func(w *sitetest.World, l *mlist.List) *message.Message { return notice.Owner{}.Message(w.Site, l) },
			notice.Send, []string{"list"}, "mailman-bounces@lists.example.com"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newSite(t, nil)
			c := w.Change(t, "test")
			if err := tt.send(w.Site, c, tt.letter(w, c.List()), queue.With("tomoderators", int64(1))); err != nil {
				t.Fatal(err)
			}
			e := only(t, w)
			if got := e.Msg.GetAll("Precedence"); !slices.Equal(got, tt.precedence) {
				t.Errorf("Precedence %q, want %q", got, tt.precedence)
			}
			if got := e.Data.Str("envsender"); got != tt.envsender {
				t.Errorf("envsender %q, want %q", got, tt.envsender)
			}
			if e.Data.Str("listname") != "test" || e.Data.Int("nodecorate") != 1 || e.Data.Int("reduced_list_headers") != 1 || e.Data.Int("tomoderators") != 1 {
				t.Error("metadata are missing")
			}
			if got := e.Msg.Get("Message-ID"); got != "<mailman.0.1795000000.4242.test@lists.example.com>" {
				t.Errorf("Message-ID %s", got)
			}
		})
	}
}

func TestOwnerRecipients(t *testing.T) {
	attrs := map[string]pyvalue.Value{"owner": pyvalue.Strings("o1@example.com", "o2@example.com"), "moderator": pyvalue.Strings("m@example.com")}
	for moderators, want := range map[bool][]string{
		false: {"o1@example.com", "o2@example.com"},
		true:  {"o1@example.com", "o2@example.com", "m@example.com"},
	} {
		w := newSite(t, attrs)
		c := w.Change(t, "test")
		l := c.List()
		if err := notice.Send(w.Site, c, notice.Owner{Moderators: moderators}.Message(w.Site, l)); err != nil {
			t.Fatal(err)
		}
		if got := only(t, w).Data.Strs("recips"); !slices.Equal(got, want) {
			t.Errorf("moderators %v: recipients %q, want %q", moderators, got, want)
		}
		if got := l.Strs("owner"); len(got) != 2 {
			t.Errorf("the list's owners became %q", got)
		}
	}
}

// A text that the charset of the letter's language lacks does not stop it.
func TestCharsets(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "Content-Type: text/plain; charset=\"us-ascii\"\nContent-Transfer-Encoding: 7bit\nSubject: x\nFrom: s@example.com\nTo: a@example.com, b@example.com\n\n? and ?\n",
		"fr": "Content-Type: text/plain; charset=\"iso-8859-1\"\nContent-Transfer-Encoding: quoted-printable\nSubject: =?iso-8859-1?q?x?=\nFrom: s@example.com\nTo: a@example.com, b@example.com\n\n=E9 and ?\n",
	} {
		w := newSite(t, nil)
		m := notice.User{
			Recipients: []string{"a@example.com", "b@example.com"}, Sender: "s@example.com", Subject: "x",
			Text: i18n.Text{S: "é and 日\n", Unicode: true}, Lang: lang,
		}.Message(w.Site)
		if got := m.String(); got != "MIME-Version: 1.0\n"+want {
			t.Errorf("%s:\n%s\nwant\n%s", lang, got, want)
		}
	}
}

// The subject of a message that goes back: its own, be it empty.
func TestReturnedSubject(t *testing.T) {
	for text, want := range map[string]string{
		"From: a@b.c\nSubject: hello\n\n":       "hello",
		"From: a@b.c\nSubject: two\n lines\n\n": "two lines",
		"From: a@b.c\nSubject: \n\n":            "",
		"From: a@b.c\n\n":                       "(no subject)",
	} {
		w := newSite(t, nil)
		if err := notice.Return(w.Site, w.Change(t, "test"), message.Parse(text), i18n.Text{S: "No."}, i18n.For(w.Site, "en")); err != nil {
			t.Fatal(err)
		}
		if got := only(t, w).Msg.Get("Subject"); got != want {
			t.Errorf("%q goes back with the subject %q, want %q", text, got, want)
		}
	}
}

// A goodbye in unicode, which a web form may have left in the list.
func TestUnicodeGoodbye(t *testing.T) {
	w := newSite(t, map[string]pyvalue.Value{"goodbye_msg": pyvalue.Unicode("Adiós.\n")})
	if err := notice.SendUnsubscribeAck(w.Site, w.Change(t, "test"), "a@example.com", "es"); err != nil {
		t.Fatal(err)
	}
	if got := only(t, w).Msg.DecodedBody(); got != "Adi\xf3s.\n" {
		t.Errorf("body %q", got)
	}
}

func TestLetterThatIsMissing(t *testing.T) {
	w := newSite(t, nil)
	w.Write(t, "templates/en/probe.txt/x", nil) // a directory: can't be read
	if err := notice.SendProbe(w.Site, w.Change(t, "test"), "anne@example.com", message.New()); err == nil || !strings.Contains(err.Error(), "probe.txt") {
		t.Errorf("error is %v, want one that names the template", err)
	}
	w.Commit(t)
	if entries := w.Entries(t, site.Virgin); len(entries) != 0 {
		t.Error("a probe without a text was sent")
	}
}
