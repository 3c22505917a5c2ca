// SPDX-License-Identifier: GPL-2.0-or-later

// Package stock is the stock settings of Mailman 2.1.39: the name of each, its
// value in each kind of installation (Debian, RHEL, upstream, FreeBSD port,
// cPanel), and what Mailman's runners need it to be.
//
// They are in settings.txt. If Mailman/Defaults.py.in derives a value from another one,
// settings.txt has a rule for it, so that it follows when the other one is set. It answers to
// Defaults.py.in, Version.py and the packages' own changes to them.
package stock

import (
	_ "embed"
	"iter"
	"path"
	"slices"
	"strings"
	"sync"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// Entry is one stock setting.
type Entry struct {
	Name string
	Kind Kind
	// text is the value: a Python literal, or what it derives from.
	text string
}

//go:embed settings.txt
var settingsFile string

// Table has all entries, sorted by name.
var Table = sync.OnceValue(func() []Entry {
	entries := make([]Entry, 0, strings.Count(settingsFile, "\n"))
	for line := range strings.Lines(settingsFile) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		kind, text, _ := strings.Cut(rest, "\t")
		entries = append(entries, Entry{name, kindNamed(kind), text})
	}
	return entries
})

// For is the entry of a name; nil if there is none.
func For(name string) *Entry {
	entries := Table()
	i, ok := slices.BinarySearchFunc(entries, name, func(e Entry, n string) int { return strings.Compare(e.Name, n) })
	if !ok {
		return nil
	}
	return &entries[i]
}

// Base is the setting that a path derives from, and what is below that; "" for a value
// that does not derive from one setting.
func (e *Entry) Base() (base, tail string) {
	base, tail, _ = strings.Cut(e.text, "/")
	if For(base) == nil {
		return "", ""
	}
	return base, tail
}

// Values makes stock values for one layout. Values that are pinned are given; what derives
// from them follows.
type Values struct {
	layout *Layout
	pinned func(name string) (Value, bool)
}

// New makes the stock values of a layout. pinned may be nil.
func New(l *Layout, pinned func(string) (Value, bool)) *Values { return &Values{l, pinned} }

// Value is the stock value of a name; nil if there is none.
func (s *Values) Value(name string) Value { return s.value(name, For(name)) }

// value is Value for a caller that has the entry of the name; nil if the table has none.
func (s *Values) value(name string, e *Entry) Value {
	if s.pinned != nil {
		if v, ok := s.pinned(name); ok {
			return v
		}
	}
	for _, it := range s.layout.values {
		if it.name == name {
			return s.Make(&Entry{name, Unread, it.text})
		}
	}
	if e == nil {
		return nil
	}
	return s.Make(e)
}

// All goes through the wanted stock settings, and then through those that only the layout
// has. No other value is made.
func (s *Values) All(wanted func(name string) bool) iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		entries := Table()
		for i := range entries {
			if e := &entries[i]; wanted(e.Name) && !yield(e.Name, s.value(e.Name, e)) {
				return
			}
		}
		for _, v := range s.layout.values {
			if For(v.name) == nil && wanted(v.name) && !yield(v.name, s.value(v.name, nil)) {
				return
			}
		}
	}
}

func (s *Values) text(name string) string {
	t, _ := pyvalue.AsString(s.Value(name))
	return t
}

// ownHost is VIRTUAL_HOSTS with the default host alone.
const ownHost = "own host"

// Make makes the value of an entry, also if another value is pinned or the layout has one.
func (s *Values) Make(e *Entry) Value {
	if e.text == ownHost {
		d := &pyvalue.Dict{}
		d.SetStr(strings.ToLower(s.text("DEFAULT_URL_HOST")), pyvalue.Str(strings.ToLower(s.text("DEFAULT_EMAIL_HOST"))))
		return d
	}
	base, tail := e.Base()
	switch {
	case base == "":
		return s.literal(e)
	case tail == "":
		return s.Value(base)
	}
	return pyvalue.Str(path.Join(s.text(base), tail))
}

// literal is a value that derives from no other. For languages the layout may set the charset.
func (s *Values) literal(e *Entry) Value {
	if v, ok := plain(e.text); ok {
		return v
	}
	x, _, _, err := syntax.ParseExprLine(e.text, 1)
	if err != nil {
		return nil // TestSettingsFile makes sure that this does not happen
	}
	v, _ := syntax.ValueOf(x)
	if languages, ok := v.(*pyvalue.Dict); ok && e.Kind == KindLanguages && s.layout.charset != "" {
		for _, l := range languages.Entries() {
			items := pyvalue.Items(l.Value)
			languages.Set(l.Key, pyvalue.NewTuple(items[0], pyvalue.Str(s.layout.charset), items[2]))
		}
	}
	return v
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
