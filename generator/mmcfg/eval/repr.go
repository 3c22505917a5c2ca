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
	if err := ev.spend((maxText - w.left) * 16); err != nil {
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

// strFloat is str() of a float: twelve digits, exponents below 1e-4 and from
// 1e11 on (with a dot and a zero that is twelve digits too).
func strFloat(f float64) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return pyvalue.ReprFloat(f)
	}
	e := strconv.FormatFloat(f, 'e', 11, 64)
	_, digits, _ := strings.Cut(e, "e")
	exp, _ := strconv.Atoi(digits)
	if f != 0 && (exp < -4 || exp >= 11) {
		return trimExponent(e)
	}
	s := strings.TrimRight(strconv.FormatFloat(f, 'f', 11-exp, 64), "0")
	if strings.HasSuffix(s, ".") {
		s += "0"
	}
	return s
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
	w.left -= len(d.slots) >> 6
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
