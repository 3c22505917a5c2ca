// SPDX-License-Identifier: GPL-2.0-or-later

package hold

import (
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/post"
	"mmgen/runner/site/sitetest"
)

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
		w.AddList(t, "test", map[string]pyvalue.Value{"bounce_matching_headers": pyvalue.Str(tt.rules)})
		l := w.Open(t, "test")
		if got := matchingHeader(&post.Post{Site: w.Site, List: l, Msg: message.Parse(tt.fields + "\n\n")}); got != tt.want {
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
	w.AddList(t, "test", map[string]pyvalue.Value{"bounce_matching_headers": pyvalue.Str("To: (a\nTo: b")})
	p := &post.Post{Site: w.Site, List: w.Open(t, "test"), Msg: message.Parse("To: b\n\n")}
	if got := matchingHeader(p); got != "To: b" {
		t.Errorf("fits %q", got)
	}
	if got := w.Log.String(); !strings.HasPrefix(got, "config: bad regexp in bounce_matching_header line: Test\n\n(a (cause: ") {
		t.Errorf("logged %q", got)
	}
}
