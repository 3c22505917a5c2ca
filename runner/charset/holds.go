// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "strings"

// Holds tells whether a charset has all characters of a text. What stands for
// broken bytes (U+FFFD) does not count.
func Holds(text, name string) bool {
	if _, err := Encode(text, name, Strict); err == nil {
		return true
	}
	_, err := Encode(strings.ReplaceAll(text, replacement, ""), name, Strict)
	return err == nil
}
