// SPDX-License-Identifier: GPL-2.0-or-later

package pyformat

import "mmgen/runner/pickle"

// SafeDict is a mapping in which a missing key stands for itself, so that a
// template with a slip in it is still of use (SafeDict.py: SafeDict).
type SafeDict map[string]pickle.Value

// Lookup returns the value of a key, or the key as the template has it.
func (d SafeDict) Lookup(key pickle.Value) pickle.Value {
	switch key := key.(type) {
	case pickle.Str:
		if v, ok := d[string(key)]; ok {
			return v
		}
		return pickle.Str("%(" + string(key) + ")s")
	case pickle.Unicode:
		if v, ok := d[string(key)]; ok {
			return v
		}
	}
	return pickle.Str("<Missing key: " + pickle.Repr(key) + ">")
}
