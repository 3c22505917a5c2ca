// SPDX-License-Identifier: GPL-2.0-or-later

package pyregex

import "testing"

func TestMust(t *testing.T) {
	for _, tt := range []struct {
		pattern string
		flags   Flags
		must    string
		lazy    bool // is compiled when it is needed
	}{
		{`friend@public.com`, IgnoreCase, "friend@public", true},
		{`.*@Uplinkpro\.com$`, IgnoreCase, "@uplinkpro.com", true},
		{`Viagra`, 0, "Viagra", true},
		{`^ab+c`, 0, "a", true},
		{`a?b*`, 0, "", true},
		{`^subject:.*lottery`, IgnoreCase | Multiline, "subject:", true},
		{`(?i)ABC`, 0, "abc", true},
		{`x(ab(?:cd))e`, 0, "xabcde", false},
		{`ab|cd`, 0, "", false},
		{`a(b|c)de`, 0, "de", false},
		{`(abc)?d`, 0, "d", false},
		{`a[bc]def`, 0, "def", false},
		{`a[b]c`, 0, "abc", true},
		{`a(?=bcd)e`, 0, "a", false},
		{`(a)\1bc`, 0, "bc", false},
		{`a{3}bc`, 0, "bc", false},
		{"ab\xe9cde", 0, "cde", true},
		{`abc`, UTF8, "", true},
	} {
		tree, flags, _, err := parse(tt.pattern, tt.flags)
		if err != nil {
			t.Fatal(err)
		}
		if got := must(tree, flags); got != tt.must {
			t.Errorf("every match of %q must have %q, want %q", tt.pattern, got, tt.must)
		}
		if got := plain(tree); got != tt.lazy {
			t.Errorf("%q is plain: %v, want %v", tt.pattern, got, tt.lazy)
		}
	}
}
