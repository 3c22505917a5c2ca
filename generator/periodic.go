// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"path"

	"mmgen/generator/crontab"
	"mmgen/generator/pyvalue"
	"mmgen/units"
)

// periodic are the day's jobs that mmrun does on this site, at the times of the INI file's
// [jobs], or else of Mailman's crontab. Without `jobs = yes` in [units] there are none.
func (r *reading) periodic(host Host) []units.PeriodicJob {
	if !r.wantsJobs() {
		return nil
	}
	anywhere := r.relaxedEverywhere()
	var jobs []units.PeriodicJob
	for _, script := range crontab.Jobs() {
		calendar := r.calendarOf(script)
		periodic, known := units.PeriodicOf(script.Name)
		if calendar == "" || !known {
			continue
		}
		job := units.PeriodicJob{Periodic: periodic, Calendar: calendar}
		job.Relaxed = append(r.relaxed(script.Name, host), anywhere...)
		if script.Name == "cull_bad_shunt" {
			job.Writable = r.shuntArchive()
		}
		jobs = append(jobs, job)
	}
	return jobs
}

// wantsJobs reads `jobs` in [units].
func (r *reading) wantsJobs() bool {
	switch given := r.site.Units.Jobs; given.Text {
	case "yes":
		return true
	case "", "no":
		for _, script := range crontab.Jobs() {
			if v, ok := r.site.JobTimes[script.Name]; ok && v.Text != "no" {
				r.warn(v.Where, "[jobs] %s has no effect without jobs = yes in [units]", script.Name)
			}
		}
	default:
		r.problem(given.Where, "jobs = %s: want yes, for timers that do what Mailman's cron scripts do, or no", given.Text)
	}
	return false
}

// calendarOf is when a script's job is due; "" for never. A time that systemd does not
// understand is a problem, and the job is due when Mailman's crontab has it.
func (r *reading) calendarOf(script crontab.Job) string {
	given, ok := r.site.JobTimes[script.Name]
	switch {
	case !ok:
		return script.Calendar
	case given.Text == "no":
		return ""
	}
	if err := units.CheckCalendar(given.Text); err != nil {
		r.problem(given.Where, "%s = %s: %v; no for never", script.Name, given.Text, err)
		return script.Calendar
	}
	return given.Text
}

// shuntArchive is the directory to which cull_bad_shunt moves files; none if it removes them.
func (r *reading) shuntArchive() []string {
	v, _, ok := r.value("BAD_SHUNT_ARCHIVE_DIRECTORY")
	dir, _ := pyvalue.AsString(v)
	if !ok || units.CheckPath(dir) != nil {
		return nil
	}
	return []string{path.Clean(dir)}
}
