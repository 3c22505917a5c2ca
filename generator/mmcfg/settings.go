// SPDX-License-Identifier: GPL-2.0-or-later

// Package mmcfg reads a Mailman 2.1 site's settings without Python.
//
// Settings come from four places; each overrides those before it:
//
//  1. the stock values of Mailman 2.1.39, built in, with the directories of
//     the layout (Debian, RHEL, upstream, FreeBSD port, cPanel) that is found;
//  2. the installed Mailman/Defaults.py (and Version.py);
//  3. mm_cfg.py, which is Python 2 and is read, not run (package eval);
//  4. /etc/mailman/mmgen.ini: sections [mm_cfg] (any setting, as a Python
//     expression without calls), [qrunners] (counts of QRUNNERS), [units]
//     (what mmgen emits), [jobs] (when the day's jobs are due), [smtp] (whether the
//     mail server is verified).
//
// Directories that Defaults.py derives from others (INQUEUE_DIR from QUEUE_DIR
// from VAR_PREFIX) are derived when Defaults.py is imported: a QUEUE_DIR in
// mm_cfg.py does not move INQUEUE_DIR, in Mailman as here. Where there is no
// Python file at all and the INI file alone describes the site, no such moment
// exists, and what is derived follows the INI file.
//
// Settings that Mailman's runners read have the type their stock value implies
// (kind.go); another type, or a value that can't be known without running
// Python, is an error that names file:line. In settings that mmgen and mmrun
// do not read the latter is a warning.
//
// It answers to Mailman/Defaults.py.in, Mailman/Version.py and
// Mailman/mm_cfg.py.dist.in. The package reads files below a root directory
// and nothing else: no network, no user database, no program.
package mmcfg

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"mmgen/generator/mmcfg/stock"
	"mmgen/generator/pyvalue"
)

// Value is a Python value as settings hold it; see package pyvalue.
type Value = pyvalue.Value

// Dict is a Python dict; a nil *Dict is empty.
type Dict = pyvalue.Dict

// Origin is where a setting comes from.
type Origin struct {
	File string // "" for stock values
	Line int
}

// String is `stock` or `file:line`.
func (o Origin) String() string {
	if o.File == "" {
		return "stock"
	}
	return fmt.Sprintf("%s:%d", o.File, o.Line)
}

// Settings are the effective settings of one site. They do not change; With
// makes changed copies. Values that are handed out must not be written to.
type Settings struct {
	vals map[string]setting
}

type setting struct {
	value  Value
	origin Origin
}

// Value returns a setting; ok is false if nothing defines it.
func (s *Settings) Value(name string) (v Value, ok bool) {
	st, ok := s.vals[name]
	return st.value, ok
}

// Origin returns where a setting comes from.
func (s *Settings) Origin(name string) Origin { return s.vals[name].origin }

// Str returns a setting that is a str; "" if it is None or not set.
func (s *Settings) Str(name string) string {
	t, _ := pyvalue.AsString(s.vals[name].value)
	return t
}

// Int returns a setting that is a whole number. A bool is 0 or 1, a float loses its fraction,
// a str of digits is read (sites write SMTPPORT = '587'), a number that is too large is the
// largest int, and anything else is 0.
func (s *Settings) Int(name string) int {
	switch v := s.vals[name].value.(type) {
	case int64:
		return int(v)
	case pyvalue.Long:
		if n, ok := pyvalue.AsInt(v); ok {
			return int(n)
		}
		return math.MaxInt * v.Sign()
	case pyvalue.Str:
		n, _ := strconv.Atoi(strings.TrimSpace(string(v)))
		return n
	case float64:
		if math.Abs(v) < 1<<53 {
			return int(v)
		}
		return 0
	case bool:
		if v {
			return 1
		}
	}
	return 0
}

// Float returns a setting that is a number, read as Int reads it.
func (s *Settings) Float(name string) float64 {
	v := s.vals[name].value
	if f, ok := pyvalue.AsFloat(v); ok {
		return f
	}
	t, _ := pyvalue.AsString(v)
	f, _ := strconv.ParseFloat(strings.TrimSpace(t), 64)
	return f
}

// Bool returns the truth of a setting, as Python's `if` sees it: the str 'No' is true. A
// setting that does not exist is false.
func (s *Settings) Bool(name string) bool {
	st, ok := s.vals[name]
	return ok && pyvalue.Truth(st.value)
}

// Strs returns a setting that is a list or tuple of str; items that are None
// (SENDER_HEADERS has one) are "".
func (s *Settings) Strs(name string) []string {
	items := pyvalue.Items(s.vals[name].value)
	out := make([]string, len(items))
	for i, it := range items {
		out[i], _ = pyvalue.AsString(it)
	}
	return out
}

// Dict returns a setting that is a dict, such as LC_DESCRIPTIONS (code: tuple of description,
// charset, direction) or VIRTUAL_HOSTS (web host: mail host); nil, which is an empty Dict, if
// the setting is of another type.
func (s *Settings) Dict(name string) *Dict {
	d, _ := s.vals[name].value.(*Dict)
	return d
}

// Runner is one entry of QRUNNERS.
type Runner struct {
	Name  string // such as IncomingRunner
	Count int    // processes that mailmanctl would start
}

// Runners returns QRUNNERS in its order.
func (s *Settings) Runners() []Runner {
	items := pyvalue.Items(s.vals["QRUNNERS"].value)
	var out []Runner
	for _, it := range items {
		pair := pyvalue.Items(it)
		if len(pair) != 2 {
			continue
		}
		name, _ := pyvalue.AsString(pair[0])
		n, _ := pyvalue.AsFloat(pair[1])
		out = append(out, Runner{name, int(n)})
	}
	return out
}

// Names returns the names of all settings, sorted: those in upper case, and
// Mailman's constants such as Moderate.
func (s *Settings) Names() []string { return slices.Sorted(maps.Keys(s.vals)) }

// With returns a copy with one setting replaced, for tests and the demo. A Go
// string is a str.
func (s *Settings) With(name string, v Value) *Settings {
	c := &Settings{maps.Clone(s.vals)}
	if text, ok := v.(string); ok {
		v = pyvalue.Str(text)
	}
	c.vals[name] = setting{value: v}
	return c
}

// Stock returns the built-in stock settings alone: those of a Mailman with
// PREFIX /usr/lib/mailman, VAR_PREFIX /var/lib/mailman and the mail and web
// host lists.example.com.
func Stock() *Settings {
	s := &Settings{make(map[string]setting, len(stock.Table())+16)}
	for name, v := range stock.New(stock.Plain, nil).All(isSetting) {
		s.vals[name] = setting{value: v}
	}
	return s
}

// isSetting says whether a name is a setting: one in upper case, as Python's
// isupper() sees it, or one of the constants in mixed case that runners read.
func isSetting(name string) bool {
	if isUpper(name) {
		return true
	}
	e := stock.For(name)
	return e != nil && e.Kind != stock.Unread
}

func isUpper(name string) bool {
	letters := false
	for _, c := range []byte(name) {
		if 'a' <= c && c <= 'z' {
			return false
		}
		letters = letters || 'A' <= c && c <= 'Z'
	}
	return letters
}
