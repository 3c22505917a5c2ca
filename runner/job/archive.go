// SPDX-License-Identifier: GPL-2.0-or-later

package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/archive"
	"mmgen/runner/message"
	"mmgen/runner/message/maildate"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// forCommand is in the metadata of an entry that waits for the external archiver alone. It tells
// whether the post is in the list's mailbox.
const forCommand = "external_archiver"

// archiving archives posts (ArchRunner.py).
//
// A post for an external archiver is handled twice. With the list's change it comes into the
// mailbox, if posts do, and back into the queue, marked. Then the archiver gets it, which may
// read the mailbox, while the list is not locked. So it is in the mailbox once, whenever
// the process is killed; the archiver gets it again if it was running then.
type archiving struct {
	site    *site.Site
	python  *Python
	started time.Time
}

// Archive is the job of posts for the archives.
func Archive(env Env) (Job, error) { return &archiving{env.Site, env.Python, env.Site.Now()}, nil }

// NeedsChange tells the archives that are kept here from those of others.
func (a *archiving) NeedsChange(l *mlist.List, e *queue.Entry) bool {
	course := archive.CourseOf(l)
	if course.Pages {
		return archive.ForeignScrubber(a.site.Settings) == ""
	}
	return course.Command == "" || !e.Data.Has(forCommand)
}

func (a *archiving) Handle(ctx context.Context, t Task) (Verdict, error) {
	course := archive.CourseOf(t.List)
	if course.Pages && t.Change == nil {
		name := archive.ForeignScrubber(a.site.Settings)
		return Verdict{Outcome: Foreign, Why: because("ARCHIVE_SCRUBBER is the site's own " + name)}, nil
	}
	received := t.Entry.Data.Received(a.site.Now())
	post := archive.Post{Received: received, Started: a.started, Text: a.dated(t.Entry.Msg, received).Refolded(a.site.Now)}
	if t.Change == nil {
		return Verdict{}, a.toCommand(ctx, t, course.Command, post.Text)
	}
	return Verdict{}, t.Change.Files().Together(func() error { return a.toFiles(ctx, t, course, post) })
}

// toFiles puts a post into the mailbox and on the pages, or back into the queue where
// the external archiver is to get it.
func (a *archiving) toFiles(ctx context.Context, t Task, course archive.Course, post archive.Post) error {
	if course.Mbox {
		if err := archive.AppendToMbox(a.site, t.Change, post.Text); err != nil {
			return fmt.Errorf("archiving to the mailbox: %w", err)
		}
	}
	switch {
	case course.Pages:
		return archive.AddToPages(ctx, a.site, t.Change, post)
	case course.Command == "":
		return nil
	}
	data := t.Entry.Data.Copy()
	data.Delete(pyvalue.Str("_bak_count"))
	return a.site.Put(t.Change, site.Archive, t.Entry.Msg, data, queue.With(forCommand, course.Mbox))
}

// toCommand gives a post to the external archiver. If that fails Mailman only logs it. So
// does this for a post that is also in the mailbox; a post that would be lost is an error.
func (a *archiving) toCommand(ctx context.Context, t Task, line, text string) error {
	err := archive.RunCommand(ctx, t.List, line, text, archive.CommandTimeout)
	if errors.Is(err, archive.ErrCommand) && t.Entry.Data.Bool(forCommand) {
		a.site.Logs.Logf("error", "%v", err)
		return nil
	}
	return err
}

// dated is a post as the archive has it: with the date on which it was received, and
// that also as its Date where it has none, or one that the site does not believe.
func (a *archiving) dated(post *message.Message, received time.Time) *message.Message {
	m, date := post.Copy(), maildate.Format(received)
	original := m.Get("date")
	if a.disbelieves(original) {
		m.Del("date")
		m.Del("x-original-date")
		m.Add("Date", date)
		if original != "" {
			m.Add("X-Original-Date", original)
		}
	}
	m.Add("X-List-Received-Date", date)
	return m
}

// The values of ARCHIVER_CLOBBER_DATE_POLICY.
const (
	clobberAlways = 1
	clobberInsane = 2 // dates farther away than ARCHIVER_ALLOWABLE_SANE_DATE_SKEW
)

// disbelieves tells whether the site wants another date than this one in the archive.
func (a *archiving) disbelieves(date string) bool {
	switch set := a.site.Settings; {
	case date == "", set.Int("ARCHIVER_CLOBBER_DATE_POLICY") == clobberAlways:
		return true
	case set.Int("ARCHIVER_CLOBBER_DATE_POLICY") != clobberInsane:
		return false
	}
	parsed, ok := maildate.Parse(date)
	if !ok {
		return true
	}
	when, err := parsed.Unix()
	skew := pickle.Seconds(a.site.Now()) - float64(when)
	return err != nil || max(skew, -skew) > a.site.Settings.Float("ARCHIVER_ALLOWABLE_SANE_DATE_SKEW")
}

func (a *archiving) EndRound(context.Context) ([]Reason, error) { return nil, nil }
func (a *archiving) Close() error                               { return nil }
