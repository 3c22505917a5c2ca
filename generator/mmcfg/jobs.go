// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"fmt"
	"slices"
	"strings"
)

// CronJob is one of the scripts in Mailman's cron/.
type CronJob struct {
	Name     string
	Calendar string // when Mailman's crontab starts it, as systemd.time(7) has it; "" for never
}

// cronJobs are those of Mailman's cron/crontab.in in its order, and then what is only
// started by hand.
var cronJobs = []CronJob{
	{"checkdbs", "*-*-* 08:00:00"},
	{"disabled", "*-*-* 09:00:00"},
	{"senddigests", "*-*-* 12:00:00"},
	{"mailpasswds", "*-*-01 05:00:00"},
	{"gate_news", "*:0/5"},
	{"nightly_gzip", "*-*-* 03:27:00"},
	{"cull_bad_shunt", "*-*-* 04:30:00"},
	{"bumpdigests", ""},
}

// CronJobs returns all of them.
func CronJobs() []CronJob { return slices.Clone(cronJobs) }

// readJobs takes the section [jobs] from an INI file: when jobs are due, by name. What
// the values may be is not judged here but by package units.
func readJobs(f *iniFile) (jobs map[string]UnitsValue, errs Errors) {
	jobs = map[string]UnitsValue{}
	for _, e := range f.sections[sectionJobs] {
		if slices.ContainsFunc(cronJobs, func(job CronJob) bool { return job.Name == e.key }) {
			jobs[e.key] = UnitsValue{e.text, Origin{f.path, e.line}}
			continue
		}
		var names []string
		for _, job := range cronJobs {
			names = append(names, job.Name)
		}
		errs = append(errs, &Error{File: f.path, Line: e.line,
			Reason: fmt.Sprintf("[jobs] has no %s; want one of %s", e.key, strings.Join(names, ", "))})
	}
	return jobs, errs
}
