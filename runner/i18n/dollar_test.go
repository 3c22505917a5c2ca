// SPDX-License-Identifier: GPL-2.0-or-later

package i18n

import "testing"

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
