// SPDX-License-Identifier: GPL-2.0-or-later

// Package check looks for what keeps a site's mail from flowing, or will one day, and says
// how each thing is mended. It changes nothing, takes no lock, and opens no list as a
// runner does, which would repair it.
//
// # What is looked at
//
//	settings     what is odd in mm_cfg.py and the INI file (mmcfg.Load warns of it)
//	directories  those of the site are there, the site's user can write into them,
//	             new files get the site's group, nobody else can write
//	lists        each list's files, likewise; config.pck can be read
//	archives     likewise; nobody else can read what is private
//	data         the files of site passwords, and those of Postfix's aliases
//	locks        their holders are still there
//	clock        it is not wrong: no file is from the future
//	smtp         the mail server talks to us
//	cron         each of the day's jobs is done, by either cron or a timer
//	aliases      the mail server's aliases call a program that is there, and can run
//
// Directories, lists, archives and data answer to bin/check_perms, and to checkperms of
// Mailman/MTA/Postfix.py. Other than these it asks only for what mmrun and Mailman's web
// pages need: that others may read a directory is not asked for, and Mailman's own
// programs are not looked at.
//
// # Levels
//
//	note     all works, and could be better
//	warning  something is not done, or will fail one day
//	error    mail or a change is lost or stuck, or somebody may read or write what
//	         nobody else should
package check

import (
	"context"
	"fmt"
	"strings"

	"mmgen/generator/mmcfg"
	"mmgen/runner/lazyregexp"
	"mmgen/runner/site"
)

// Level is how bad something is.
type Level int

// The levels.
const (
	Note Level = iota
	Warning
	Error
)

func (l Level) String() string { return [...]string{"note", "warning", "error"}[l] }

// MarshalText is the level's name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// Finding is something that could be better.
type Finding struct {
	Level Level  `json:"level"`
	Check string `json:"check"` // one of the names that the package comment lists
	Where string `json:"where"` // a file, a setting or an address
	What  string `json:"what"`
	Mend  string `json:"mend"` // a command for root's shell, or else what to do
}

// Machine is the site with what is around it.
type Machine struct {
	*site.Site
	Found *mmcfg.Site
	Owner Owner
	// ReadFile reads a file of the machine: crontabs, aliases.
	ReadFile func(path string) ([]byte, error)
	Program  string // the path of this program
	WayIn    string // the program that aliases are to call: cmd/mailman, or this program
}

// Owner is the user and the group that the site's files belong to, MAILMAN_USER and MAILMAN_GROUP.
type Owner struct {
	User, Group string
	UID         int
	GIDs        []int // the groups that the user is in, MAILMAN_GROUP's first
}

// checks are all that is looked at, in the order in which it is told.
var checks = []struct {
	name string
	look func(context.Context, *Machine) []Finding
}{
	{"settings", settings},
	{"directories", directories},
	{"lists", lists},
	{"archives", archives},
	{"data", dataFiles},
	{"locks", locks},
	{"clock", clock},
	{"smtp", mailServer},
	{"cron", cron},
	{"aliases", aliases},
}

// All looks at everything.
func All(ctx context.Context, m *Machine) []Finding {
	all := []Finding{}
	for _, check := range checks {
		for _, f := range check.look(ctx, m) {
			f.Check = check.name
			all = append(all, f)
		}
	}
	return all
}

// Worst is the highest level among findings; Note where there are none.
func Worst(findings []Finding) Level {
	worst := Note
	for _, f := range findings {
		worst = max(worst, f.Level)
	}
	return worst
}

// settings are the warnings of the settings' files.
func settings(_ context.Context, m *Machine) []Finding {
	var found []Finding
	for _, warning := range m.Found.Warnings {
		f := Finding{Level: Warning, Where: warning.File, What: warning.Reason, Mend: "${EDITOR:-vi} " + quote(warning.File)}
		if warning.Line > 0 {
			f.Where = fmt.Sprintf("%s:%d", warning.File, warning.Line)
			f.Mend = fmt.Sprintf("${EDITOR:-vi} +%d %s", warning.Line, quote(warning.File))
		}
		found = append(found, f)
	}
	return found
}

// plain are words that mean themselves to a shell.
var plain = lazyregexp.New(`^[A-Za-z0-9_./:@%+=,-]+$`)

// quote is a word for a shell.
func quote(word string) string {
	if plain().MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
