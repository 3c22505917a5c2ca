// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/handler/cookheaders"
	"mmgen/runner/message"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site/sitetest"
)

// FuzzCookHeaders: whatever the header, no fault, the body stays, and the
// author's fields are only noted.
func FuzzCookHeaders(f *testing.F) {
	f.Add("From: Anne <anne@example.com>\nTo: test@lists.example.com\nSubject: Re: [Test 5] x\n\nHello.\n", "[Test %d] ", 1)
	f.Add("From: =?utf-8?q?Ann=C3=A9?= <anne@example.com>\nSubject: =?utf-8?b?w6k=?=\n\tfolded\n\n", "[T\xe9st]", 2)
	f.Add("From: \nReply-To: a@b, , (c\nCc: <\nSubject: \xe9\x00\r\n\n", "%", 0)
	f.Add("Subject: =?iso-2022-jp?b?GyRCRnxLXBsoQg==?=\n\nx", "a%5dd\\", 1)
	w := sitetest.New(f)
	w.AddList(f, "test", nil)
	list := w.Lock(f, "test")
	f.Fuzz(func(t *testing.T, text, prefix string, fromIsList int) {
		list.Attrs.SetStr("subject_prefix", pyvalue.Str(prefix))
		list.Attrs.SetStr("from_is_list", int64(fromIsList%3))
		p := &post.Post{Site: w.Site, List: list, Msg: message.Parse(text), Data: queue.NewMetadata()}
		before := p.Msg.Copy()
		p.Data.SetStr("from_is_list", int64(0))
		for _, step := range []Handler{cookheaders.Process, wrapMessage} {
			if _, err := step(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
		inner := p.Msg
		if p.Msg.ContentType() == "message/rfc822" && fromIsList%3 == 2 {
			inner = p.Msg.Parts()[0]
			if got, want := inner.Flatten(false, false), before.Flatten(false, false); got != want {
				t.Errorf("the wrapped message is %q, not %q", got, want)
			}
		}
		if inner.Body() != before.Body() {
			t.Errorf("the body is %q, not %q", inner.Body(), before.Body())
		}
		if id := p.Msg.Get("List-Id"); !strings.Contains(id, "<test.lists.example.com>") {
			t.Errorf("List-Id is %q", id)
		}
	})
}

// A description that looks like a header field, which Python refuses to write,
// is folded so that it is not taken for one.
func TestDescriptionLikeAField(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"description": pyvalue.Str("a: b\nc: d")})
	p := &post.Post{Site: w.Site, List: w.Lock(t, "test"), Msg: message.Parse("Subject: x\n\n"), Data: queue.NewMetadata()}
	if _, err := cookheaders.Process(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if again := message.Parse(p.Msg.Flatten(false, false)); again.Has("c") || !again.Has("List-Post") {
		t.Errorf("the description made fields of its own:\n%s", p.Msg.Flatten(false, false))
	}
}
