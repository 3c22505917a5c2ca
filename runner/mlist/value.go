// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"math/big"

	"mmgen/generator/mmcfg"
	"mmgen/generator/mmcfg/pyvalue"
	"mmgen/runner/pickle"
)

// integer returns a number without its fraction; 0 for what is none.
func integer(v pickle.Value) int {
	f, _ := pickle.AsFloat(v)
	return int(f)
}

// FromSetting converts a setting to what a pickle holds of it.
func FromSetting(v mmcfg.Value) pickle.Value {
	switch v := v.(type) {
	case string:
		return pickle.Str(v)
	case pyvalue.Unicode:
		return pickle.Unicode(v)
	case *big.Int:
		return pickle.Long{Int: v}
	case pyvalue.List:
		return &pickle.List{Items: fromSettings(v)}
	case pyvalue.Tuple:
		return pickle.NewTuple(fromSettings(v)...)
	case *pyvalue.Dict:
		d := new(pickle.Dict)
		for _, item := range v.Items {
			d.Set(FromSetting(item.Key), FromSetting(item.Value))
		}
		return d
	}
	return v
}

func fromSettings(vs []pyvalue.Value) []pickle.Value {
	out := make([]pickle.Value, len(vs))
	for i, v := range vs {
		out[i] = FromSetting(v)
	}
	return out
}
