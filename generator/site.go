// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"errors"
	"fmt"
	"path"
	"slices"

	"mmgen/generator/pyvalue"
	"mmgen/units"
)

// Site is a Mailman site as mmgen sees it.
type Site struct {
	Source  string   // the settings file that the administrator edits
	Config  string   // the INI file, which need not exist
	Modules []string // what Source imports
	Trusted string   // the file of [smtp] verify; "" for none
	Flags   []string // for mmrun and mmgen: where its settings are read from, if not from the usual places
	Setting Lookup
	Units   UnitsSection
	// JobTimes are the INI file's section [jobs]: when the day's jobs are due, by name.
	JobTimes map[string]UnitsValue
}

// Lookup finds a setting: its value and where that comes from (a file and line, or "" for a
// stock value). err says why it is not known; it is ErrReported if that is among the problems
// already.
type Lookup func(name string) (value pyvalue.Value, where string, err error)

// ErrReported is the error of a setting that is not known and whose problem is noted already.
var ErrReported = errors.New("not known")

// UnitsSection is the INI file's section [units]. Keys that it does not have are empty.
type UnitsSection struct {
	Sweep, User, Group, Runner, Jobs UnitsValue
}

// UnitsValue is the text of one key, and where it stands.
type UnitsValue struct {
	Text  string
	Where string
}

// reading collects the problems that come up while settings are read.
type reading struct {
	site     Site
	problems []Problem
}

func (r *reading) problem(where, format string, args ...any) {
	r.note(Problem{Where: where, Text: fmt.Sprintf(format, args...)})
}

func (r *reading) warn(where, format string, args ...any) {
	r.note(Problem{Where: where, Text: fmt.Sprintf(format, args...), Warning: true})
}

// note keeps a problem, but only once for each setting.
func (r *reading) note(p Problem) {
	if !slices.Contains(r.problems, p) {
		r.problems = append(r.problems, p)
	}
}

// value returns a setting and its place. If it is not known, ok is false and the problem is
// noted.
func (r *reading) value(name string) (v pyvalue.Value, where string, ok bool) {
	v, where, err := r.site.Setting(name)
	if err != nil {
		if !errors.Is(err, ErrReported) {
			r.problem(where, "%s: %v", name, err)
		}
		return nil, where, false
	}
	return v, where, true
}

// dir returns a setting that is a directory, as a clean path. If it can't be used, ok is false
// and the problem is noted.
func (r *reading) dir(name string) (dir string, ok bool) {
	v, where, ok := r.value(name)
	if !ok {
		return "", false
	}
	dir, _ = pyvalue.AsString(v)
	if err := units.CheckPath(dir); err != nil {
		r.problem(where, "%s: %v", name, err)
		return "", false
	}
	return path.Clean(dir), true
}

// userOrGroup returns the value of key in the INI file, or else the setting. If it can't be
// the name of a user or group, ok is false and the problem is noted.
func (r *reading) userOrGroup(key string, given UnitsValue, setting string) (name string, ok bool) {
	if given.Where != "" {
		err := units.CheckName(given.Text)
		if err != nil {
			r.badUnits(key, given, err)
		}
		return given.Text, err == nil
	}
	v, where, ok := r.value(setting)
	if !ok {
		return "", false
	}
	name, _ = pyvalue.AsString(v)
	if err := units.CheckName(name); err != nil {
		r.problem(where, "%s: %v", setting, err)
		return "", false
	}
	return name, true
}

// badUnits notes what is wrong with a value of [units].
func (r *reading) badUnits(key string, given UnitsValue, err error) {
	r.problem(given.Where, "%s = %s: %v", key, given.Text, err)
}
