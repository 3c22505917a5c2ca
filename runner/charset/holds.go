// SPDX-License-Identifier: GPL-2.0-or-later

package charset

// holding is the mode in which what a charset lacks is an error, but for U+FFFD.
const holding Mode = -1

// Holds tells whether a charset has all characters of a text. What stands for
// broken bytes (U+FFFD) does not count.
func Holds(text, name string) bool {
	k, _, ok := lookup(name)
	if !ok {
		return false
	}
	return k.holds(text)
}

func (k kind) holds(text string) bool {
	if k.plain != nil && k.plain(text) {
		return true
	}
	_, err := writing(func(out *output) error {
		return k.encodeTo(out, text, holding)
	}).len()
	return err == nil
}
