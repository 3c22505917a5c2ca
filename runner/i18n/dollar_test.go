// SPDX-License-Identifier: GPL-2.0-or-later

package i18n

import (
	"slices"
	"testing"
)

// Expected values are those of Utils.to_percent.
func TestToPercent(t *testing.T) {
	tests := []struct{ template, want string }{
		{"", ""},
		{"$name", "%(name)s"},
		{"$Name_9x", "%(Name_9x)s"},
		{"${name}x", "%(name)sx"},
		{"${name", "${name"},
		{"${9}", "${9}"},
		{"$9", "$9"},
		{"$", "$"},
		{"$$", "$"},
		{"$$$$", "$"},
		{"$$name", "%(name)s"},
		{"$$$name", "$name"},
		{"100% $name", "100%% %(name)s"},
		{"%(name)s", "%%(name)s"},
		{"$na\xefve", "%(na)s\xefve"},
	}
	for _, tt := range tests {
		if got := ToPercent(tt.template); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.template, got, tt.want)
		}
	}
}

// Expected values are those of Utils.to_dollar, percent_identifiers and dollar_identifiers.
func TestToDollar(t *testing.T) {
	for _, tt := range []struct {
		template, want  string
		percent, dollar []string
	}{
		{"", "", nil, nil},
		{"%(name)s", "$name", []string{"name"}, nil},
		{"%(name) x", "$name x", []string{"name"}, nil},
		{"%(name)ss", "${name}s", []string{"name"}, nil},
		{"%(name)d", "${name}d", []string{"name"}, nil},
		{"%%(name)s", "$name", []string{"name"}, nil},
		{"100% %(", "100% %(", nil, nil},
		{"%(9)s%(a)s%()s", "%(9)s$a%()s", []string{"a"}, nil},
		{"$a ${b} $$c ${d", "$$a $${b} $$$$c $${d", nil, []string{"a", "b"}},
	} {
		if got := ToDollar(tt.template); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.template, got, tt.want)
		}
		if got := PercentNames(tt.template); !slices.Equal(got, tt.percent) {
			t.Errorf("%q has the names %q, want %q", tt.template, got, tt.percent)
		}
		if got := DollarNames(tt.template); !slices.Equal(got, tt.dollar) {
			t.Errorf("%q has the $names %q, want %q", tt.template, got, tt.dollar)
		}
	}
}
