// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"fmt"
	"slices"
	"strings"

	"mmgen/generator/crontab"
)

// Units is the section [units] as it stands in the INI file. What the values
// may be is not judged here but by package units, which makes the units.
type Units struct {
	Sweep, User, Group, Runner, Jobs UnitsValue
}

// UnitsValue is the text of one key, without a comment, and its place. Both are empty if the
// section does not have the key.
type UnitsValue struct {
	Text   string
	Origin Origin
}

// User is the user as whom mmrun works: that of [units], or else MAILMAN_USER.
func (s *Site) User() string { return s.Units.User.or(s.Settings.Str("MAILMAN_USER")) }

// Group is the group as which mmrun works: that of [units], or else MAILMAN_GROUP.
func (s *Site) Group() string { return s.Units.Group.or(s.Settings.Str("MAILMAN_GROUP")) }

// or returns the text, be it empty, or another one if the section does not have the key.
func (v UnitsValue) or(other string) string {
	if v.Origin == (Origin{}) {
		return other
	}
	return v.Text
}

// applyUnit takes an entry of [units].
func (l *loader) applyUnit(e iniEntry) error {
	u := &l.units
	keys := map[string]*UnitsValue{"sweep": &u.Sweep, "user": &u.User, "group": &u.Group, "runner": &u.Runner, "jobs": &u.Jobs}
	value, known := keys[e.key]
	if !known {
		return fmt.Errorf("[units] has no %s; want sweep, user, group, runner or jobs", e.key)
	}
	*value = UnitsValue{e.text, Origin{l.ini.path, e.line}}
	return nil
}

// applyJob takes an entry of [jobs]: when a job is due. What the values may be is not
// judged here but by package units.
func (l *loader) applyJob(e iniEntry) error {
	var names []string
	for _, job := range crontab.Jobs() {
		names = append(names, job.Name)
	}
	if !slices.Contains(names, e.key) {
		return fmt.Errorf("[jobs] has no %s; want one of %s", e.key, strings.Join(names, ", "))
	}
	l.jobTimes[e.key] = UnitsValue{e.text, Origin{l.ini.path, e.line}}
	return nil
}
