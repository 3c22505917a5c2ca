// SPDX-License-Identifier: GPL-2.0-or-later

package crontab

import "slices"

// Job is one of the scripts in Mailman's cron/.
type Job struct {
	Name     string
	Calendar string // when Mailman's crontab starts it, as systemd.time(7) has it; "" for never
}

// jobs are those of Mailman's cron/crontab.in in its order, and then the script that is only
// started by hand.
var jobs = []Job{
	{"checkdbs", "*-*-* 08:00:00"},
	{"disabled", "*-*-* 09:00:00"},
	{"senddigests", "*-*-* 12:00:00"},
	{"mailpasswds", "*-*-01 05:00:00"},
	{"gate_news", "*:0/5"},
	{"nightly_gzip", "*-*-* 03:27:00"},
	{"cull_bad_shunt", "*-*-* 04:30:00"},
	{"bumpdigests", ""},
}

// Jobs returns all of them.
func Jobs() []Job { return slices.Clone(jobs) }
