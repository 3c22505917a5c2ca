// SPDX-License-Identifier: GPL-2.0-or-later

package pylib

import (
	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/pyvalue"
)

func listAppend(ev *eval.Interp, self Value, a []Value) (Value, error) {
	return nil, ev.Extend(self.(*pyvalue.List), pyvalue.NewList(a[0]))
}

func listExtend(ev *eval.Interp, self Value, a []Value) (Value, error) {
	return nil, ev.Extend(self.(*pyvalue.List), a[0])
}

func listInsert(ev *eval.Interp, self Value, a []Value) (Value, error) {
	if _, isWhole := a[0].(int64); !isWhole {
		return nil, ev.Refuse("an index that is a %s", pyvalue.TypeName(a[0]))
	}
	return nil, ev.SetItem(self, &eval.Slice{Lo: a[0], Hi: a[0]}, pyvalue.NewList(a[1]))
}

// find is the index of an item in a list, or a ValueError.
func find(ev *eval.Interp, self, item Value) (int, error) {
	i, err := ev.IndexOf(pyvalue.Items(self), item)
	if err == nil && i < 0 {
		err = ev.Raise("ValueError", "it is not in the list")
	}
	return i, err
}

func listRemove(ev *eval.Interp, self Value, a []Value) (Value, error) {
	i, err := find(ev, self, a[0])
	if err != nil {
		return nil, err
	}
	return nil, ev.DelItem(self, int64(i))
}

func listPop(ev *eval.Interp, self Value, a []Value) (Value, error) {
	at := otherwise(a, 0, int64(-1))
	v, err := ev.GetItem(self, at)
	if err != nil {
		return nil, err
	}
	return v, ev.DelItem(self, at)
}

func listIndex(ev *eval.Interp, self Value, a []Value) (Value, error) {
	i, err := find(ev, self, a[0])
	return int64(i), err
}
