// SPDX-License-Identifier: GPL-2.0-or-later

package pylib

import (
	"strings"
	"sync"

	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/pyop"
	"mmgen/generator/pyvalue"
)

// methods are those of text, lists, dicts and files that are followed, by type
// and name. They are made when a method is first called: most starts of mmrun call none.
var methods func() map[string]map[string]eval.Native

func init() { // and not above: the methods look into the table
	methods = sync.OnceValue(makeMethods)
}

func makeMethods() map[string]map[string]eval.Native {
	text := textMethods()
	return map[string]map[string]eval.Native{
		"str": text, "unicode": text,
		"list": {
			"append": {Least: 1, Most: 1, Fn: listAppend, Holds: true, Changes: true},
			"extend": {Least: 1, Most: 1, Fn: listExtend, Holds: true, Changes: true},
			"insert": {Least: 2, Most: 2, Fn: listInsert, Holds: true, Changes: true},
			"remove": {Least: 1, Most: 1, Fn: listRemove, Changes: true},
			"pop":    {Most: 1, Fn: listPop, Changes: true},
			"index":  {Least: 1, Most: 1, Fn: listIndex},
		},
		"dict": {
			"get":        {Least: 1, Most: 2, Fn: dictGet, Holds: true},
			"has_key":    {Least: 1, Most: 1, Fn: dictHas},
			"keys":       {Fn: dictList(func(e pyvalue.Entry) Value { return e.Key })},
			"values":     {Fn: dictList(func(e pyvalue.Entry) Value { return e.Value })},
			"items":      {Fn: dictList(func(e pyvalue.Entry) Value { return pyvalue.NewTuple(e.Key, e.Value) })},
			"update":     {Least: 1, Most: 1, Fn: dictUpdate, Holds: true, Changes: true},
			"setdefault": {Least: 1, Most: 2, Fn: dictSetDefault, Holds: true, Changes: true},
			"pop":        {Least: 1, Most: 2, Fn: dictPop, Holds: true, Changes: true},
			"clear":      {Fn: dictClear, Changes: true},
		},
		"file": {
			"read":      {Fn: fileRead, Changes: true},
			"readline":  {Fn: fileReadLine, Changes: true},
			"readlines": {Fn: fileReadLines, Changes: true},
			"close":     {Fn: fileClose, Changes: true},
		},
	}
}

// textMethods are those of pyop.
func textMethods() map[string]eval.Native {
	table := map[string]eval.Native{}
	for name, m := range pyop.TextMethods {
		table[name] = eval.Native{Least: m.Least, Most: m.Most, Fn: func(ev *eval.Interp, self Value, a []Value) (Value, error) {
			return ev.Result(m.Call(self, a))
		}}
	}
	join := table["join"].Fn
	table["join"] = eval.Native{Least: 1, Most: 1, Fn: func(ev *eval.Interp, self Value, a []Value) (Value, error) {
		items, err := ev.Iterate(a[0])
		if err != nil {
			return nil, err
		}
		return join(ev, self, []Value{pyvalue.NewTuple(items...)})
	}}
	return table
}

// unfollowed are the other attributes of plain values. With another name Python
// raises AttributeError.
var unfollowed = map[string]string{
	"str": " capitalize center count expandtabs format index isalnum isdigit isalpha islower isspace isupper istitle ljust rfind rjust rindex rpartition rsplit" +
		" swapcase title translate zfill ",
	"unicode": " capitalize center count expandtabs format index isalnum isdigit isalpha islower isspace isupper istitle ljust rfind rjust rindex rpartition rsplit" +
		" swapcase title translate zfill isdecimal isnumeric ",
	"list": " count reverse sort ", "tuple": " count index ", "NoneType": " ",
	"dict": " copy iteritems iterkeys itervalues viewitems viewkeys viewvalues fromkeys popitem ",
	"int":  " bit_length conjugate denominator imag numerator real ", "long": " bit_length conjugate denominator imag numerator real ",
	"bool":  " bit_length conjugate denominator imag numerator real ",
	"float": " as_integer_ratio conjugate fromhex hex imag is_integer real ",
}

// Attr is obj.name, for objects that are known and are not modules.
func (Library) Attr(ev *eval.Interp, obj Value, name string) (Value, error) {
	typ := pyvalue.TypeName(obj)
	if m, ok := methods()[typ][name]; ok {
		m.Self = obj
		return &m, nil
	}
	if r, ok := obj.(*eval.Record); ok {
		for i, n := range r.Names {
			if n == name {
				return r.Items[i], nil
			}
		}
	}
	u := ev.Unknown("%s.%s is not followed", typ, name)
	others, isPlain := unfollowed[typ]
	switch {
	case eval.ReachesAll(name):
		ev.LoseAll(u)
	case isPlain && !strings.HasPrefix(name, "__") && !strings.Contains(others, " "+name+" "):
		return nil, ev.Raise("AttributeError", "'%s' object has no attribute '%s'", typ, name)
	}
	return nil, u
}
