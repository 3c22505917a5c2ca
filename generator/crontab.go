// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"regexp"
	"slices"
	"strings"

	"mmgen/generator/mmcfg"
)

// systemCrontabs are where packages and administrators have Mailman's cron scripts.
var systemCrontabs = []string{"/etc/crontab", "/etc/cron.d/mailman"}

// userCrontabs are where crontab(1) keeps what it is given: Debian's, Red Hat's and
// SUSE's.
var userCrontabs = []string{"/var/spool/cron/crontabs/", "/var/spool/cron/", "/var/spool/cron/tabs/"}

// crontabs: a job that cron starts as well is done twice: people are written to twice.
func (c checking) crontabs() {
	wanted := c.wantedJobs()
	if len(wanted) == 0 {
		return
	}
	_, user, _ := c.chosen("user", c.site.Units.User, "MAILMAN_USER")
	files := slices.Clone(systemCrontabs)
	for _, dir := range userCrontabs {
		for _, name := range slices.Compact([]string{user, "root"}) {
			files = append(files, dir+name)
		}
	}
	for _, file := range files {
		text, ok := c.machine.Read(file)
		if !ok {
			continue
		}
		if both := slices.DeleteFunc(scriptsIn(string(text)), func(name string) bool { return !slices.Contains(wanted, name) }); len(both) > 0 {
			c.warn(file, "cron starts Mailman's %s, and the timers of [units] jobs do so as well: take these lines out of the file, or give the job in [jobs] of mmgen.ini the time no", strings.Join(both, ", "))
		}
	}
}

// scriptsIn are the cron scripts of Mailman that a crontab starts, each once.
func scriptsIn(crontab string) (names []string) {
	for line := range strings.Lines(crontab) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		for _, found := range cronScript.FindAllStringSubmatch(line, -1) {
			if name := found[1]; !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// cronScript is the path of one of Mailman's cron scripts.
var cronScript = func() *regexp.Regexp {
	var names []string
	for _, script := range mmcfg.CronJobs() {
		names = append(names, script.Name)
	}
	return regexp.MustCompile(`/cron/(` + strings.Join(names, "|") + `)\b`)
}()

// wantedJobs are the jobs that have timers.
func (c checking) wantedJobs() (names []string) {
	if c.site.Units.Jobs.Text != "yes" {
		return nil
	}
	for _, script := range mmcfg.CronJobs() {
		if given, ok := c.site.JobTimes[script.Name]; !ok && script.Calendar != "" || ok && given.Text != "no" {
			names = append(names, script.Name)
		}
	}
	return names
}
