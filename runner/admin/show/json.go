// SPDX-License-Identifier: GPL-2.0-or-later

package show

import "mmgen/generator/pyvalue"

// AppendJSON appends a file as one JSON object, without what it does not have:
//
//	{"file": PATH, "message": TEXT, "metadata": {..}, "values": [..], "text": TEXT, "fault": TEXT}
//
// Values are encoded as pyvalue.AppendJSON says; what JSON has no form for, such as an
// instance of a class, is {"repr": TEXT}.
func (f File) AppendJSON(b []byte) []byte {
	items := []pyvalue.Entry{{Key: pyvalue.Str("file"), Value: pyvalue.Str(f.Path)}}
	add := func(key string, v pyvalue.Value) {
		items = append(items, pyvalue.Entry{Key: pyvalue.Str(key), Value: v})
	}
	if f.Message != nil {
		add("message", pyvalue.Str(*f.Message))
	}
	if f.Data != nil {
		add("metadata", plain(f.Data, maxDepth))
	}
	if f.Values != nil {
		values := pyvalue.NewList()
		for _, v := range f.Values {
			values.Items = append(values.Items, plain(v, maxDepth))
		}
		add("values", values)
	}
	if f.Text != nil {
		add("text", pyvalue.Str(*f.Text))
	}
	if f.Fault != "" {
		add("fault", pyvalue.Str(f.Fault))
	}
	return pyvalue.AppendJSONObject(b, items)
}

// maxDepth is how deep values are shown. One that holds itself is deeper than any.
const maxDepth = 64

// plain is a value without objects, which JSON has no form for, and without what is
// nested deeper than depth.
func plain(v pyvalue.Value, depth int) pyvalue.Value {
	if depth == 0 {
		return reprOf(v)
	}
	switch v := v.(type) {
	case *pyvalue.List:
		return pyvalue.NewList(plainAll(v.Items, depth-1)...)
	case *pyvalue.Tuple:
		return pyvalue.NewTuple(plainAll(v.Items, depth-1)...)
	case *pyvalue.Dict:
		dict := &pyvalue.Dict{}
		for key, value := range v.All() {
			dict.Append(key, plain(value, depth-1))
		}
		return dict
	case *pyvalue.Set, pyvalue.Object:
		return reprOf(v)
	}
	return v
}

// reprOf is a value as Python writes it, in the form that AppendJSON gives to a value that JSON has no form for.
func reprOf(v pyvalue.Value) pyvalue.Value {
	dict := &pyvalue.Dict{}
	dict.SetStr("repr", pyvalue.Str(pyvalue.Repr(v)))
	return dict
}

func plainAll(items []pyvalue.Value, depth int) []pyvalue.Value {
	out := make([]pyvalue.Value, len(items))
	for i, item := range items {
		out[i] = plain(item, depth)
	}
	return out
}
