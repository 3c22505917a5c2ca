// SPDX-License-Identifier: GPL-2.0-or-later

package pylib

import (
	"slices"
	"strings"

	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/pyop"
	"mmgen/generator/pyvalue"
)

// method is a method that is followed.
type method struct {
	least, most int // arguments
	call        func(ev *eval.Interp, self Value, a []Value) (Value, error)
	holds       bool // arguments may be unknown, they are only put somewhere
	changes     bool // the object, which is unknown where the method is not followed
}

// methods are those of lists, dicts and files; pyop has those of text.
var methods map[string]map[string]method

func init() { // the methods look into the table
	methods = map[string]map[string]method{
		"list": {
			"append":  {1, 1, listAppend, true, true},
			"extend":  {1, 1, listExtend, true, true},
			"insert":  {2, 2, listInsert, true, true},
			"remove":  {1, 1, listRemove, false, true},
			"pop":     {0, 1, listPop, false, true},
			"reverse": {0, 0, listReverse, false, true},
			"sort":    {0, 0, listSort, false, true},
			"index":   {1, 1, listIndex, false, false},
			"count":   {1, 1, listCount, false, false},
		},
		"dict": {
			"get":        {1, 2, dictGet, true, false},
			"has_key":    {1, 1, dictHas, false, false},
			"keys":       {0, 0, dictList(func(e pyvalue.Entry) Value { return e.Key }), false, false},
			"values":     {0, 0, dictList(func(e pyvalue.Entry) Value { return e.Value }), false, false},
			"items":      {0, 0, dictList(func(e pyvalue.Entry) Value { return pyvalue.NewTuple(e.Key, e.Value) }), false, false},
			"copy":       {0, 0, dictCopy, true, false},
			"update":     {1, 1, dictUpdate, true, true},
			"setdefault": {1, 2, dictSetDefault, true, true},
			"pop":        {1, 2, dictPop, true, true},
			"clear":      {0, 0, dictClear, false, true},
		},
		"file": {
			"read":      {0, 0, fileRead, false, true},
			"readline":  {0, 0, fileReadLine, false, true},
			"readlines": {0, 0, fileReadLines, false, true},
			"close":     {0, 0, fileClose, false, true},
		},
	}
}

// methodOf finds a method.
func methodOf(typ, name string) (method, bool) {
	if m, ok := methods[typ][name]; ok {
		return m, true
	}
	t, ok := pyop.TextMethods[name]
	if !ok || typ != "str" && typ != "unicode" {
		return method{}, false
	}
	call := func(ev *eval.Interp, self Value, a []Value) (Value, error) {
		if name == "join" {
			items, u, err := ev.Iterate(a[0])
			if u != nil || err != nil {
				return u, err
			}
			a = []Value{pyvalue.NewTuple(items...)}
		}
		return ev.Result(t.Call(self, a))
	}
	return method{least: t.Least, most: t.Most, call: call}, true
}

// more are the methods that are not followed; those of lists and dicts behind
// the stroke change the object. With another name Python raises AttributeError.
var more = map[string]string{
	"str": " center expandtabs format isalnum isalpha islower isspace isupper istitle ljust rjust rindex swapcase title translate zfill ",
	"unicode": " center expandtabs format isalnum isalpha islower isspace isupper istitle ljust rjust rindex swapcase title translate" +
		" zfill isdecimal isnumeric ",
	"list": " | ",
	"dict": " iteritems iterkeys itervalues viewitems viewkeys viewvalues fromkeys | popitem ",
	"int":  " bit_length conjugate denominator imag numerator real ", "long": " bit_length conjugate denominator imag numerator real ",
	"bool": " bit_length conjugate denominator imag numerator real ", "tuple": " count index ",
	"float": " as_integer_ratio conjugate fromhex hex imag is_integer real ", "NoneType": " ",
}

// Attr is obj.name, for what is no module and not unknown.
func (Library) Attr(ev *eval.Interp, obj Value, name string) (Value, error) {
	typ := pyvalue.TypeName(obj)
	if m, ok := methodOf(typ, name); ok {
		return &eval.Native{Self: obj, Fn: func(ev *eval.Interp, a *eval.Args) (Value, error) {
			return callMethod(ev, obj, m, a)
		}}, nil
	}
	if r, ok := obj.(*eval.Record); ok && slices.Contains(r.Names, name) {
		return r.Items[slices.Index(r.Names, name)], nil
	}
	known := more[typ]
	safe, _, _ := strings.Cut(known, "|")
	_, isObject := obj.(pyvalue.Object)
	u := ev.NewUnknown("%s.%s is not followed", typ, name)
	switch {
	case strings.Contains(safe, " "+name+" "):
		ev.Touched(u)
		return u, nil
	case eval.ReachesAll(name):
		ev.LoseAll(u)
	case !isObject && !strings.HasPrefix(name, "__") && !strings.Contains(known, " "+name+" "):
		return nil, ev.Raise("AttributeError", "'%s' object has no attribute '%s'", typ, name)
	}
	ev.HandOver(u, obj)
	return u, nil
}

func callMethod(ev *eval.Interp, self Value, m method, a *eval.Args) (Value, error) {
	u := ev.UnknownOf(self)
	if u == nil && m.holds && len(a.KW) == 0 && len(a.Pos) >= m.least && len(a.Pos) <= m.most {
		if m.changes {
			ev.Change(self)
		}
		return m.call(ev, self, a.Pos)
	}
	if u == nil {
		u = ev.Known(a, m.least, m.most)
	} else {
		ev.RefuseCall(u, nil, a)
	}
	if u != nil {
		if m.changes {
			ev.Blur(self, u)
		}
		return u, nil
	}
	if m.changes {
		ev.Change(self)
	}
	return m.call(ev, self, a.Pos)
}

func listAppend(ev *eval.Interp, self Value, a []Value) (Value, error) {
	return nil, ev.Extend(self.(*pyvalue.List), pyvalue.NewList(a[0]))
}

func listExtend(ev *eval.Interp, self Value, a []Value) (Value, error) {
	return nil, ev.Extend(self.(*pyvalue.List), a[0])
}

func listInsert(ev *eval.Interp, self Value, a []Value) (Value, error) {
	if u := ev.UnknownOf(a[0]); u != nil {
		ev.Blur(self, u)
		return nil, nil
	}
	if _, isWhole := a[0].(int64); !isWhole {
		ev.Blur(self, ev.Refuse("an index that is a %s", pyvalue.TypeName(a[0])))
		return nil, nil
	}
	return nil, ev.SetItem(self, &eval.Slice{Lo: a[0], Hi: a[0]}, pyvalue.NewList(a[1]))
}

// find is the index of an item in a list that is known.
func find(ev *eval.Interp, self, item Value) (int, *eval.Unknown, error) {
	i, u, err := ev.IndexOf(pyvalue.Items(self), item)
	if u == nil && err == nil && i < 0 {
		err = ev.Raise("ValueError", "it is not in the list")
	}
	return i, u, err
}

func listRemove(ev *eval.Interp, self Value, a []Value) (Value, error) {
	i, u, err := find(ev, self, a[0])
	if u != nil {
		ev.Blur(self, u)
	}
	if u != nil || err != nil {
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

func listReverse(_ *eval.Interp, self Value, _ []Value) (Value, error) {
	l := self.(*pyvalue.List)
	l.Items = slices.Clone(l.Items)
	slices.Reverse(l.Items)
	return nil, nil
}

func listSort(ev *eval.Interp, self Value, _ []Value) (Value, error) {
	l := self.(*pyvalue.List)
	items, u := sorted(ev, l.Items)
	if u != nil {
		ev.Blur(l, u)
		return nil, nil
	}
	l.Items = items
	return nil, nil
}

// sorted is the items in order; u is why that can't be known.
func sorted(ev *eval.Interp, items []Value) ([]Value, *eval.Unknown) {
	out := slices.Clone(items)
	var unsure *eval.Unknown
	slices.SortStableFunc(out, func(a, b Value) int {
		order, ok := pyvalue.Compare(a, b)
		if !ok || ev.UnknownIn(a) != nil || ev.UnknownIn(b) != nil {
			unsure = ev.NewUnknown("the order of a %s and a %s", pyvalue.TypeName(a), pyvalue.TypeName(b))
		}
		return order
	})
	if unsure != nil {
		ev.Touched(unsure)
	}
	return out, unsure
}

func listIndex(ev *eval.Interp, self Value, a []Value) (Value, error) {
	i, u, err := find(ev, self, a[0])
	if u != nil || err != nil {
		return u, err
	}
	return int64(i), nil
}

func listCount(ev *eval.Interp, self Value, a []Value) (Value, error) {
	n := int64(0)
	for _, it := range pyvalue.Items(self) {
		v, err := ev.Compare("==", it, a[0])
		if u, ok := v.(*eval.Unknown); ok || err != nil {
			return u, err
		}
		if v == true {
			n++
		}
	}
	return n, nil
}
