// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"fmt"
	"path"
	"strings"
)

// Units is the [units] section: what mmgen emits.
type Units struct {
	Sweep         string // how often the sweep runs: a time span, or an OnCalendar= expression
	SweepCalendar bool   // Sweep is an OnCalendar= expression
	User, Group   string // whom the services run as; MAILMAN_USER and MAILMAN_GROUP
	Runner        string // absolute path of mmrun
}

// defaultUnits are the values of an INI file that says nothing.
func defaultUnits(s *Settings) Units {
	return Units{Sweep: "5min", User: s.Str("MAILMAN_USER"), Group: s.Str("MAILMAN_GROUP"), Runner: "/usr/bin/mmrun"}
}

// unitKeys are the keys of [units], each with what takes its value.
var unitKeys = [...]struct {
	name string
	set  func(u *Units, value string) error
}{
	{"sweep", setSweep},
	{"user", func(u *Units, v string) error { return setUser(&u.User, v) }},
	{"group", func(u *Units, v string) error { return setUser(&u.Group, v) }},
	{"runner", setRunner},
}

// apply reads the [units] section; set notes where a key was set.
func (u *Units) apply(f *iniFile, set func(key string, at Origin)) Errors {
	var errs Errors
	for _, e := range f.sections[sectionUnits] {
		err := fmt.Errorf("[units] has no %s; want sweep, user, group or runner", e.key)
		for _, k := range unitKeys {
			if k.name != e.key {
				continue
			}
			set(e.key, Origin{f.path, e.line})
			if err = k.set(u, e.text); err != nil {
				err = fmt.Errorf("%s = %s: %w", e.key, clip(e.text), err)
			}
		}
		if err != nil {
			errs = append(errs, &Error{File: f.path, Line: e.line, Reason: err.Error()})
		}
	}
	return errs
}

func setSweep(u *Units, v string) error {
	switch {
	case isSpan(v):
		u.Sweep, u.SweepCalendar = v, false
	case isCalendar(v):
		u.Sweep, u.SweepCalendar = v, true
	default:
		return fmt.Errorf("want a time span such as 5min or 1h 30min, or an OnCalendar expression such as *:0/15")
	}
	return nil
}

// setUser accepts user names as systemd does in User= (its strict rule, with
// dots), and numbers. What it refuses stands all the same: nobody may take the
// default for what was asked for.
func setUser(to *string, v string) error {
	*to = v
	for i := range len(v) {
		c := v[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || c == '_'
		digit := '0' <= c && c <= '9'
		if !letter && !digit && (i == 0 || c != '-' && c != '.' && (c != '$' || i != len(v)-1)) {
			return fmt.Errorf("want a user or group name or a number")
		}
	}
	if v == "" || len(v) > 31 {
		return fmt.Errorf("want a user or group name or a number")
	}
	return nil
}

func setRunner(u *Units, v string) error {
	if !path.IsAbs(v) || path.Clean(v) != v || v == "/" || strings.ContainsAny(v, "\"'\\\n\r\t") {
		return fmt.Errorf("want the absolute path of mmrun")
	}
	u.Runner = v
	return nil
}
