// SPDX-License-Identifier: GPL-2.0-or-later

package hold

import (
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
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
		w.AddList(t, "test", map[string]pyvalue.Value{"acceptable_aliases": pyvalue.Str(tt.aliases)})
		l := w.Open(t, "test")
		if got := hasExplicitDest(l, message.Parse(tt.fields+"\n\n")); got != tt.want {
			t.Errorf("%q, aliases %q: %v, want %v", tt.fields, tt.aliases, got, tt.want)
		}
	}
}
