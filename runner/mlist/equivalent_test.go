// SPDX-License-Identifier: GPL-2.0-or-later

package mlist_test

import (
	"slices"
	"testing"

	"mmgen/runner/mlist"
)

// What Utils.check_eq_domains returns.
func TestEquivalentAddresses(t *testing.T) {
	for _, c := range []struct {
		addr, domains string
		want          []string
	}{
		{"user@me.com", "domain1, domain2; mac.com, me.com, icloud.com;\n domaina, domainb", []string{"user@mac.com", "user@icloud.com"}},
		{"User@ME.com", "mac.com,Me.Com", []string{"User@mac.com"}},
		{"a@b@me.com", "me.com,x", []string{"a@b@x"}},
		{"nobody", "a,b", nil},
		{"u@x", "a,b", nil},
		{"u@a", "", nil},
		{"u@a", "a;a,b", nil},
		{"u@a", "a,a,b", []string{"u@b"}},
		{"u@", ",x", []string{"u@x"}},
	} {
		if got := mlist.EquivalentAddresses(c.addr, c.domains); !slices.Equal(got, c.want) {
			t.Errorf("%s in %q: %q, want %q", c.addr, c.domains, got, c.want)
		}
	}
}
