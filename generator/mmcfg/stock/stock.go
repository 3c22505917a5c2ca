// SPDX-License-Identifier: GPL-2.0-or-later

// Package stock is the stock settings of Mailman 2.1.39: the name of each, its
// value in each kind of installation (Debian, RHEL, upstream, FreeBSD port,
// cPanel), and what Mailman's runners need it to be.
//
// Values that Mailman/Defaults.py.in makes from others are rules, so that they
// follow where the others are set. It answers to Defaults.py.in, Version.py and
// the packages' own changes to them.
package stock

import (
	"path"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
)

// Entry is one stock setting.
type Entry struct {
	Name  string
	Kind  Kind
	Value any // a Value, or a rule that makes one
}

// Rules that make stock values from others.
type (
	// Under is a path below the setting base, or the setting itself where
	// tail is "".
	Under struct{ Base, Tail string }
	// OwnHost is VIRTUAL_HOSTS with the default host alone.
	OwnHost struct{}
	// LanguageTable is LC_DESCRIPTIONS.
	LanguageTable struct{}
	// textDict is a dict of str to str: key, value, key, ..
	textDict []string
	// List and Tuple are Python's, of Go's strings and values.
	List  []any
	Tuple []any
	// intDict is a dict of str to int.
	intDict []struct {
		key string
		n   int64
	}
)

// For is the entry of a name, nil where stock has none.
func For(name string) *Entry {
	i, ok := slices.BinarySearchFunc(Table[:], name, func(e Entry, n string) int { return strings.Compare(e.Name, n) })
	if !ok {
		return nil
	}
	return &Table[i]
}

// Values makes stock values for one layout. What is pinned is given, and what
// is derived from it follows.
type Values struct {
	layout *Layout
	pinned func(name string) (Value, bool)
}

// New makes the stock values of a layout. pinned may be nil.
func New(l *Layout, pinned func(string) (Value, bool)) *Values { return &Values{l, pinned} }

// Value is the stock value of a name, nil where there is none.
func (s *Values) Value(name string) Value { return s.ValueOf(name, For(name)) }

// ValueOf is value for whoever has the entry of the name at hand.
func (s *Values) ValueOf(name string, e *Entry) Value {
	if s.pinned != nil {
		if v, ok := s.pinned(name); ok {
			return v
		}
	}
	for _, it := range s.layout.values {
		if it.name == name {
			return s.Make(it.value)
		}
	}
	if e == nil {
		return nil
	}
	return s.Make(e.Value)
}

func (s *Values) text(name string) string {
	t, _ := pyvalue.AsString(s.Value(name))
	return t
}

// Make carries out a rule.
func (s *Values) Make(v any) Value {
	switch r := v.(type) {
	case Under:
		if r.Tail == "" {
			return s.Value(r.Base)
		}
		return pyvalue.Str(path.Join(s.text(r.Base), r.Tail))
	case OwnHost:
		d := &pyvalue.Dict{}
		d.SetStr(strings.ToLower(s.text("DEFAULT_URL_HOST")), pyvalue.Str(strings.ToLower(s.text("DEFAULT_EMAIL_HOST"))))
		return d
	case LanguageTable:
		return s.languages()
	case textDict:
		d := &pyvalue.Dict{}
		for i := 0; i < len(r); i += 2 {
			d.SetStr(r[i], pyvalue.Str(r[i+1]))
		}
		return d
	case intDict:
		d := &pyvalue.Dict{}
		for _, it := range r {
			d.SetStr(it.key, it.n)
		}
		return d
	}
	return Python(v)
}

func (s *Values) languages() Value {
	d := &pyvalue.Dict{}
	d.Grow(len(Languages))
	for _, l := range Languages {
		charset := l.Charset
		if s.layout.charset != "" {
			charset = s.layout.charset
		}
		d.Append(pyvalue.Str(l.Code), Python(Tuple{l.Name, charset, l.Direction}))
	}
	return d
}

// Prelude are the helpers of Defaults.py that an mm_cfg.py may call where
// Defaults.py itself is gone.
const Prelude = `
import os
def seconds(n): return n
def minutes(n): return n * 60
def hours(n): return n * 3600
def days(n): return n * 86400
def add_virtualhost(urlhost, emailhost=None):
    if emailhost is None:
        emailhost = urlhost.partition('.')[2]
    VIRTUAL_HOSTS[urlhost.lower()] = emailhost.lower()
`

// Debian's add_language stores utf-8 whatever it is given.
const (
	AddLanguage = `
def add_language(code, description, charset, direction='ltr'):
    LC_DESCRIPTIONS[code] = (description, charset, direction)
`
	debianAddLanguage = `
def add_language(code, description, charset, direction='ltr'):
    LC_DESCRIPTIONS[code] = (description, 'utf-8', direction)
`
)
