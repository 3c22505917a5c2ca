// SPDX-License-Identifier: GPL-2.0-or-later

// Package crontab knows the scripts in Mailman's cron/: when Mailman's own crontab
// starts them, and which of them the crontabs of a machine start.
//
// It answers to Mailman's cron/crontab.in. The package reads no file itself.
package crontab

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// systemFiles are the files in which packages and administrators write down Mailman's cron
// scripts.
var systemFiles = []string{"/etc/crontab", "/etc/cron.d/mailman"}

// userFiles are the directories in which crontab(1) keeps users' crontabs, on Debian, Red Hat
// and SUSE.
var userFiles = []string{"/var/spool/cron/crontabs/", "/var/spool/cron/", "/var/spool/cron/tabs/"}

// Files are the files in which Mailman's cron scripts may stand: those of the system, of
// the user that the site belongs to, and of root.
func Files(user string) []string {
	files := slices.Clone(systemFiles)
	for _, dir := range userFiles {
		for _, name := range slices.Compact([]string{user, "root"}) {
			files = append(files, dir+name)
		}
	}
	return files
}

// Script is a cron script of Mailman that a crontab starts.
type Script struct {
	Name string // a name in Jobs
	Path string
}

// ScriptsIn are the cron scripts of Mailman that a crontab starts, each once.
func ScriptsIn(crontab string) (scripts []Script) {
	for line := range strings.Lines(crontab) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		for _, found := range scriptPath().FindAllStringSubmatch(line, -1) {
			script := Script{Path: found[1], Name: found[2]}
			if !slices.ContainsFunc(scripts, func(s Script) bool { return s.Name == script.Name }) {
				scripts = append(scripts, script)
			}
		}
	}
	return scripts
}

// scriptPath is the path of one of Mailman's cron scripts.
var scriptPath = sync.OnceValue(func() *regexp.Regexp {
	var names []string
	for _, script := range jobs {
		names = append(names, script.Name)
	}
	return regexp.MustCompile(`([^\s;&|'"()]*/cron/(` + strings.Join(names, "|") + `))\b`)
})

// Timed are the names of the jobs that have timers. wanted is `jobs` of [units], timeOf
// what [jobs] has for a job.
func Timed(wanted string, timeOf func(job string) (text string, given bool)) (names []string) {
	if wanted != "yes" {
		return nil
	}
	for _, script := range jobs {
		if text, given := timeOf(script.Name); !given && script.Calendar != "" || given && text != "no" {
			names = append(names, script.Name)
		}
	}
	return names
}
