// SPDX-License-Identifier: GPL-2.0-or-later

package hold

import (
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site/sitetest"
)

// postToHold is a post to the list test of a throwaway site, which is locked.
func postToHold(t testing.TB, w *sitetest.World, attrs map[string]pyvalue.Value, text string) *post.Post {
	t.Helper()
	w.AddList(t, "test", attrs)
	c := w.Change(t, "test")
	list := c.List()
	data := queue.NewMetadata()
	data.SetStr("listname", pyvalue.Str("test"))
	data.SetStr("lang", pyvalue.Str(list.PreferredLanguage()))
	return &post.Post{Site: w.Site, Change: c, List: list, Msg: message.Parse(text), Data: data,
		Translator: i18n.For(w.Site, list.PreferredLanguage())}
}

// ruleOf is the reason that holds a post, "" where none does.
func ruleOf(p *post.Post) string {
	for _, rule := range holdRules {
		if r, ok := rule(p); ok {
			return r.ID
		}
	}
	return ""
}

// What is wanted is what Mailman's Hold handler raises.
func TestHoldRules(t *testing.T) {
	const usual = "From: anne@example.com\nTo: test@lists.example.com\nSubject: hello\n"
	kilobyte := strings.Repeat("fifteen letters\n", 64)
	for _, tt := range []struct {
		name, attr string
		value      pyvalue.Value
		fields     string
		body       string
		want       string
	}{
		{"a usual post", "", nil, usual, "hello\n", ""},
		{"a command", "", nil, usual, "help\n", "Administrivia"},
		{"commands are allowed", "administrivia", int64(0), usual, "help\n", ""},
		{"no To", "", nil, "Subject: hello\n", "hello\n", "ImplicitDestination"},
		{"no To, nor is it asked for", "require_explicit_destination", false, "", "hello\n", ""},
		{"an alias", "acceptable_aliases", pyvalue.Str("staff"), "To: staff@example.com\n", "hello\n", ""},
		{"below the limit", "max_num_recipients", int64(3), usual + "Cc: a@b.c\n", "", ""},
		{"as many as the limit", "max_num_recipients", int64(3), usual + "Cc: a@b.c\nTo: d@e.f\n", "", "TooManyRecipients"},
		{"the same twice counts twice", "max_num_recipients", int64(2), usual + "To: test@lists.example.com\n", "", "TooManyRecipients"},
		{"what is no address counts", "max_num_recipients", int64(3), usual + "Cc: x, y;\n", "", "TooManyRecipients"},
		{"other fields don't count", "max_num_recipients", int64(2), usual + "Resent-To: a@b.c\n", "", ""},
		{"no limit", "max_num_recipients", int64(0), usual + "Cc: a@b.c\n", "", ""},
		{"a suspicious field", "bounce_matching_headers", pyvalue.Str("X-Spam: yes"), usual + "X-Spam: yes\n", "", "SuspiciousHeaders"},
		{"an innocent field", "bounce_matching_headers", pyvalue.Str("X-Spam: yes"), usual + "X-Spam: no\n", "", ""},
		{"as big as the limit", "max_message_size", int64(1), usual, kilobyte, ""},
		{"a byte more", "max_message_size", int64(1), usual, kilobyte + "x", "MessageTooBig"},
		{"half a kilobyte", "max_message_size", 0.5, usual, kilobyte, "MessageTooBig"},
		{"any size", "max_message_size", int64(0), usual, strings.Repeat(kilobyte, 41), ""},
		{"above the usual limit", "", nil, usual, strings.Repeat(kilobyte, 41), "MessageTooBig"},
		{"a big header", "max_message_size", int64(1), usual + "X-Big: " + strings.Repeat("x ", 600) + "\n", "", ""},
		{"a moderated group without a gateway", "news_moderation", int64(2), usual, "", ""},
		{"the first reason counts", "", nil, "Subject: help\n", strings.Repeat("\n", 50000), "Administrivia"},
	} {
		w := sitetest.New(t)
		p := postToHold(t, w, map[string]pyvalue.Value{tt.attr: tt.value}, tt.fields+"\n"+tt.body)
		if got := ruleOf(p); got != tt.want {
			t.Errorf("%s: held for %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestHoldForModeratedNewsgroup(t *testing.T) {
	for moderation, want := range []string{"", "", "ModeratedNewsgroup"} {
		p := postToHold(t, sitetest.New(t), map[string]pyvalue.Value{
			"gateway_to_news": int64(1), "news_moderation": int64(moderation),
		}, "To: test@lists.example.com\n\n")
		if got := ruleOf(p); got != want {
			t.Errorf("news_moderation %d: held for %q, want %q", moderation, got, want)
		}
	}
}

// Posts from Usenet name no list.
func TestHoldFromUsenet(t *testing.T) {
	p := postToHold(t, sitetest.New(t), nil, "Newsgroups: comp.test\n\nhello\n")
	p.Data.SetStr("fromusenet", true)
	if got := ruleOf(p); got != "" {
		t.Errorf("held for %s", got)
	}
}

func TestHoldApproved(t *testing.T) {
	p := postToHold(t, sitetest.New(t), nil, "Subject: help\n\n")
	p.Data.SetStr("approved", int64(1))
	if v, err := Process(t.Context(), p); v.Action != post.GoOn || err != nil {
		t.Errorf("an approved post: %v, %v; want GoOn", v.Action, err)
	}
	p.Data.SetStr("approved", int64(0))
	if v, err := Process(t.Context(), p); v.Action != post.Held || err != nil {
		t.Errorf("one that is not: %v, %v; want Held", v.Action, err)
	}
}

// The size is that of texts as they are encoded and of what stands around the
// parts, as Mailman counts it; boundaries and headers of parts are free.
func TestBodySize(t *testing.T) {
	const text = "Content-Type: multipart/mixed; boundary=XX\n\n12345\n--XX\nX-Long: header\n\n123\n\n--XX\n" +
		"Content-Type: message/rfc822\n\nContent-Transfer-Encoding: base64\n\nMTIz\n--XX--\n1234567\n"
	for _, tt := range []struct {
		text string
		want int
	}{
		{"Subject: none\n\n", 0},
		{"Subject: one\n\n1234", 4},
		{"\n12\n\n\r\n", 6},
		{text, len("12345") + len("123\n") + len("MTIz") + len("1234567\n")},
	} {
		if got := bodySize(message.Parse(tt.text)); got != tt.want {
			t.Errorf("%q: %d bytes, want %d", tt.text, got, tt.want)
		}
	}
}

// Whatever the post, the handler decides, and leaves the post as it is.
func FuzzHold(f *testing.F) {
	f.Add("From: anne@example.com\nTo: test@lists.example.com\nSubject: help\n\nset a on b\n")
	f.Add("To: a@b, <c\nCc: (x\n\n-- ")
	f.Add("Content-Type: multipart/mixed; boundary=XX\n\n--XX\n\nhelp\n--XX\nContent-Type: message/rfc822\n\n\n--XX--\n")
	f.Add("\x00\xff: \r\n =?iso-8859-1?q?h=E9lp?=\n\nwho\r")
	w := sitetest.New(f)
	p := postToHold(f, w, map[string]pyvalue.Value{
		"acceptable_aliases": pyvalue.Str("(?=b)b@\n("), "bounce_matching_headers": pyvalue.Str("to: (?!a)\\bx"),
		"max_num_recipients": int64(5), "max_message_size": int64(1),
	}, "")
	f.Fuzz(func(t *testing.T, text string) {
		p.Msg = message.Parse(text)
		before := p.Msg.Flatten(false, false)
		id := ruleOf(p)
		if again := ruleOf(p); again != id {
			t.Errorf("held for %q, then for %q", id, again)
		}
		if after := p.Msg.Flatten(false, false); after != before {
			t.Errorf("the post changed from\n%q\nto\n%q", before, after)
		}
	})
}
