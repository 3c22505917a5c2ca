// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"regexp"
	"slices"
	"strings"
)

// systemCrontabs are where packages and administrators have Mailman's cron scripts.
var systemCrontabs = []string{"/etc/crontab", "/etc/cron.d/mailman"}

// userCrontabs are where crontab(1) keeps what it is given: Debian's, Red Hat's and
// SUSE's.
var userCrontabs = []string{"/var/spool/cron/crontabs/", "/var/spool/cron/", "/var/spool/cron/tabs/"}

// Crontabs are the files in which Mailman's cron scripts may stand: those of the system, of
// the user that the site belongs to, and of root.
func Crontabs(user string) []string {
	files := slices.Clone(systemCrontabs)
	for _, dir := range userCrontabs {
		for _, name := range slices.Compact([]string{user, "root"}) {
			files = append(files, dir+name)
		}
	}
	return files
}

// CronScript is a cron script of Mailman that a crontab starts.
type CronScript struct {
	Name string // as in CronJobs
	Path string
}

// CronScriptsIn are the cron scripts of Mailman that a crontab starts, each once.
func CronScriptsIn(crontab string) (scripts []CronScript) {
	for line := range strings.Lines(crontab) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		for _, found := range cronScript.FindAllStringSubmatch(line, -1) {
			script := CronScript{Path: found[1], Name: found[2]}
			if !slices.ContainsFunc(scripts, func(s CronScript) bool { return s.Name == script.Name }) {
				scripts = append(scripts, script)
			}
		}
	}
	return scripts
}

// cronScript is the path of one of Mailman's cron scripts.
var cronScript = func() *regexp.Regexp {
	var names []string
	for _, script := range cronJobs {
		names = append(names, script.Name)
	}
	return regexp.MustCompile(`([^\s;&|'"()]*/cron/(` + strings.Join(names, "|") + `))\b`)
}()

// TimedJobs are the names of the jobs that have timers. wanted is `jobs` of [units], timeOf
// what [jobs] has for a job.
func TimedJobs(wanted string, timeOf func(job string) (text string, given bool)) (names []string) {
	if wanted != "yes" {
		return nil
	}
	for _, script := range cronJobs {
		if text, given := timeOf(script.Name); !given && script.Calendar != "" || given && text != "no" {
			names = append(names, script.Name)
		}
	}
	return names
}
