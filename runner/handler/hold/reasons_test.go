// SPDX-License-Identifier: GPL-2.0-or-later

package hold

import (
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/post"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// What is kept of a reason, and what its sender is told at last. A text with
// variables is translated when the post is held, one without for its reader.
func TestHoldReasons(t *testing.T) {
	own := func(v pyvalue.Value) map[string]pyvalue.Value {
		return map[string]pyvalue.Value{"nonmember_rejection_notice": v}
	}
	for _, tt := range []struct {
		name           string
		attrs          map[string]pyvalue.Value
		reason         func(p *post.Post) Reason
		why, rejection string
	}{
		{"plain", nil, func(*post.Post) Reason { return implicitDestination },
			"'Message has implicit destination'",
			`'Blind carbon copies or other implicit destinations are not allowed.\nTry reposting your message by explicitly including the list address in\nthe To: or Cc: fields.'`},
		{"command", nil, func(p *post.Post) Reason { return administrivia(p.List) },
			"'Message may contain administrivia'",
			"\"Please do *not* post administrative requests to the mailing list.  If\\nyou wish to subscribe, visit\\n" +
				"http://lists.example.com/mailman/listinfo/test or send a message with\\nthe word `help' in it to the request address,\\n" +
				"test-request@lists.example.com, for further instructions.\""},
		{"too big", nil, func(*post.Post) Reason { return messageTooBig(41985, 40.5) },
			"'Message body is too big: 41985 bytes with a limit of 40 KB'",
			"'Your message was too big; please trim it to less than 40 KB in size.'"},
		{"no member", nil, func(*post.Post) Reason { return NonMemberPost },
			"'Post by non-member to a members-only list'",
			"'Non-members are not allowed to post messages to this list.'"},
		{"no member, told by the list", own(pyvalue.Str("Join first.\nAsk %(listowner)s, 100% sure.")),
			func(*post.Post) Reason { return NonMemberPost },
			"'Post by non-member to a members-only list'",
			"'Join first. Ask test-owner@lists.example.com, 100% sure.'"},
		{"the same in unicode", own(pyvalue.Unicode("Zuerst beitreten, größter %(listowner)s")),
			func(*post.Post) Reason { return NonMemberPost },
			"'Post by non-member to a members-only list'",
			`u'Zuerst beitreten, gr\xf6\xdfter test-owner@lists.example.com'`},
		{"a member is not told so", own(pyvalue.Str("Join first.")), func(*post.Post) Reason { return ModeratedPost },
			"'Post to moderated list'",
			"'Your message was deemed inappropriate by the moderator.'"},
	} {
		w := sitetest.New(t)
		p := postToHold(t, w, tt.attrs, plainPost)
		if _, err := ForApproval(t.Context(), p, tt.reason(p)); err != nil {
			t.Fatal(err)
		}
		record := w.HeldRequest(t)
		if got := pyvalue.Repr(record[3]); got != tt.why {
			t.Errorf("%s: the reason is %s, want %s", tt.name, got, tt.why)
		}
		if got := pyvalue.Repr(record[5].(*pyvalue.Dict).GetStr("rejection_notice")); got != tt.rejection {
			t.Errorf("%s: the rejection notice is\n%s, want\n%s", tt.name, got, tt.rejection)
		}
	}
}

// What a post lacks, and what another handler knows of its sender.
func TestHoldOddPosts(t *testing.T) {
	for _, tt := range []struct {
		name, text, sender string
		subject            string // in the request
		log                string
		letter             string // a line of the letter to the sender
	}{
		{"nothing", "\n", "", "(no subject)", "Test post from  held, message-id=n/a: ", "    (no subject)"},
		{"an empty subject", "Subject:\nFrom: a@b.c\n\n", "", "", "Test post from a@b.c held, message-id=n/a: ", "    (no subject)"},
		{"an encoded subject", "Subject: =?utf-8?q?na=C3=AFve_caf=65?=\n\n", "",
			"=?utf-8?q?na=C3=AFve_caf=65?=", "Test post from  held, message-id=n/a: ", "    na?ve cafe"},
		{"a folded subject", "Subject: one\n two\nMessage-ID:\n\n", "", "one\n two", "Test post from  held, message-id=: ", "    one two"},
		{"another member's", plainPost, "bart@example.org", "hello", "Test post from bart@example.org held, message-id=<m1@example.com>: ", "    hello"},
	} {
		w := sitetest.New(t)
		p := postToHold(t, w, map[string]pyvalue.Value{"admin_immed_notify": int64(0)}, tt.text)
		if tt.sender != "" {
			p.Data.SetStr("sender", pyvalue.Str(tt.sender))
		}
		if _, err := ForApproval(t.Context(), p, ModeratedPost); err != nil {
			t.Fatal(err)
		}
		if got := w.HeldRequest(t)[2]; got != pyvalue.Str(tt.subject) {
			t.Errorf("%s: subject %q, want %q", tt.name, got, tt.subject)
		}
		if got := w.Log.String(); got != "vette: "+tt.log+"Post to moderated list\n" {
			t.Errorf("%s: logged %q", tt.name, got)
		}
		entries := w.Committed(t, site.Virgin)
		if len(entries) != 1 || !strings.Contains(entries[0].Msg.Body(), "\n"+tt.letter+"\n") {
			t.Errorf("%s: letters %v without the line %q", tt.name, entries, tt.letter)
		}
	}
}
