// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"errors"
	"fmt"
	"slices"
)

// Periodic is one of the day's jobs, which mmrun does as a cron script of Mailman does.
// A timer starts its service.
type Periodic struct {
	Name    string // the name of the script, also for mmrun job
	Network bool   // it talks to NNTP servers
	// CatchUp makes up for a time at which the machine was off, as soon as it is on again.
	// That is for jobs that are due once a day or month, and not for those that are due again
	// in a few minutes.
	CatchUp bool
	// Again starts the job again after five minutes if a run had to leave something out (a
	// list was locked). Without it the next run is soon enough.
	Again bool
}

// periodics are all such jobs, in the order of Mailman's crontab; those that are not in it
// come last.
var periodics = []Periodic{
	{Name: "checkdbs", CatchUp: true, Again: true},
	{Name: "disabled", CatchUp: true, Again: true},
	{Name: "senddigests", CatchUp: true, Again: true},
	{Name: "mailpasswds", CatchUp: true, Again: true},
	{Name: "gate_news", Network: true},
	{Name: "nightly_gzip", CatchUp: true, Again: true},
	{Name: "cull_bad_shunt", CatchUp: true, Again: true},
	{Name: "bumpdigests", CatchUp: true, Again: true},
}

// PeriodicOf returns the job of a name.
func PeriodicOf(name string) (p Periodic, ok bool) {
	i := slices.IndexFunc(periodics, func(p Periodic) bool { return p.Name == name })
	if i < 0 {
		return Periodic{}, false
	}
	return periodics[i], true
}

// PeriodicJob is one of the day's jobs on a site.
type PeriodicJob struct {
	Periodic Periodic
	Calendar string   // when it is due: systemd's OnCalendar=
	Writable []string // directories that it writes beside those of Access
	Relaxed  []Relaxation
}

// CheckCalendar says why a job can't be due at the times of text: it is no calendar expression
// of systemd.time(7), or one with an end.
func CheckCalendar(text string) error {
	if err := checkCalendar(text); err != nil {
		return fmt.Errorf("no calendar expression, such as daily or *-*-* 08:00 (systemd.time(7)): %w", err)
	}
	if !recurs(text) {
		return errors.New("it comes once, or for some years; a job has to come again and again, as with daily or *-*-* 08:00")
	}
	return nil
}

// addPeriodic adds what starts the service of one of the day's jobs, and the service.
func (c Config) addPeriodic(set *Set, job PeriodicJob) {
	name := "mmrun-job-" + job.Periodic.Name
	f := c.periodicFilling(job)
	set.add(Unit{Name: name + ".timer", Options: f.fill("job.timer")}, target)
	opts, notes := relax(f.fill("job.service", "sandbox"), job.Relaxed)
	set.add(Unit{Name: name + ".service", Notes: notes, Options: opts})
}

func (c Config) periodicFilling(job PeriodicJob) filling {
	const waits = "75" // mmrun's exit status where a part of the job has to wait
	persistent, again, enough := "", "", waits
	if job.Periodic.CatchUp {
		persistent = "yes"
	}
	if job.Periodic.Again {
		again, enough = waits, ""
	}
	return filling{
		version: c.Version,
		when:    map[string]bool{"network": job.Periodic.Network, "offline": !job.Periodic.Network, "runtime": c.Access.Runtime != ""},
		values: map[string]string{
			"source":     plain(c.Source),
			"job":        job.Periodic.Name,
			"calendar":   job.Calendar,
			"persistent": persistent,
			"again":      again,
			"enough":     enough,
			"exec":       program(c.Runner) + " " + join(slices.Concat(c.Flags, []string{"job", job.Periodic.Name}), argument),
			"user":       plain(c.User),
			"group":      plain(c.Group),
			"mounts":     join(c.Access.Mounts, word),
			"writable":   join(c.writableWith(job.Writable), func(dir string) string { return word(optional(dir)) }),
			"runtime":    bindWord(c.Access.Runtime),
			"linked":     join(c.Access.Linked, func(path string) string { return bindWord(optional(path)) }),
		},
	}
}

// writableWith are the writable directories and more, which may lie in one of them.
func (c Config) writableWith(more []string) []string {
	dirs := slices.Clone(c.Access.Writable)
	for _, dir := range more {
		if !slices.ContainsFunc(dirs, func(above string) bool { return under(dir, above) }) {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}
