// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"slices"
	"strings"
)

// To start a service takes longer than its runner then needs, most of it for the sandbox. So
// the service of a queue starts the service of the next queue at the same time (Wants=). When
// the first runner has made its messages, the second one is already waiting for them
// (--linger) and sends them. This only makes it faster: a second runner that finds nothing to
// do ends, and the path unit starts it again when an entry is there.

// next is the service that starts with the job's own.
func (c Config) next(job Job) string {
	i := slices.IndexFunc(c.Jobs, func(next Job) bool { return next.follows(job) })
	if i < 0 {
		return ""
	}
	return c.Jobs[i].service()
}

// coming are the conditions, one on each line, under which the job's service may start before
// it has an entry: an entry is in one of the queues before its own.
func (c Config) coming(job Job) string {
	var globs []string
	for _, before := range c.Jobs {
		if job.follows(before) {
			globs = append(globs, "|"+glob(before.Dir, waiting))
		}
	}
	return strings.Join(globs, "\n")
}

// follows reports whether the job's queue is the next one after that of another
// job. Both need a path unit: where a timer starts the service, half a minute
// passes anyway.
func (job Job) follows(other Job) bool {
	return other.Queue.Next == job.Queue.Name && other.Trigger == ByPath && job.Trigger == ByPath
}
