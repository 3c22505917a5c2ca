// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"path"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
)

// stockEntry is one stock setting.
type stockEntry struct {
	name  string
	kind  kind
	value any // a Value, or a rule that makes one
}

// Rules that make stock values from others.
type (
	// under is a path below the setting base, or the setting itself where
	// tail is "".
	under struct{ base, tail string }
	// ownHost is VIRTUAL_HOSTS with the default host alone.
	ownHost struct{}
	// languageTable is LC_DESCRIPTIONS.
	languageTable struct{}
	// textDict is a dict of str to str: key, value, key, ..
	textDict []string
	// list and tuple are Python's, of Go's strings and values.
	list  []any
	tuple []any
	// intDict is a dict of str to int.
	intDict []struct {
		key string
		n   int64
	}
)

// stockFor is the entry of a name, nil where stock has none.
func stockFor(name string) *stockEntry {
	i, ok := slices.BinarySearchFunc(stockTable[:], name, func(e stockEntry, n string) int { return strings.Compare(e.name, n) })
	if !ok {
		return nil
	}
	return &stockTable[i]
}

// stock makes stock values for one layout. What is pinned is given, and what
// is derived from it follows.
type stock struct {
	layout *layout
	pinned func(name string) (Value, bool)
}

func newStock(l *layout, pinned func(string) (Value, bool)) *stock { return &stock{l, pinned} }

// value is the stock value of a name, nil where there is none.
func (s *stock) value(name string) Value { return s.valueOf(name, stockFor(name)) }

// valueOf is value for whoever has the entry of the name at hand.
func (s *stock) valueOf(name string, e *stockEntry) Value {
	if s.pinned != nil {
		if v, ok := s.pinned(name); ok {
			return v
		}
	}
	for _, it := range s.layout.values {
		if it.name == name {
			return s.make(it.value)
		}
	}
	if e == nil {
		return nil
	}
	return s.make(e.value)
}

func (s *stock) text(name string) string {
	t, _ := pyvalue.AsString(s.value(name))
	return t
}

// make carries out a rule.
func (s *stock) make(v any) Value {
	switch r := v.(type) {
	case under:
		if r.tail == "" {
			return s.value(r.base)
		}
		return pyvalue.Str(path.Join(s.text(r.base), r.tail))
	case ownHost:
		d := &Dict{}
		d.SetStr(strings.ToLower(s.text("DEFAULT_URL_HOST")), pyvalue.Str(strings.ToLower(s.text("DEFAULT_EMAIL_HOST"))))
		return d
	case languageTable:
		return s.languages()
	case textDict:
		d := &Dict{}
		for i := 0; i < len(r); i += 2 {
			d.SetStr(r[i], pyvalue.Str(r[i+1]))
		}
		return d
	case intDict:
		d := &Dict{}
		for _, it := range r {
			d.SetStr(it.key, it.n)
		}
		return d
	}
	return plain(v)
}

func (s *stock) languages() Value {
	d := &Dict{}
	d.Grow(len(stockLanguages))
	for _, l := range stockLanguages {
		charset := l.charset
		if s.layout.charset != "" {
			charset = s.layout.charset
		}
		d.Append(pyvalue.Str(l.code), plain(tuple{l.name, charset, l.direction}))
	}
	return d
}

// stockPrelude are the helpers of Defaults.py that an mm_cfg.py may call where
// Defaults.py itself is gone.
const stockPrelude = `
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
	stockAddLanguage = `
def add_language(code, description, charset, direction='ltr'):
    LC_DESCRIPTIONS[code] = (description, charset, direction)
`
	debianAddLanguage = `
def add_language(code, description, charset, direction='ltr'):
    LC_DESCRIPTIONS[code] = (description, 'utf-8', direction)
`
)
