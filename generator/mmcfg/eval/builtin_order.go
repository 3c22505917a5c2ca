// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"slices"

	"mmgen/generator/mmcfg/syntax"
)

func builtinReversed(ev *Interp, _ any, a *args) (any, error) {
	items, u, err := ev.itemsOf(a, "reversed")
	if u != nil || err != nil {
		return u, err
	}
	items = slices.Clone(items)
	slices.Reverse(items)
	return &iterator{items: items}, nil
}

func builtinEnumerate(ev *Interp, _ any, a *args) (any, error) {
	start := 0
	if v, ok := a.keyword("start"); ok {
		a.pos = append(a.pos, v)
	}
	if len(a.pos) == 2 {
		start, _ = intOf(a.pos[1])
		a.pos = a.pos[:1]
	}
	items, u, err := ev.itemsOf(a, "enumerate")
	if u != nil || err != nil {
		return u, err
	}
	out := make([]any, len(items))
	for i, it := range items {
		out[i] = newTuple(int64(start+i), it)
	}
	return &iterator{items: out}, nil
}

func builtinMinMax(name string) nativeFunc {
	return func(ev *Interp, _ any, a *args) (any, error) {
		key, _ := a.keyword("key")
		items := a.pos
		if len(items) == 0 {
			return nil, ev.raise(excTypeError, "%s expected 1 arguments, got 0", name)
		}
		if len(items) == 1 {
			var u *Unknown
			var err error
			if items, u, err = ev.iterate(items[0]); u != nil || err != nil {
				return u, err
			}
		}
		if len(items) == 0 {
			return nil, ev.raise(excValueError, "%s() arg is an empty sequence", name)
		}
		var best, bestKey any
		for i, it := range items {
			k := it
			if key != nil {
				var err error
				if k, err = ev.call(key, &args{pos: []any{it}}); err != nil {
					return nil, err
				}
			}
			if i > 0 {
				c, u, err := ev.cmp(k, bestKey, false)
				if u != nil || err != nil {
					return u, err
				}
				if name == "min" && c >= 0 || name == "max" && c <= 0 {
					continue
				}
			} else if u := unknownOf(k); u != nil {
				return u, nil
			}
			best, bestKey = it, k
		}
		return best, nil
	}
}

func builtinSum(ev *Interp, _ any, a *args) (any, error) {
	if err := ev.take(a, "sum", 1, 2); err != nil {
		return nil, err
	}
	items, u, err := ev.iterate(a.pos[0])
	if u != nil || err != nil {
		return u, err
	}
	acc := any(int64(0))
	if len(a.pos) == 2 {
		acc = a.pos[1]
	}
	switch acc.(type) {
	case string, unicode:
		return nil, ev.raise(excTypeError, "sum() can't sum strings [use ''.join(seq) instead]")
	}
	for _, it := range items {
		if acc, err = ev.binary(syntax.OpAdd, acc, it, false); err != nil {
			return nil, err
		}
	}
	return acc, nil
}

func builtinAnyAll(name string) nativeFunc {
	return func(ev *Interp, _ any, a *args) (any, error) {
		items, u, err := ev.itemsOf(a, name)
		if u != nil || err != nil {
			return u, err
		}
		var lost *Unknown
		for _, it := range items {
			t, u := truth(it)
			if u != nil {
				lost = u
			} else if t == (name == "any") {
				return name == "any", nil
			}
		}
		if lost != nil {
			return lost, nil
		}
		return name == "all", nil
	}
}
