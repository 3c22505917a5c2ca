// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"mmgen/generator/mmcfg/pyvalue"
)

// repr is repr(v): a str or an *Unknown.
func (ev *Interp) repr(v any) (any, error) {
	w := reprWriter{left: maxText}
	w.value(v, 0)
	if err := ev.grow(len(w.b)); err != nil {
		return nil, err
	}
	if w.unknown != nil {
		return w.unknown, nil
	}
	if w.left < 0 {
		return ev.unknown("the text of a large value"), nil
	}
	if w.address != "" {
		return ev.unknown("the address in memory of a %s", w.address), nil
	}
	return string(w.b), nil
}

// str is str(v): a str or an *Unknown.
func (ev *Interp) str(v any) (any, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case unicode:
		return ev.encode(v, ev.charset)
	case float64:
		return strFloat(v), nil
	case *big.Int:
		return v.String(), ev.spend(v.BitLen() * 4)
	case *instance:
		if v.class.isException() {
			return exceptionText(v), nil
		}
	}
	return ev.repr(v)
}

// reprOf is repr() for messages: never an error.
func reprOf(v any) string {
	w := reprWriter{left: 1000}
	w.value(v, 0)
	return string(w.b)
}

// textOf is str() for messages.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case unicode:
		return string(v)
	case float64:
		return strFloat(v)
	case *big.Int:
		return v.String()
	case *instance:
		return exceptionText(v)
	}
	return reprOf(v)
}

// strFloat is str() of a float: twelve digits.
func strFloat(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return pyvalue.ReprFloat(f)
	}
	s := strconv.FormatFloat(f, 'g', 12, 64)
	if a := math.Abs(f); a != 0 {
		exp := int(math.Floor(math.Log10(a)))
		if r, err := strconv.ParseFloat(strconv.FormatFloat(a, 'e', 11, 64), 64); err == nil {
			exp = int(math.Floor(math.Log10(r)))
		}
		if exp < -4 || exp >= 11 { // with a dot and a zero it is twelve digits
			return trimExponent(strconv.FormatFloat(f, 'e', 11, 64))
		}
		s = strconv.FormatFloat(f, 'f', max(11-exp, 0), 64)
	} else {
		s = strconv.FormatFloat(f, 'f', 1, 64)
	}
	if strings.Contains(s, ".") {
		s = strings.TrimRight(s, "0")
		if strings.HasSuffix(s, ".") {
			s += "0"
		}
		return s
	}
	return s + ".0"
}

// trimExponent takes zeros out before the exponent.
func trimExponent(s string) string {
	mant, exp, _ := strings.Cut(s, "e")
	if strings.Contains(mant, ".") {
		mant = strings.TrimRight(strings.TrimRight(mant, "0"), ".")
	}
	return mant + "e" + exp
}

type reprWriter struct {
	b       []byte
	left    int
	unknown *Unknown
	address string // type of an object whose repr has its address
	open    []any  // lists and dicts being written
}

func (w *reprWriter) value(v any, depth int) {
	if w.left -= 1; w.left < 0 || len(w.b) > maxText || depth > maxDepth {
		w.left = -1
		return
	}
	if u := unknownOf(v); u != nil {
		w.unknown = u
		w.b = append(w.b, '?')
		return
	}
	switch v := v.(type) {
	case *tuple:
		w.tuple(v.items, depth)
	case *structure:
		w.address = "structure"
	case *list:
		w.nested(v, "[...]", func() { w.items("[", v.items, "]", depth) })
	case *dict:
		w.nested(v, "{...}", func() { w.dict(v, depth) })
	case *class:
		switch {
		case v.isException() && v.scope == nil:
			w.b = append(w.b, "<type 'exceptions."+v.name+"'>"...)
		case v.scope == nil:
			w.b = append(w.b, "<type '"+v.name+"'>"...)
		default:
			w.address = "class"
		}
	case *instance:
		w.b = append(w.b, v.class.name...)
		w.tuple(v.args, depth)
	case *native:
		w.b = append(w.b, "<built-in function "+v.name+">"...)
	case nil, bool, int64, *big.Int, float64, string, unicode:
		w.b = append(w.b, pyvalue.Repr(v)...)
	default:
		w.address = typeName(v)
	}
}

// nested guards against a list that holds itself.
func (w *reprWriter) nested(v any, inside string, f func()) {
	for _, o := range w.open {
		if o == v {
			w.b = append(w.b, inside...)
			return
		}
	}
	w.open = append(w.open, v)
	f()
	w.open = w.open[:len(w.open)-1]
}

func (w *reprWriter) tuple(items []any, depth int) {
	if len(items) == 1 {
		w.items("(", items, ",)", depth)
		return
	}
	w.items("(", items, ")", depth)
}

func (w *reprWriter) items(open string, items []any, end string, depth int) {
	w.b = append(w.b, open...)
	for i, it := range items {
		if i > 0 {
			w.b = append(w.b, ", "...)
		}
		w.value(it, depth+1)
		if w.left < 0 {
			return
		}
	}
	w.b = append(w.b, end...)
}

func (w *reprWriter) dict(d *dict, depth int) {
	w.b = append(w.b, '{')
	for i, s := range d.live() {
		if i > 0 {
			w.b = append(w.b, ", "...)
		}
		w.value(s.key, depth+1)
		w.b = append(w.b, ": "...)
		w.value(s.val, depth+1)
		if w.left < 0 {
			return
		}
	}
	w.b = append(w.b, '}')
}

// exporter turns values into pyvalue's.
type exporter struct {
	left    int
	unknown *Unknown
	opaque  bool
}

func (x *exporter) value(v any, depth int) pyvalue.Value {
	if x.left--; x.left < 0 || depth > 100 {
		x.left = -1
		return nil
	}
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
		if x.left < 0 {
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
