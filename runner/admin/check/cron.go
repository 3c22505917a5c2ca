// SPDX-License-Identifier: GPL-2.0-or-later

package check

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"mmgen/generator/crontab"
)

// cron finds out what does the day's jobs: Mailman's scripts, which crontabs start, or timers
// ([units] jobs). Done by both, people are written to twice.
func cron(_ context.Context, m *Machine) []Finding {
	timed := m.timedJobs()
	var found []Finding
	var started []string
	for _, file := range crontab.Files(m.Owner.User) {
		text, err := m.ReadFile(file)
		if err != nil {
			continue
		}
		scripts := crontab.ScriptsIn(string(text))
		for _, script := range scripts {
			started = append(started, script.Name)
		}
		found = append(found, judgeCrontab(file, scripts, timed)...)
	}
	if f := nobody(slices.Concat(started, timed, m.unwantedJobs())); f != nil {
		found = append(found, *f)
	}
	return found
}

func (m *Machine) timedJobs() []string {
	return crontab.Timed(m.Found.Units.Jobs.Text, func(job string) (string, bool) {
		given, ok := m.Found.JobTimes[job]
		return given.Text, ok
	})
}

// unwantedJobs are those that the INI file wants nobody to do.
func (m *Machine) unwantedJobs() (names []string) {
	for name, at := range m.Found.JobTimes {
		if at.Text == "no" {
			names = append(names, name)
		}
	}
	return names
}

// judgeCrontab looks at one crontab: at what timers do too, and at scripts that are gone.
func judgeCrontab(file string, scripts []crontab.Script, timed []string) (found []Finding) {
	var both, gone []string
	for _, script := range scripts {
		if slices.Contains(timed, script.Name) {
			both = append(both, script.Name)
		}
		if _, err := os.Stat(script.Path); err != nil {
			gone = append(gone, script.Path)
		}
	}
	if len(both) > 0 {
		found = append(found, Finding{
			Level: Error, Where: file, Mend: withoutLines(file, both),
			What: fmt.Sprintf("cron starts %s, and timers do so as well ([units] jobs): it is done twice", strings.Join(both, ", ")),
		})
	}
	if len(gone) > 0 {
		found = append(found, Finding{
			Level: Warning, Where: file, Mend: withoutLines(file, namesOf(scripts)),
			What: fmt.Sprintf("cron starts scripts that are gone: %s; say `jobs = yes` in [units] of mmgen.ini", strings.Join(gone, ", ")),
		})
	}
	return found
}

func namesOf(scripts []crontab.Script) (names []string) {
	for _, script := range scripts {
		names = append(names, script.Name)
	}
	return names
}

// withoutLines takes the lines of scripts out of a crontab, as a comment.
func withoutLines(file string, names []string) string {
	return fmt.Sprintf(`sed -i -E '\#/cron/(%s)\b#s/^/# /' %s`, strings.Join(names, "|"), quote(file))
}

// nobody says which of the jobs of Mailman's crontab nobody does.
func nobody(done []string) *Finding {
	var missing []string
	for _, job := range crontab.Jobs() {
		if job.Calendar != "" && !slices.Contains(done, job.Name) {
			missing = append(missing, job.Name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return &Finding{
		Level: Warning, Where: "[units] jobs", What: "neither cron nor a timer does " + strings.Join(missing, ", "),
		Mend: "say `jobs = yes` in [units] of mmgen.ini, and then: systemctl daemon-reload && systemctl start mmrun.target",
	}
}
