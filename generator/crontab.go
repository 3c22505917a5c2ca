// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"slices"
	"strings"

	"mmgen/generator/crontab"
)

// crontabs reports jobs that cron starts as well: they would be done twice, and people would
// get letters twice.
func (c checking) crontabs() {
	wanted := c.wantedJobs()
	if len(wanted) == 0 {
		return
	}
	_, user, _ := c.chosen("user", c.site.Units.User, "MAILMAN_USER")
	for _, file := range crontab.Files(user) {
		text, ok := c.machine.Read(file)
		if !ok {
			continue
		}
		var both []string
		for _, script := range crontab.ScriptsIn(string(text)) {
			if slices.Contains(wanted, script.Name) {
				both = append(both, script.Name)
			}
		}
		if len(both) > 0 {
			c.warn(file, "cron starts Mailman's %s, and the timers of [units] jobs do so as well: take these lines out of the file, or give the job in [jobs] of mmgen.ini the time no", strings.Join(both, ", "))
		}
	}
}

// wantedJobs are the jobs that have timers.
func (c checking) wantedJobs() []string {
	return crontab.Timed(c.site.Units.Jobs.Text, func(job string) (string, bool) {
		given, ok := c.site.JobTimes[job]
		return given.Text, ok
	})
}
