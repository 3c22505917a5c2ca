// SPDX-License-Identifier: GPL-2.0-or-later

// Package periodic is the day's jobs: what Mailman's cron scripts do, each a function
// in a table. A job is called as its script is, and answers to the file of that name in
// Mailman's cron/.
//
// # A run
//
// One run of a job at a time: it holds the lock mmrun-job-NAME in LOCK_DIR. A
// mailmanctl may run at the same time, as with Mailman's scripts.
//
// A job that changes lists, or writes to people, does so list by list, each in one
// change (mlist.Change): the list is saved, and the letters are in the virgin queue, or
// nothing has happened. A list that somebody else has locked for LIST_LOCK_TIMEOUT is
// left out, and the run ends with ErrWaiting, after it has done the other lists. After
// a fault with one list the run goes on with the others, after a fault of the disk it
// ends.
//
// # A run that does not get to its end
//
// Nobody must get the same letter twice because a run was killed or some list was
// locked. So each change notes in
//
//	DATA_DIR/mmrun-job-NAME[-OPTIONS].done
//
// what is done by it. OPTIONS is a sum of the options that name what is to be done. The
// file goes at the end of a run that did all. Where it is there, and not too old
// (Job.Unfinished), a run goes on with what is left. The first line is the time when the
// run began, in seconds since the epoch, and each further line has one thing that is
// done, in the quotes of Go.
package periodic

import (
	"context"
	"errors"
	"slices"
	"time"

	"mmgen/runner/site"
)

// Job is one of the day's jobs.
type Job struct {
	Name string // the name of Mailman's script
	What string // what it does, in one line
	// Counts are the words that stand behind Result.Done in messages.
	Counts string
	// Takes are its options.
	Takes []Option
	// Unfinished is for how long after its beginning a run that was interrupted is continued by
	// the next one. Later runs begin anew.
	Unfinished time.Duration

	do func(context.Context, *run) error
}

// A day's and a month's job are due again after that time.
const (
	mostOfADay   = 20 * time.Hour
	mostOfAMonth = 25 * 24 * time.Hour
)

// jobs are all of them, in the order of Mailman's crontab.
var jobs = []Job{
	{
		Name: "checkdbs", What: "remind moderators of requests that wait, and discard old ones",
		Counts:     "lists had something to be done",
		Unfinished: mostOfADay, do: checkDBs,
	},
	{
		Name: "disabled", What: "remind disabled members of that, and remove them in the end",
		Counts:     "lists had something to be done",
		Takes:      []Option{ByAdmin, ByUser, Unknown, NotByBounce, All, Force, ListName},
		Unfinished: mostOfADay, do: disabled,
	},
	{
		Name: "senddigests", What: "send the digests of lists that send them every day",
		Counts: "digests sent",
		Takes:  []Option{ListName, ExceptList}, Unfinished: mostOfADay, do: sendDigests,
	},
	{
		Name: "mailpasswds", What: "send all members their passwords",
		Counts: "members reminded",
		Takes:  []Option{ListName}, Unfinished: mostOfAMonth, do: mailPasswords,
	},
	{
		Name: "gate_news", What: "queue what is new in the newsgroups of lists for them",
		Counts: "lists had new articles",
		do:     gateNews,
	},
	{
		Name: "nightly_gzip", What: "compress the text files of archives",
		Counts: "files compressed",
		Takes:  []Option{Verbose, Operands}, do: nightlyGzip,
	},
	{
		Name: "cull_bad_shunt", What: "remove old files from the bad and shunt queues",
		Counts: "files removed",
		do:     cullBadShunt,
	},
	{
		Name: "bumpdigests", What: "begin a new volume of digests",
		Counts: "lists begin a new volume",
		Takes:  []Option{Operands}, Unfinished: mostOfADay, do: bumpDigests,
	},
}

// Jobs are all jobs, in the order of Mailman's crontab; what is not in it comes last.
func Jobs() []Job { return slices.Clone(jobs) }

var (
	// ErrWaiting says that a part of the job has to wait, mostly for a list that is
	// locked. A later run does that part.
	ErrWaiting = errors.New("not all is done")
	// ErrNoList says that the options name a list that there is not. Nothing is done.
	ErrNoList = errors.New("no such list")
)

// Run runs a job. The error is ErrNoList, or wraps ErrWaiting where a later run can do
// what is left; any other is a fault of the site. Where ctx is cancelled the list in hand
// is finished, and the rest is left for the next run.
func (j Job) Run(ctx context.Context, s *site.Site, o Options) (Result, error) {
	r, err := j.begin(ctx, s, o)
	if err != nil {
		return Result{}, err
	}
	return r.result, r.end(ctx, j.do(ctx, r))
}
