// SPDX-License-Identifier: GPL-2.0-or-later

package pylib

import (
	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/pyvalue"
)

// otherwise is argument i, or v if there is none.
func otherwise(a []Value, i int, v Value) Value {
	if len(a) <= i {
		return v
	}
	return a[i]
}

func dictGet(ev *eval.Interp, self Value, a []Value) (Value, error) {
	if err := ev.CheckKey(a[0]); err != nil {
		return nil, err
	}
	if v, ok := self.(*pyvalue.Dict).Get(a[0]); ok {
		return v, nil
	}
	return otherwise(a, 1, nil), nil
}

func dictHas(ev *eval.Interp, self Value, a []Value) (Value, error) {
	has, err := ev.Contains(self, a[0])
	return has, err
}

func dictClear(_ *eval.Interp, self Value, _ []Value) (Value, error) {
	self.(*pyvalue.Dict).Clear()
	return nil, nil
}

// dictUpdate sets all keys of another dict.
func dictUpdate(ev *eval.Interp, self Value, a []Value) (Value, error) {
	from, ok := a[0].(*pyvalue.Dict)
	if !ok {
		return nil, ev.Refuse("update() with a %s", pyvalue.TypeName(a[0]))
	}
	self.(*pyvalue.Dict).Update(from)
	return nil, ev.Grow(64 * from.Len())
}
