// SPDX-License-Identifier: GPL-2.0-or-later

package eval

// Ordered is a value with its dicts in Python's order, for tests.
func (r *Result) Ordered(v Value) (Value, error) { return r.ev.ordered(v) }

// Refused is how many things were not followed.
func (ev *Interp) Refused() int { return ev.refused }
