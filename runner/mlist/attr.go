// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import "mmgen/generator/pyvalue"

// Value reads an attribute, with Mailman's default where config.pck lacks it; nil for
// an attribute that Mailman does not know. A default list or dict is a new one and not
// part of Attrs: see Dict.
func (l *List) Value(attr string) pyvalue.Value {
	if v, ok := l.Attrs.Get(pyvalue.Str(attr)); ok {
		return v
	}
	v, _ := l.Default(attr)
	return v
}

// Str reads an attribute that is a str or unicode (in UTF-8), "" for anything
// else.
func (l *List) Str(attr string) string {
	s, _ := pyvalue.AsString(l.Value(attr))
	return s
}

// Int reads an attribute that is a number, without its fraction; True is 1.
// 0 for anything else.
func (l *List) Int(attr string) int { return Integer(l.Value(attr)) }

// Float reads an attribute that is a number, 0 for anything else.
func (l *List) Float(attr string) float64 {
	f, _ := pyvalue.AsFloat(l.Value(attr))
	return f
}

// Bool reads an attribute as Python's `if` sees it.
func (l *List) Bool(attr string) bool { return pyvalue.Truth(l.Value(attr)) }

// Strs reads an attribute that is a list (or tuple) of str or unicode, without other
// items.
func (l *List) Strs(attr string) []string { return pyvalue.Texts(l.Value(attr)) }

// Dict reads an attribute that is a dict, nil where config.pck lacks it. A nil
// Dict reads as an empty one.
func (l *List) Dict(attr string) *pyvalue.Dict {
	d, _ := l.Attrs.GetStr(attr).(*pyvalue.Dict)
	return d
}

// DictToWrite is Dict, made where it is missing.
func (l *List) DictToWrite(attr string) *pyvalue.Dict {
	d := l.Dict(attr)
	if d == nil {
		d = new(pyvalue.Dict)
		l.Attrs.SetStr(attr, d)
	}
	return d
}

// TextKeys are the keys of a dict that are str or unicode, in order.
func TextKeys(d *pyvalue.Dict) []string {
	if d == nil {
		return nil
	}
	keys := make([]string, 0, d.Len())
	for key := range d.All() {
		if s, ok := pyvalue.AsString(key); ok {
			keys = append(keys, s)
		}
	}
	return keys
}

// InternalName is the list's name, as its directory is called.
func (l *List) InternalName() string { return l.name }

// RealName is the name as people write it (real_name), mostly with a capital.
func (l *List) RealName() string { return l.Str("real_name") }

// HostName is the mail domain of the list's addresses (host_name).
func (l *List) HostName() string { return l.Str("host_name") }

// LogTimeout logs that a regular expression of an attribute took too long.
func (l *List) LogTimeout(attr string) func(error) {
	return func(err error) {
		l.env.Logs.Logf("error", "%s of list %s: %v; it counts as no match", attr, l.name, err)
	}
}
