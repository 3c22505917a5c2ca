// SPDX-License-Identifier: GPL-2.0-or-later

package message

import "testing"

// TestRefold: with Refold the header is folded as Python's Generator folds it,
// that of the parts and what is not ASCII aside.
func TestRefold(t *testing.T) {
	const long = "one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen"
	const folded = "one, two, three, four, five, six, seven, eight, nine, ten, eleven,\n twelve, thirteen"
	const rest = "Content-Type: multipart/mixed; boundary=B\n\n--B\nX-Part: " + long + "\n\ntext\n\n--B--\n"
	for _, test := range []struct{ header, want string }{
		{"X-Long: " + long + "\n", "X-Long: " + folded + "\n"},
		{"X-Long: \xe9 " + long + "\n", "X-Long: \xe9 " + long + "\n"},
		{"X-Tab: a\n\tb\n", "X-Tab: a\n\tb\n"},
		{"X-Tab: " + long + "\n\tb\n", "X-Tab: one, two, three, four, five, six, seven, eight, nine, ten, eleven,\n twelve, thirteen b\n"},
	} {
		got, err := Parse(test.header + rest).Render(Format{Refold: true})
		if err != nil || got != test.want+rest {
			t.Errorf("%q: %q, %v, want %q", test.header, got, err, test.want+rest)
		}
		if got := Parse(test.header+rest).Flatten(false, false); got != test.header+rest {
			t.Errorf("without Refold %q has become %q", test.header, got)
		}
	}
}
