// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"time"

	"mmgen/runner/job"
)

// Options are what a drain can be told.
type Options struct {
	Linger   time.Duration  // how long to wait for more entries after the last one
	Progress func(Progress) // is told, after each entry, how far the drain is; may be nil
	Stepped  func(job.Step) // is told what each handler of a pipeline has done; may be nil
	NoPython bool           // what only Mailman's own Python can handle stays, with a reason
}
