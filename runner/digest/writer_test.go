// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import "testing"

// TestOneline: what Utils.oneline(value, list) returns, and whether ToDigest's
// to_cset_out then loses a character.
func TestOneline(t *testing.T) {
	for _, tt := range []struct {
		value, list, want string
		lossy             bool
	}{
		{"=?iso-8859-1?q?Caf=E9?=\n au lait", "iso-8859-1", "Caf\xe9  au lait", false},
		{"=?utf-8?b?0JY=?=", "iso-8859-1", "?", true},
		{"Caf\xe9", "iso-8859-1", "Caf\xe9", false},
		{"\xd0\x96 \n and more", "iso-8859-1", "\xd0\x96  and more", false}, // bytes are bytes there
		{"\xd0\x96", "us-ascii", "\xd0\x96", true},
		{"=?utf-8?q?Caf\xc3\xa9?=", "iso-8859-1", "Caf\xe9", false}, // 8-bit bytes within an encoded word
		{"=?utf-8?q?Caf\xc3\xa9=C3=A9?= =?iso-8859-1?q?\xe9?=", "iso-8859-1", "Caf\xe9\xe9\xe9", false},
		{"=?utf-8?q?\xd0\x96?=", "iso-8859-1", "?", true},
		{"\xd0\x96 =?utf-8?q?x?=", "utf-8", "\xd0\x96 =?utf-8?q?x?=", false},
	} {
		w := &writer{list: tt.list}
		if got := w.oneline(tt.value); got != tt.want || w.lossy != tt.lossy {
			t.Errorf("%q on a list in %s: %q, lossy %v; want %q, %v", tt.value, tt.list, got, w.lossy, tt.want, tt.lossy)
		}
	}
}
