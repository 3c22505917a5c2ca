// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"strings"
	"testing"

	"mmgen/runner/member"
	"mmgen/runner/site/sitetest"
)

// TestEachGoesOn: what one of the two began the other one finishes.
func TestEachGoesOn(t *testing.T) {
	in := findInstalled(t)
	const anne, dora = "anne@example.com", "dora@example.net"
	join := step{"op": "add", "address": dora, "name": "Dora", "password": "x", "remote": dora}
	set := func(name string, v int) step { return step{"op": "set", "name": name, "value": v} }
	for _, c := range []struct {
		name  string
		begin []step
		end   step
		want  string
		is    string // who is a member then
		not   string // and who is none
	}{
		{
			name:  "a subscription is confirmed",
			begin: []step{set("subscribe_policy", 1), join},
			end:   step{"op": "confirm", "cookie": 0, "text": "From: dora@example.net\n\nconfirm\n"}, want: "S " + dora, is: dora,
		}, {
			name:  "an invitation is accepted",
			begin: []step{set("subscribe_policy", 2), {"op": "invite", "address": dora, "password": "x", "name": "", "digest": 0, "user_lang": "de"}},
			end:   step{"op": "confirm", "cookie": 0, "text": "From: dora@example.net\n\nconfirm\n"}, want: "S " + dora, is: dora,
		}, {
			name:  "an unsubscription is confirmed",
			begin: []step{{"op": "confirmdelete", "address": anne}},
			end:   step{"op": "confirm", "cookie": 0, "text": "From: anne@example.com\n\n"}, want: "U " + anne, not: anne,
		}, {
			name:  "a new address is confirmed",
			begin: []step{{"op": "change", "address": anne, "new": dora, "globally": 0}},
			end:   step{"op": "confirm", "cookie": 0, "text": "From: dora@example.net\n\n"}, want: "C " + anne, is: dora, not: anne,
		}, {
			name:  "a held post is approved",
			begin: []step{{"op": "hold", "text": "From: z@example.org\nSubject: x\n\nx\n"}, {"op": "holdcookie", "id": 1}},
			end:   step{"op": "confirm", "cookie": 0, "text": "From: o@example.com\nApproved: password\n\n"}, want: "H1",
		}, {
			name:  "a subscription is approved",
			begin: []step{set("subscribe_policy", 2), join},
			end:   step{"op": "handle", "id": 1, "action": 4}, want: "done", is: dora,
		}, {
			name:  "an unsubscription is approved",
			begin: []step{set("unsubscribe_policy", 1), {"op": "delete", "address": anne}},
			end:   step{"op": "handle", "id": 1, "action": 5}, want: "done", not: anne,
		},
	} {
		for i := range c.begin {
			c.begin[i]["list"], c.begin[i]["lang"] = "test", "en"
		}
		c.end["list"], c.end["lang"] = "test", "en"
		check := func(t *testing.T, w *sitetest.World, got string) {
			t.Helper()
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			roster := member.Of(w.Open(t, "test"))
			if c.is != "" && !roster.Has(c.is) {
				t.Errorf("%s is no member", c.is)
			}
			if c.not != "" && roster.Has(c.not) {
				t.Errorf("%s is a member", c.not)
			}
		}
		t.Run(c.name+" by Mailman", func(t *testing.T) {
			w := in.world(t, nil)
			var cookies []string
			for _, st := range c.begin {
				_, cookies = playHere(t, w, st, cookies)
			}
			check(t, w, in.play(t, w, []step{c.end}, cookies).Results[0])
		})
		t.Run(c.name+" by mmrun", func(t *testing.T) {
			w := in.world(t, nil)
			a := in.play(t, w, c.begin, nil)
			got, _ := playHere(t, w, c.end, a.Cookies)
			check(t, w, got)
		})
	}
}

// TestModeratorsPage: Mailman's page for moderators has all that mmrun stored.
func TestModeratorsPage(t *testing.T) {
	in := findInstalled(t)
	w := in.world(t, nil)
	for _, st := range []step{
		{"op": "set", "name": "subscribe_policy", "value": 2},
		{"op": "set", "name": "unsubscribe_policy", "value": 1},
		{"op": "add", "address": "dora@example.net", "name": "Dora D", "password": "x"},
		{"op": "delete", "address": "anne@example.com"},
		{"op": "hold", "text": "From: zed@example.org\nSubject: Held one\n\nThe text.\n"},
	} {
		st["list"], st["lang"] = "test", "en"
		playHere(t, w, st, nil)
	}
	page := in.play(t, w, []step{{"op": "show", "list": "test", "lang": "en"}}, nil).Results[0]
	for _, want := range []string{"dora@example.net", "Dora D", "anne@example.com", "zed@example.org", "Held one", "The text.", "Why not"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
}
