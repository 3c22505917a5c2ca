// SPDX-License-Identifier: GPL-2.0-or-later

package bounce_test

import (
	"slices"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/bounce"
	"mmgen/runner/message"
	"mmgen/runner/site/sitetest"
)

// TestWhatMailmanDoesNotKnow: a report that Mailman's recognisers do not know, or in
// which they find no member, counts for the members that are found otherwise.
func TestWhatMailmanDoesNotKnow(t *testing.T) {
	const homer = "homer@example.net"
	const openSMTPD = "From: Mailer Daemon <MAILER-DAEMON@mx.example.net>\nSubject: Delivery status notification: error\n\n" +
		"the following list of recipients:\n\nhomer@example.net: 550 5.1.1 no\nstranger@example.net: 550 5.1.1 no\n"
	const inside = "From: MAILER-DAEMON@mx.example.net\nSubject: Returned mail\nContent-Type: multipart/report; boundary=A\n\n" +
		"--A\n\n<homer@example.net>... unknown user\n\n--A\nContent-Type: message/delivery-status\n\n" +
		"Final-Recipient: rfc822; @mx.example.net\nAction: failed\n\n--A--\n"
	for _, c := range []struct {
		name, member, text string
		kind               bounce.Kind
		addrs              []string
	}{
		{"a member", homer, openSMTPD, bounce.Failed, []string{homer}},
		{"no member", anne, openSMTPD, bounce.Unrecognised, nil},
		{"a member where Mailman finds none", homer, inside, bounce.Failed, []string{homer}},
		{"no member where Mailman finds none", anne, inside, bounce.Failed, []string{"@mx.example.net"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := sitetest.New(t)
			attrs := sitetest.Attrs(t)
			addMember(attrs, c.member, "en")
			w.AddList(t, "test", map[string]pyvalue.Value{
				"members": attrs.GetStr("members"), "passwords": attrs.GetStr("passwords"), "language": attrs.GetStr("language"),
			})
			d, err := bounce.Decide(w.Site, w.Change(t, "test"), message.Parse(c.text))
			if err != nil || d.Kind != c.kind || !slices.Equal(d.Addrs, c.addrs) {
				t.Errorf("decided %v, %v; want %v %v", d, err, c.kind, c.addrs)
			}
		})
	}
}
