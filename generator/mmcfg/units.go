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

// UnitsValue is the text of one key, without a comment, and its place. Both are
// empty where the section does not have the key.
type UnitsValue struct {
	Text   string
	Origin Origin
}

// User is the user as whom mmrun works: that of [units], or else MAILMAN_USER.
func (s *Site) User() string { return s.Units.User.or(s.Settings.Str("MAILMAN_USER")) }

// Group is the group as which mmrun works: that of [units], or else MAILMAN_GROUP.
func (s *Site) Group() string { return s.Units.Group.or(s.Settings.Str("MAILMAN_GROUP")) }

// or returns the text, or another one where the section does not have the key.
// An empty text is one.
func (v UnitsValue) or(other string) string {
	if v.Origin == (Origin{}) {
		return other
	}
	return v.Text
}

// read takes the section from an INI file.
func (u *Units) read(f *iniFile) Errors {
	keys := map[string]*UnitsValue{"sweep": &u.Sweep, "user": &u.User, "group": &u.Group, "runner": &u.Runner, "jobs": &u.Jobs}
	var errs Errors
	for _, e := range f.sections[sectionUnits] {
		if value, known := keys[e.key]; known {
			*value = UnitsValue{e.text, Origin{f.path, e.line}}
			continue
		}
		errs = append(errs, &Error{File: f.path, Line: e.line,
			Reason: fmt.Sprintf("[units] has no %s; want sweep, user, group, runner or jobs", e.key)})
	}
	return errs
}

// readJobs takes the section [jobs] from an INI file: when jobs are due, by name. What
// the values may be is not judged here but by package units.
func readJobs(f *iniFile) (jobs map[string]UnitsValue, errs Errors) {
	jobs = map[string]UnitsValue{}
	for _, e := range f.sections[sectionJobs] {
		if slices.ContainsFunc(crontab.Jobs(), func(job crontab.Job) bool { return job.Name == e.key }) {
			jobs[e.key] = UnitsValue{e.text, Origin{f.path, e.line}}
			continue
		}
		var names []string
		for _, job := range crontab.Jobs() {
			names = append(names, job.Name)
		}
		errs = append(errs, &Error{File: f.path, Line: e.line,
			Reason: fmt.Sprintf("[jobs] has no %s; want one of %s", e.key, strings.Join(names, ", "))})
	}
	return jobs, errs
}
