// SPDX-License-Identifier: GPL-2.0-or-later

package pylib

import (
	"sync"

	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/pyop"
	"mmgen/generator/pyvalue"
)

// methods are the methods of str, list, dict and file that are followed, by type and name.
// They are made when a method is first called, since most starts of mmrun call none.
var methods func() map[string]map[string]eval.Native

func init() { // a variable's own value could not be this: the methods refer to the variable
	methods = sync.OnceValue(makeMethods)
}

func makeMethods() map[string]map[string]eval.Native {
	return map[string]map[string]eval.Native{
		"str": textMethods(),
		"list": {
			"append": {Least: 1, Most: 1, Fn: listAppend, Changes: true},
			"extend": {Least: 1, Most: 1, Fn: listExtend, Changes: true},
			"insert": {Least: 2, Most: 2, Fn: listInsert, Changes: true},
			"remove": {Least: 1, Most: 1, Fn: listRemove, Changes: true},
			"pop":    {Most: 1, Fn: listPop, Changes: true},
			"index":  {Least: 1, Most: 1, Fn: listIndex},
		},
		"dict": {
			"get":     {Least: 1, Most: 2, Fn: dictGet},
			"has_key": {Least: 1, Most: 1, Fn: dictHas},
			"update":  {Least: 1, Most: 1, Fn: dictUpdate, Changes: true},
			"clear":   {Fn: dictClear, Changes: true},
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
	return table
}

// Attr is obj.name, for objects that are not modules.
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
	return nil, ev.Refuse("%s.%s is not followed", typ, name)
}
