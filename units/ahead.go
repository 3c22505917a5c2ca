// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"slices"
	"strings"
)

// A start of a service takes longer than what the runner then does, most of it
// for the sandbox. So the service of a queue wants the one of the next queue:
// both start at the same time, and when the first has made its messages the
// other is there, in its linger, and sends them. It is a matter of speed alone.
// A service that came ahead for nothing, or too early, goes again, and the path
// unit starts it as any other time.

// next is the service that starts with the job's own.
func (c Config) next(job Job) string {
	i := slices.IndexFunc(c.Jobs, func(next Job) bool { return next.follows(job) })
	if i < 0 {
		return ""
	}
	return c.Jobs[i].service()
}

// coming are the conditions, a line each, under which the job's service starts
// ahead of its entries: one waits in a queue before its own.
func (c Config) coming(job Job) string {
	var globs []string
	for _, before := range c.Jobs {
		if job.follows(before) {
			globs = append(globs, "|"+glob(before.Dir, waiting))
		}
	}
	return strings.Join(globs, "\n")
}

// follows reports whether the job's queue is the next one after another's. Each
// has a path unit: where there is a timer instead, nobody waits for an answer.
func (job Job) follows(other Job) bool {
	return other.Queue.Next == job.Queue.Name && other.Trigger == ByPath && job.Trigger == ByPath
}
