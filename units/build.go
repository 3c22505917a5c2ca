// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"fmt"
	"strings"
)

const (
	target   = "mmrun.target"
	sweep    = "mmrun-sweep.target"
	settings = "mmrun-settings.service"
)

// Build makes the units of a site.
func Build(c Config) Set {
	var set Set
	common := map[string]string{"source": plain(c.Source), "resident": resident()}
	f := filling{version: c.Version, values: common}
	set.add(Unit{Name: target, Options: f.fill("mmrun.target")}, "multi-user.target")
	for _, job := range c.Jobs {
		c.addJob(&set, job)
	}
	for _, job := range c.Periodic {
		c.addPeriodic(&set, job)
	}
	set.add(Unit{Name: sweep, Options: f.fill("sweep.target")})
	set.add(c.sweepTimer(), target)
	c.addSettings(&set)
	return set
}

// BuildWithoutSettings makes the units of a site whose settings can't be read:
// the service that fails with the reason, and the target that starts it. The
// target does not stop Mailman's own daemon, for it serves no queue itself.
func BuildWithoutSettings(c Config) Set {
	var set Set
	f := filling{version: c.Version, values: map[string]string{"source": plain(c.Source)}}
	note := "The settings can't be read, so no queue is served: systemctl status mmrun-settings.service says why."
	set.add(Unit{Name: target, Notes: []string{note}, Options: f.fill("mmrun.target")}, "multi-user.target")
	c.addSettings(&set)
	return set
}

// addSettings adds the check of the settings, and what starts it.
func (c Config) addSettings(set *Set) {
	if len(c.Watched) > 0 {
		set.add(c.settingsPath(), target)
	}
	set.add(c.settingsService(), target)
}

// addJob adds what starts a queue's service, and the service.
func (c Config) addJob(set *Set, job Job) {
	f := c.filling(job)
	name := job.name()
	switch job.Trigger {
	case ByPath:
		set.add(Unit{Name: name + ".path", Options: f.fill("queue.path")}, target, sweep)
	case ByTimer:
		set.add(Unit{Name: name + ".timer", Notes: job.Notes, Options: f.fill("queue.timer")}, target, sweep)
	}
	opts, notes := relax(f.fill("queue.service", "sandbox"), job.Relaxed)
	set.add(Unit{Name: job.service(), Notes: append(append([]string(nil), job.Notes...), notes...), Options: opts}, sweep)
}

func (job Job) name() string { return "mmrun-" + job.Queue.Name }

func (job Job) service() string { return job.name() + ".service" }

func (c Config) filling(job Job) filling {
	return filling{
		version: c.Version,
		when:    map[string]bool{"local": !job.Remote, "network": job.Queue.Network, "offline": !job.Queue.Network, "runtime": c.Access.Runtime != ""},
		values: map[string]string{
			"source":      plain(c.Source),
			"resident":    resident(),
			"queue":       job.Queue.Name,
			"arriving":    glob(job.Dir, arriving),
			"waiting":     glob(job.Dir, waiting),
			"interrupted": glob(job.Dir, interrupted),
			"bounces":     job.unregisteredBounces(),
			"next":        c.next(job),
			"coming":      c.coming(job),
			"servers":     join(job.After, plain),
			"exec":        c.runnerCommand(job),
			"user":        plain(c.User),
			"group":       plain(c.Group),
			"mounts":      join(c.Access.Mounts, word),
			"writable":    join(c.Access.Writable, job.writable),
			"runtime":     bindWord(c.Access.Runtime),
			"linked":      join(c.Access.Linked, func(path string) string { return bindWord(optional(path)) }),
		},
	}
}

// unregisteredBounces finds the files with bounces that a runner noted and could
// not register in the list, because that was locked. When the entries are gone,
// these files are the only reason for another run.
func (job Job) unregisteredBounces() string {
	if job.BounceDir == "" {
		return ""
	}
	return glob(job.BounceDir, "/bounce-events-*@*.pck")
}

// writable allows a directory to be missing: mmrun explains better what is wrong than
// systemd, which would not start it. The directory with the entries can't be missing
// when mmrun is started.
func (job Job) writable(dir string) string {
	if under(job.Dir, dir) {
		return word(dir)
	}
	return word(optional(dir))
}

// runnerCommand is ExecStart=. A runner that is started by a path unit waits a
// second for more entries before it ends: a burst of mail is then one run, and
// not hundreds.
func (c Config) runnerCommand(job Job) string {
	args := append(append([]string(nil), c.Flags...), "-r", job.Queue.Name, "-o")
	if job.Trigger == ByPath {
		args = append(args, "--linger", "1s")
	}
	return program(c.Runner) + " " + join(args, argument)
}

func (c Config) sweepTimer() Unit {
	f := filling{version: c.Version, values: map[string]string{
		"source":   plain(c.Source),
		"span":     c.Sweep.Span,
		"calendar": c.Sweep.Calendar,
		"accuracy": c.Sweep.accuracy(),
	}}
	return Unit{Name: "mmrun-sweep.timer", Options: f.fill("sweep.timer")}
}

// settingsPath has the settings checked as soon as one of their files changes, so that a fault
// is reported as soon as it is made, and gone as soon as it is mended.
func (c Config) settingsPath() Unit {
	var files []string
	for _, file := range c.Watched {
		files = append(files, plain(file))
	}
	f := filling{version: c.Version, values: map[string]string{"source": plain(c.Source), "files": strings.Join(files, "\n")}}
	return Unit{Name: "mmrun-settings.path", Options: f.fill("settings.path")}
}

// settingsService checks the settings as the user that the runners have, so that it finds what
// they would find: a settings file that they may not read, a user that does not exist. If that
// user is not known, it runs as root.
func (c Config) settingsService() Unit {
	f := filling{version: c.Version, when: map[string]bool{"offline": true}, values: map[string]string{
		"source": plain(c.Source),
		"exec":   program(c.Checker) + " " + join(append(append([]string(nil), c.Flags...), "--dry-run"), argument),
		"user":   plain(c.User),
		"group":  plain(c.Group),
	}}
	opts := f.fill("settings.service", "sandbox")
	var reasons []Relaxation
	if c.User == "" {
		reasons = append(reasons, Relaxation{RootReader, "The settings do not say which user the runners have, so root reads them."})
	}
	for _, path := range append([]string{c.Source, c.Checker}, c.Flags...) {
		reasons = append(reasons, ForPath(path)...)
	}
	opts, notes := relax(opts, reasons)
	return Unit{Name: settings, Notes: notes, Options: opts}
}

// ForPath returns the relaxations without which a service can't see a path.
func ForPath(path string) []Relaxation {
	switch {
	case under(path, "/home"), under(path, "/root"), under(path, "/run/user"):
		return []Relaxation{{HomeReadable, fmt.Sprintf("%s is in a home directory.", path)}}
	case under(path, "/tmp"), under(path, "/var/tmp"):
		return []Relaxation{{SharedTmp, fmt.Sprintf("%s is in a temporary directory of the whole machine.", path)}}
	}
	return nil
}
