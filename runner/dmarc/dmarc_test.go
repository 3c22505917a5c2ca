// SPDX-License-Identifier: GPL-2.0-or-later

package dmarc

import (
	"context"
	"testing"

	"mmgen/runner/site/sitetest"
)

// What is wanted is what Utils.py: get_org_dom says with the public suffix list.
func TestOrganizationalDomain(t *testing.T) {
	w := sitetest.New(t)
	for _, tt := range []struct{ domain, want string }{
		{"example.com", "example.com"},
		{"a.b.example.com", "example.com"},
		{"a.example.co.uk", "example.co.uk"},
		{"co.uk", "co.uk"},
		{"com", "com"},
		{"x.foo.ck", "x.foo.ck"},
		{"y.x.foo.ck", "x.foo.ck"},
		{"a.www.ck", "www.ck"},
		{"a.foo.github.io", "foo.github.io"},
		{"deep.sub.unknowntld", "sub.unknowntld"},
		{"localhost", "localhost"},
		{"", ""},
	} {
		if got := organizationalDomain(w.Site, tt.domain); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.domain, got, tt.want)
		}
	}
	w.Set("DMARC_ORGANIZATIONAL_DOMAIN_DATA_URL", "")
	if got := organizationalDomain(w.Site, "a.example.co.uk"); got != "co.uk" {
		t.Errorf("without the list: %q", got)
	}
}

// What is wanted is what the regular expressions of Utils.py:
// _DMARCProhibited find.
func TestPolicyOf(t *testing.T) {
	for _, tt := range []struct{ record, want, wantOrg string }{
		{"v=DMARC1; p=reject", "reject", "reject"},
		{"v=DMARC1; P=Reject; SP=None", "reject", "none"},
		{"v=DMARC1;sp=none;p=quarantine", "quarantine", "none"},
		{"v=DMARC1; rua=mailto:x@example.com", "", ""},
		{"v=DMARC1; p=; x", "", ""},
		{"v=DMARC1; p = reject", "", ""},
		{"v=DMARC1; xp=reject; p=none", "none", "none"},
		{"v=DMARC1; p=rej\xe9ct", "rej", "rej"},
		{"v=DMARC1; rua=mailto:p=reject@example.com; p=none", "reject", "reject"},
	} {
		if got, gotOrg := policyOf(tt.record, false), policyOf(tt.record, true); got != tt.want || gotOrg != tt.wantOrg {
			t.Errorf("%q: %q and %q, want %q and %q", tt.record, got, gotOrg, tt.want, tt.wantOrg)
		}
	}
}

// A process that shall end finishes the post in hand: a lookup that was
// given up would look like a policy.
func TestLookupOutlivesCancel(t *testing.T) {
	w := sitetest.New(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var asked string
	w.LookupTXT = func(ctx context.Context, name string) ([]string, error) {
		asked = name
		if _, ok := ctx.Deadline(); !ok {
			t.Error("a lookup without a deadline")
		}
		return nil, ctx.Err()
	}
	c := Checker{Site: w.Site}
	for _, name := range []string{"_dmarc.example.com", "_dmarc.example.com."} {
		if err := c.reply(ctx, name).err; err != nil || asked != "_dmarc.example.com." {
			t.Errorf("asked for %q: %v", asked, err)
		}
	}
}
