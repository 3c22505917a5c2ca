// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/pyvalue"

// Iterate is what a loop over v goes through. The order of a dict's keys is not
// followed.
func (ev *Interp) Iterate(v Value) (items []Value, err error) {
	switch v := v.(type) {
	case *pyvalue.List, *pyvalue.Tuple, *Record:
		return itemsOf(v), nil
	case *File:
		return ev.Lines(v)
	}
	return nil, ev.Refuse("what a loop over a %s goes through", pyvalue.TypeName(v))
}
