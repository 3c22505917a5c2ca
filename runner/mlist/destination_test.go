// SPDX-License-Identifier: GPL-2.0-or-later

package mlist_test

import (
	"strings"
	"testing"

	"mmgen/runner/message"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

// What is wanted is what Mailman's HasExplicitDest says.
func TestHasExplicitDest(t *testing.T) {
	for _, tt := range []struct {
		fields, aliases string
		want            bool
	}{
		{"To: test@lists.example.com", "", true},
		{"To: Test <TEST@Lists.Example.COM>", "", true},
		{"To: test@elsewhere.org", "", true}, // the local part is enough
		{"To: test", "", true},
		{"To: testing@lists.example.com", "", false},
		{"To: test-bounces@lists.example.com", "", false},
		{"X-To: test@lists.example.com", "", false},
		{"To: a@b.org, c@d.org,\n test@lists.example.com", "", true},
		{"To: a@b.org\nTo: c@d.org\nTO: test@lists.example.com", "", true},
		{"Cc: test@lists.example.com", "", true},
		{"Resent-To: test@lists.example.com", "", true},
		{"Resent-Cc: test@lists.example.com", "", true},
		{"Bcc: test@lists.example.com", "", false},
		{"To: undisclosed-recipients:;", "", false},
		{"", "", false},
		{"To: staff@b.org", "staff", true},
		{"To: staffing@b.org", "staff", true}, // from the beginning, not to the end
		{"To: staffing@b.org", "staff$", false},
		{"To: the-staff@b.org", "staff", false},
		{"To: the-staff@b.org", "^.*staff@b\\.org", true},
		{"To: STAFF@B.ORG", "Staff@b.org", true},
		{"To: staff@b.org", "b.org\n\n  staff@\r\n", true},
		{"To: staff@b.org", "other\rstaff", true},
		{"To: staff@b.org", "^staff@b", true},
		{"To: a(b@c.org", "a(b", false}, // a comment begins there
		{"To: (x) a*@b.org", "a*", true},
		{"To: *a@b.org", "*A", true}, // no regular expression: it stands for itself
		{"To: a@b.org", "(", false},
		{"To: a@b.org", " \n\t\n", false},
	} {
		w := sitetest.New(t)
		w.AddList(t, "test", map[string]pickle.Value{"acceptable_aliases": pickle.Str(tt.aliases)})
		l := w.Open(t, "test")
		if got := l.HasExplicitDest(message.Parse(tt.fields + "\n\n")); got != tt.want {
			t.Errorf("%q, aliases %q: %v, want %v", tt.fields, tt.aliases, got, tt.want)
		}
	}
}

// What is wanted is what Mailman's hasMatchingHeader says.
func TestMatchingHeader(t *testing.T) {
	const badLine = "config: bad bounce_matching_header line: Test\nno colon\n"
	for _, tt := range []struct{ rules, fields, want, log string }{
		{"", "X-Spam: yes", "", ""},
		{"X-Spam: yes", "X-Spam: yes", "X-Spam: yes", ""},
		{"x-spam: YES", "X-SPAM: oh yes", "x-spam: YES", ""},
		{"X-Spam: ^yes", "X-Spam: oh yes", "", ""},
		{"X-Spam: ^yes", "X-Spam: no\nX-Spam: yes", "X-Spam: ^yes", ""},
		{"X-Spam:yes.*indeed", "X-Spam: yes\n indeed", "", ""}, // a dot is no line feed
		{"X-Spam:(?s)yes.*indeed", "X-Spam: yes\n indeed", "X-Spam:(?s)yes.*indeed", ""},
		{"X-Spam:", "X-Spam: anything", "X-Spam:", ""},
		{"X-Spam:", "Subject: anything", "", ""},
		{"X-Spam : yes", "X-Spam: yes", "", ""}, // there is no field `X-Spam `
		{"# X-Spam: yes\n\n  to: a\nto: b\n", "To: b, a", "to: a", ""},
		{"no colon\nTo: b", "To: b", "To: b", badLine},
		{"To: b\nno colon", "To: b", "To: b", badLine},
	} {
		w := sitetest.New(t)
		w.AddList(t, "test", map[string]pickle.Value{"bounce_matching_headers": pickle.Str(tt.rules)})
		l := w.Open(t, "test")
		if got := l.MatchingHeader(message.Parse(tt.fields + "\n\n")); got != tt.want {
			t.Errorf("%q, rules %q: %q, want %q", tt.fields, tt.rules, got, tt.want)
		}
		if got := w.Log.String(); got != tt.log {
			t.Errorf("%q, rules %q: logged %q, want %q", tt.fields, tt.rules, got, tt.log)
		}
	}
}

// A rule that is no regular expression is logged, the others still count.
func TestMatchingHeaderBadPattern(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pickle.Value{"bounce_matching_headers": pickle.Str("To: (a\nTo: b")})
	if got := w.Open(t, "test").MatchingHeader(message.Parse("To: b\n\n")); got != "To: b" {
		t.Errorf("fits %q", got)
	}
	if got := w.Log.String(); !strings.HasPrefix(got, "config: bad regexp in bounce_matching_header line: Test\n\n(a (cause: ") {
		t.Errorf("logged %q", got)
	}
}
