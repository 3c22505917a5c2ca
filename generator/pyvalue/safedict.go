// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

// SafeDict is a mapping in which a missing key stands for itself, so that a
// template with a slip in it is still of use (SafeDict.py: SafeDict).
type SafeDict map[string]Value

// Lookup returns the value of a key, or the key as the template has it.
func (d SafeDict) Lookup(key Value) Value {
	switch key := key.(type) {
	case Str:
		if v, ok := d[string(key)]; ok {
			return v
		}
		return Str("%(" + string(key) + ")s")
	case Unicode:
		if v, ok := d[string(key)]; ok {
			return v
		}
	}
	return Str("<Missing key: " + Repr(key) + ">")
}
