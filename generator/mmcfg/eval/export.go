// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math/big"

	"mmgen/generator/mmcfg/pyvalue"
)

// exporter turns values into pyvalue's.
type exporter struct {
	left     int  // values that may be made yet
	tooLarge bool // there were more, or it goes too deep (it may hold itself)
	unknown  *Unknown
	opaque   bool
}

func (x *exporter) value(v any, depth int) pyvalue.Value {
	if x.left <= 0 || depth > 100 {
		x.tooLarge = true
	}
	if x.tooLarge {
		return nil
	}
	x.left--
	if u := unknownOf(v); u != nil {
		x.unknown = u
		return nil
	}
	switch v := v.(type) {
	case nil, bool, int64, *big.Int, float64, string, unicode:
		return v
	case *tuple:
		return pyvalue.Tuple(x.items(v.items, depth))
	case *structure:
		return pyvalue.Tuple(x.items(v.items, depth))
	case *list:
		return pyvalue.List(x.items(v.items, depth))
	case *dict:
		out := &pyvalue.Dict{Items: make([]pyvalue.Item, 0, v.used)}
		for _, s := range v.live() {
			out.Items = append(out.Items, pyvalue.Item{Key: x.value(s.key, depth+1), Value: x.value(s.val, depth+1)})
		}
		return out
	}
	x.opaque = true
	return nil
}

func (x *exporter) items(items []any, depth int) []pyvalue.Value {
	out := make([]pyvalue.Value, len(items))
	for i, it := range items {
		out[i] = x.value(it, depth+1)
		if x.tooLarge {
			break
		}
	}
	return out
}

// imported is the other way round.
func imported(v pyvalue.Value) any {
	switch v := v.(type) {
	case pyvalue.List:
		return newList(importedAll(v)...)
	case pyvalue.Tuple:
		return newTuple(importedAll(v)...)
	case *pyvalue.Dict:
		d := newDict()
		for i := range v.Len() {
			it := v.Items[i]
			k := imported(it.Key)
			h := hasher{left: maxItems}
			if n, ok := h.value(k); ok {
				d.put(k, n, imported(it.Value))
			}
		}
		return d
	}
	return v
}

func importedAll(vs []pyvalue.Value) []any {
	out := make([]any, len(vs))
	for i, v := range vs {
		out[i] = imported(v)
	}
	return out
}
