// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"cmp"
	"fmt"
	"slices"

	"mmgen/generator/pyvalue"
	"mmgen/units"
)

// UsualRunner is the usual path of mmrun.
const UsualRunner = "/usr/bin/mmrun"

// Plan makes the units of a site. Settings that can't be used are among the problems; all
// units that do not depend on them are made.
func Plan(site Site, host Host) (units.Set, []Problem) {
	r := &reading{site: site}
	c := base(site, host)
	if !r.identity(&c) {
		return units.BuildWithoutSettings(c), r.problems
	}
	c.Sweep = r.sweep()
	c.Access = r.access()
	c.Jobs = r.jobs(host)
	c.Periodic = r.periodic(host)
	return units.Build(c), r.problems
}

// PlanWithoutSettings makes the units for settings that can't be read at all.
func PlanWithoutSettings(site Site, host Host) units.Set {
	return units.BuildWithoutSettings(base(site, host))
}

func base(site Site, host Host) units.Config {
	c := units.Config{
		Version: host.Version,
		Source:  site.Source,
		Checker: host.Mmgen,
		Flags:   site.Flags,
	}
	if c.Version == 0 {
		c.Version = units.Oldest
	}
	for _, file := range append([]string{site.Source, site.Config}, site.Modules...) {
		if units.CheckPath(file) == nil && !slices.Contains(c.Watched, file) {
			c.Watched = append(c.Watched, file)
		}
	}
	if units.CheckPath(c.Source) != nil {
		c.Source = "" // SourcePath= is a convenience
	}
	return c
}

// identity finds what every service needs: the program, and the user that it runs as.
func (r *reading) identity(c *units.Config) bool {
	runner := r.site.Units.Runner
	if runner.Where == "" {
		runner.Text = UsualRunner
	}
	if err := units.CheckProgram(runner.Text); err != nil {
		r.badUnits("runner", runner, err)
		return false
	}
	c.Runner = runner.Text
	var okUser, okGroup bool
	c.User, okUser = r.userOrGroup("user", r.site.Units.User, "MAILMAN_USER")
	c.Group, okGroup = r.userOrGroup("group", r.site.Units.Group, "MAILMAN_GROUP")
	if !okUser || !okGroup {
		c.User, c.Group = "", ""
	}
	return okUser && okGroup
}

// sweep says how often the sweep runs. If the site's value can't be used, it is the default:
// without a sweep an entry may be overlooked.
func (r *reading) sweep() units.Sweep {
	given := r.site.Units.Sweep
	if given.Where == "" {
		return units.DefaultSweep
	}
	sweep, err := units.ParseSweep(given.Text)
	if err != nil {
		r.badUnits("sweep", given, err)
		return units.DefaultSweep
	}
	return sweep
}

// writable are the settings that name the directories in which runners write,
// beside the queues.
var writable = []string{"VAR_PREFIX", "QUEUE_DIR", "LIST_DATA_DIR", "DATA_DIR", "LOCK_DIR", "LOG_DIR",
	"SPAM_DIR", "PRIVATE_ARCHIVE_FILE_DIR", "PUBLIC_ARCHIVE_FILE_DIR"}

// moreQueues are the queues that no runner serves but every runner fills.
var moreQueues = []string{"SHUNTQUEUE_DIR", "BADQUEUE_DIR"}

// linkedTo has the targets of links that distributions make (Debian's). systemd follows those
// in BindPaths= by itself; the units also name the targets, so that they are mounted in time.
var linkedTo = map[string]string{
	"/var/lib/mailman/locks": "/var/lock/mailman",
	"/var/lib/mailman/logs":  "/var/log/mailman",
}

// leadsTo is the path of a directory behind the links of distributions.
func leadsTo(dir string) string {
	return cmp.Or(linkedTo[dir], dir)
}

func (r *reading) access() units.Access {
	var dirs, queues []string
	for _, name := range writable {
		if dir, ok := r.dir(name); ok {
			dirs = append(dirs, dir)
			if target, linked := linkedTo[dir]; linked {
				dirs = append(dirs, target)
			}
		}
	}
	for _, name := range moreQueues {
		if dir, ok := r.dir(name); ok {
			queues = append(queues, dir)
		}
	}
	for _, q := range units.Queues() {
		if v, _, err := r.site.Setting(q.Setting); err == nil {
			dir, _ := pyvalue.AsString(v) // jobs reports what is wrong with it
			queues = append(queues, dir)
		}
	}
	access := units.NewAccess(dirs, queues)
	if locks, ok := r.dir("LOCK_DIR"); ok {
		access.Runtime = units.RuntimeDirectory(leadsTo(locks))
	}
	return access
}

// jobs are the queues that can be served, each with what starts it.
func (r *reading) jobs(host Host) []units.Job {
	counts := r.qrunners()
	anywhere := r.relaxedEverywhere()
	var jobs []units.Job
	for _, q := range units.Queues() {
		dir, ok := r.dir(q.Setting)
		if !ok {
			continue
		}
		job := units.Job{Queue: q, Dir: dir}
		if q.Watched && counts[q.Runner] > 0 {
			job.Trigger = units.ByPath
		}
		placeJob(&job, host.Mounts)
		if q.Name == "out" {
			job.After = r.serversBefore(host)
			if data, ok := r.dir("DATA_DIR"); ok {
				if _, remote := host.Mounts.Remote(data); !remote {
					job.BounceDir = data
				}
			}
		}
		if n := counts[q.Runner]; n > 1 {
			job.Notes = append(job.Notes, fmt.Sprintf("QRUNNERS has %d slices of this queue; one mmrun serves them all.", n))
		}
		job.Relaxed = append(r.relaxed(q.Name, host), anywhere...)
		jobs = append(jobs, job)
	}
	return jobs
}

// placeJob chooses a timer if a path unit would not see entries arrive.
func placeJob(job *units.Job, mounts Mounts) {
	var note string
	if fstype, remote := mounts.Remote(job.Dir); remote {
		job.Remote = true
		note = fmt.Sprintf("%s is on a network file system (%s), where systemd does not see entries arrive, and would hang with a server that is away if it looked.", job.Dir, fstype)
	} else if !units.Watchable(job.Dir) {
		note = fmt.Sprintf("%s has a character in its name that keeps systemd from watching it.", job.Dir)
	} else {
		return
	}
	job.Notes = append(job.Notes, note)
	if job.Trigger == units.ByPath {
		job.Trigger = units.ByTimer
		job.Notes = append(job.Notes, "Hence a timer instead of a path unit.")
	}
}

// qrunners reads QRUNNERS: pairs of a runner's class and a number of slices. If it can't be
// read, every queue is served, as in a stock Mailman.
func (r *reading) qrunners() map[string]int {
	v, where, ok := r.value("QRUNNERS")
	isList := isSequence(v)
	if ok && !isList {
		r.problem(where, "QRUNNERS: is not a list of pairs ('IncomingRunner', 1)")
	}
	counts := map[string]int{}
	if !ok || !isList {
		for _, q := range units.Queues() {
			counts[q.Runner] = 1
		}
		return counts
	}
	for _, pair := range pyvalue.Items(v) {
		r.qrunner(pair, where, counts)
	}
	return counts
}

func isSequence(v pyvalue.Value) bool {
	switch v.(type) {
	case *pyvalue.List, *pyvalue.Tuple:
		return true
	}
	return false
}

func (r *reading) qrunner(pair pyvalue.Value, where string, counts map[string]int) {
	items := pyvalue.Items(pair)
	if len(items) != 2 {
		r.problem(where, "QRUNNERS: an item is not a pair ('IncomingRunner', 1)")
		return
	}
	name, okName := pyvalue.AsString(items[0])
	count, okCount := pyvalue.AsFloat(items[1])
	if !okName || !okCount {
		r.problem(where, "QRUNNERS: an item is not a pair of a name and a number of slices")
		return
	}
	if q, known := units.QueueOf(name); known {
		counts[q.Runner] += max(0, int(count))
	} else if count > 0 {
		r.warn(where, "QRUNNERS: mmrun has no %s: nothing will serve it", name)
	}
}
