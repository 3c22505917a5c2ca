// SPDX-License-Identifier: GPL-2.0-or-later

// Package explain says what a run would do with an entry of a queue, and why, and touches
// nothing.
//
// It does what a run does, with all of its code, on a shadow of the site (package
// shadowfs): files are read where they are, and what is written goes to a directory of its
// own, which is removed. There the entry is alone in its queue, and nobody holds a lock.
// Mail and news servers are played by peers that take everything and note what they got.
//
// So these are not known, and taken to be well: whether the servers are there and what they
// refuse, who holds a lock, and what comes before this entry. These are not run: Mailman's
// own Python (lists with an extend.py, handlers and commands of the site's own), an
// external archiver, and the program of DELIVERY_MODULE 'Sendmail', in place of which SMTP
// is shown. These are: the DNS is asked for DMARC, and commands that make HTML plain
// (HTML_TO_PLAIN_TEXT_COMMAND, ARCHIVE_HTML_SANITIZER) get a copy of the text.
package explain

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mmgen/runner"
	"mmgen/runner/admin/show"
	"mmgen/runner/admin/shunted"
	"mmgen/runner/bounce/recognise"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// ErrNotThere says that a file is no entry of a queue of the site.
var ErrNotThere = errors.New("it is no entry of a queue of this site")

// Report is what a run would do with an entry.
type Report struct {
	File  string `json:"file"`
	Queue string `json:"queue"` // the queue whose runner handles the entry
	// Shunted and Interrupted tell of an entry that no run finds as it is: unshunt must
	// put it back first, or a run was killed over it.
	Shunted     bool   `json:"shunted,omitempty"`
	Reason      string `json:"reason,omitempty"` // why it was shunted, as the error log has it
	Interrupted bool   `json:"interrupted,omitempty"`
	// Mailmanctl is the one that runs, if one does: mmrun does nothing then, and its
	// runner does what mmrun would.
	Mailmanctl string `json:"mailmanctl,omitempty"`

	List      string    `json:"list,omitempty"`
	Sender    string    `json:"sender,omitempty"`
	Subject   string    `json:"subject,omitempty"`
	MessageID string    `json:"message_id,omitempty"`
	NotBefore time.Time `json:"not_before,omitzero"` // before this time an entry in retry waits (deliver_after)
	Until     time.Time `json:"until,omitzero"`      // no retry after this time (deliver_until)

	Bounce   *Bounce       `json:"bounce,omitempty"` // nil unless the message came to a bounces address
	Handlers []Handler     `json:"handlers,omitempty"`
	Sent     []Transaction `json:"sent,omitempty"` // the messages that the mail or news server gets
	Queued   []Queued      `json:"queued,omitempty"`
	Changes  []Attribute   `json:"list_changes,omitempty"`
	Files    []File        `json:"files,omitempty"`
	Logs     []Line        `json:"logs,omitempty"` // lines of the logs, without those that belong to a handler

	Outcome string   `json:"outcome"`       // done, moved, shunted, bad or stays
	Why     []string `json:"why,omitempty"` // the reasons why an entry stays
}

// Bounce is what the bounce recognisers say of a message. Which addresses count is in the
// changes of the list, and in the lines of the bounce log.
type Bounce struct {
	Recogniser string   `json:"recogniser,omitempty"` // the name of the recogniser that knows the message; empty if none does
	Addresses  []string `json:"addresses,omitempty"`  // the addresses that failed
	Warning    bool     `json:"warning,omitempty"`    // the message only tells of a delay, and counts for no member
}

func bounceOf(msg *message.Message) *Bounce {
	name, found := recognise.Any(msg)
	return &Bounce{name, found.Failed, found.Warning}
}

// Explain says what a run would do with the entry in a file.
func Explain(ctx context.Context, s *site.Site, file string) (r Report, err error) {
	r, setting, err := locate(s, file)
	if err != nil {
		return r, err
	}
	w, err := newShadow(s, setting)
	if err != nil {
		return r, fmt.Errorf("making a shadow of the site: %w", err)
	}
	defer func() { err = errors.Join(err, w.remove()) }()
	if err := w.place(r.File, setting); err != nil {
		return r, err
	}
	if holder, held, err := s.MasterHolder(); err == nil && held {
		r.Mailmanctl = holder
	}
	specs, err := runner.ParseSpec(r.Queue)
	if err != nil {
		return r, err
	}
	steps := steps{logs: w.logs}
	fault := runner.Drain(ctx, w.site, specs, runner.Options{Stepped: steps.note, NoPython: true})
	r.Handlers, r.Logs, r.Sent = steps.all, w.logs.take(), w.peer.taken()
	r.Outcome = w.logs.outcome
	if r.Outcome == "" {
		r.Outcome = "stays"
	}
	if fault != nil {
		r.Why = strings.Split(fault.Error(), "\n")
	}
	return r, w.effects(&r)
}

// locate finds the queue of an entry's file, and reads what is to be said of the entry.
// setting names the directory of the queue whose runner would handle it.
func locate(s *site.Site, file string) (r Report, setting string, err error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return r, "", err
	}
	r.File = path
	ext := filepath.Ext(path)
	if ext != ".pck" && ext != ".bak" && ext != ".psv" {
		return r, "", fmt.Errorf("%s: %w: the name of an entry ends in .pck", file, ErrNotThere)
	}
	info, err := os.Stat(path)
	if err != nil {
		return r, "", err
	}
	if !info.Mode().IsRegular() {
		return r, "", fmt.Errorf("%s: %w: it is no regular file", file, ErrNotThere)
	}
	read, err := show.Read(path)
	if err != nil {
		return r, "", err
	}
	r.about(read)
	var q site.QueueDir
	for _, dir := range site.QueueDirs() {
		if shunted.SameDir(s.Settings.Str(dir.Setting), filepath.Dir(path)) {
			q = dir
		}
	}
	r.Interrupted = ext == ".bak"
	switch q.Setting {
	case "":
		return r, "", fmt.Errorf("%s: %w", file, ErrNotThere)
	case site.Shunt:
		r.Shunted, r.Reason = true, reasonOf(s, strings.TrimSuffix(filepath.Base(path), ext))
		q, err = originOf(s, read)
	case site.Bad:
		err = fmt.Errorf("%s: %w: no run and no unshunt takes what is in the bad queue; mmrun show prints it%s", file, ErrNotThere, because(read))
	}
	r.Queue = q.Name
	if q.Setting == site.Bounces && read.Message != nil {
		r.Bounce = bounceOf(message.Parse(*read.Message))
	}
	return r, q.Setting, err
}

// because is why an entry in the bad queue can't be read, where it can't.
func because(f show.File) string {
	if f.Fault == "" {
		return ""
	}
	return " (" + f.Fault + ")"
}

// originOf is the queue that unshunt would put an entry into.
func originOf(s *site.Site, f show.File) (site.QueueDir, error) {
	q, err := shunted.Origin(s, queue.Metadata{Dict: f.Data}.Str("whichq"))
	if err != nil {
		return q, fmt.Errorf("%s: %w", f.Path, err)
	}
	return q, nil
}

// about takes what is to be said of an entry from its file.
func (r *Report) about(f show.File) {
	if f.Data != nil {
		data := queue.Metadata{Dict: f.Data}
		r.List = data.Str("listname")
		r.NotBefore, r.Until = when(data, "deliver_after"), when(data, "deliver_until")
	}
	if f.Message != nil {
		msg := message.Parse(*f.Message)
		r.Sender = msg.Sender(false, false)
		r.Subject = strings.Join(strings.Fields(msg.Get("Subject")), " ")
		r.MessageID = msg.Get("Message-ID")
	}
}

// when is a time in the metadata, the zero time for none.
func when(data queue.Metadata, key string) time.Time {
	if !data.Has(key) {
		return time.Time{}
	}
	return queue.TimeOf(data.Float(key))
}
