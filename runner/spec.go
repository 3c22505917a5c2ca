// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mmgen/runner/bounce"
	"mmgen/runner/job"
	"mmgen/runner/site"
)

// kind is one of Mailman's queue runners.
type kind struct {
	name    string // its name in QRUNNERS and for qrunner -r, with the word Runner
	queue   string // the name of its queue's folder in QUEUE_DIR
	setting string // the setting that holds the folder
	job     func(job.Env) (job.Job, error)
	// leftover tells whether earlier drains left work that is not an entry of the
	// queue; nil where this runner has no such work.
	leftover func(*site.Site) (bool, error)
	// onlyRead is true where an entry takes hardly more memory than its file: nothing
	// large is made from it.
	onlyRead bool
}

// kinds are all runners, in the order of a round. QRUNNERS has them in the order of
// their names; here Retry comes before Outgoing, and Outgoing last, so that one round
// is mostly enough.
var kinds = []kind{
	{"ArchRunner", "archive", "ARCHQUEUE_DIR", job.Archive, nil, false},
	{"BounceRunner", "bounces", "BOUNCEQUEUE_DIR", job.Bounces, bounce.Waiting, true},
	{"CommandRunner", "commands", "CMDQUEUE_DIR", job.Commands, nil, true},
	{"IncomingRunner", "in", "INQUEUE_DIR", job.Incoming, nil, false},
	{"NewsRunner", "news", "NEWSQUEUE_DIR", job.News, nil, false},
	{"RetryRunner", "retry", "RETRYQUEUE_DIR", job.Retry, nil, false},
	{"VirginRunner", "virgin", "VIRGINQUEUE_DIR", job.Virgin, nil, false},
	{"OutgoingRunner", "out", "OUTQUEUE_DIR", job.Outgoing, bounce.Waiting, false},
}

// All is the name that stands for every runner.
const All = "All"

// Names are the names of all runners, without the word Runner.
func Names() []string {
	var names []string
	for _, k := range kinds {
		names = append(names, strings.TrimSuffix(k.name, "Runner"))
	}
	return names
}

// Spec is one argument of -r: a runner, and the slice of its queue's hash
// space that it serves (qrunner: make_qrunner).
type Spec struct {
	kind  kind
	Slice int // 0 .. Range-1
	Range int // 1: the whole queue
}

// UnknownRunnerError is a name that no runner and no queue has.
type UnknownRunnerError string

func (e UnknownRunnerError) Error() string {
	return fmt.Sprintf("no runner is called %q; there are %s, and %s", string(e), strings.Join(Names(), ", "), All)
}

// Setting is the name of the setting that holds the queue's directory.
func (s Spec) Setting() string { return s.kind.setting }

// ParseSpec reads RUNNER[:slice:range]. RUNNER is All, the name of a runner
// with or without the word Runner, or the name of its queue.
func ParseSpec(arg string) ([]Spec, error) {
	parts := strings.Split(arg, ":")
	slice, rng := 0, 1
	switch len(parts) {
	case 1:
	case 3:
		var err1, err2 error
		slice, err1 = strconv.Atoi(parts[1])
		rng, err2 = strconv.Atoi(parts[2])
		if err1 != nil || err2 != nil || rng < 1 || slice < 0 || slice >= rng {
			return nil, fmt.Errorf("bad runner specification %q: want RUNNER:slice:range with 0 <= slice < range", arg)
		}
	default:
		return nil, fmt.Errorf("bad runner specification %q: want RUNNER or RUNNER:slice:range", arg)
	}
	var specs []Spec
	for _, k := range kinds {
		if parts[0] == All || k.answersTo(parts[0]) {
			specs = append(specs, Spec{k, slice, rng})
		}
	}
	if len(specs) == 0 {
		return nil, UnknownRunnerError(parts[0])
	}
	return specs, nil
}

func (k kind) answersTo(name string) bool {
	return name == k.name || name+"Runner" == k.name || name == k.queue
}

// Merge adds specs to others, without those of a queue (or slice of it) that
// is there already.
func Merge(specs, more []Spec) []Spec {
	for _, spec := range more {
		known := slices.ContainsFunc(specs, func(s Spec) bool {
			return s.kind.queue == spec.kind.queue && s.Slice == spec.Slice && s.Range == spec.Range
		})
		if !known {
			specs = append(specs, spec)
		}
	}
	return specs
}
