// SPDX-License-Identifier: GPL-2.0-or-later

package usenet

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mmgen/runner/mlist"
	"mmgen/runner/mmlog"
	"mmgen/runner/nntp"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// troubles remembers, from one process to the next, which news servers are away and which
// articles are refused: that is told in the error log when it begins, once an hour while
// it lasts, and of a server when it ends. A service that is started twice a minute would
// say it each time.
//
// The file DATA_DIR/mmrun-nntp-troubles has a line for each, when it began and when it was
// last told, in seconds since 1970:
//
//	SINCE TOLD "what: an nntp_host, or the name of an entry"
//
// What was not told for two hours is over, and left out. Where the file can't be read or
// written, each trouble is told each time, and no more is lost; of two processes that
// write it at the same time, each for a slice of the queue, one does for nothing.
type troubles struct {
	site  *site.Site
	lines []trouble // nil until the file was read
	read  bool
}

type trouble struct {
	since, told time.Time
	what        string
}

const (
	troublesFile  = "mmrun-nntp-troubles"
	troubleAgain  = time.Hour // how often a trouble is told that lasts
	troubleIsOver = 2 * time.Hour
	maxTroubles   = 1 << 20 // bytes that are read of the file
	troublesMode  = 0o660
)

func newTroubles(s *site.Site) *troubles { return &troubles{site: s} }

// tell notes a trouble, and tells whether it was worth a line in the log. The line is that
// of Mailman (NewsRunner.py: _dispose).
func (t *troubles) tell(l *mlist.List, what string, err error) bool {
	t.load()
	now := t.site.Now()
	i := t.find(what)
	if i >= 0 && now.Sub(t.lines[i].told) < troubleAgain {
		return false
	}
	since := ""
	if i >= 0 {
		t.lines[i].told = now
		since = " (since " + t.lines[i].since.In(now.Location()).Format("Jan 02 15:04:05 2006") + ")"
	} else {
		t.lines = append(t.lines, trouble{now, now, what})
	}
	t.save()
	t.site.Logs.Logf("error", "(NNTPDirect) %s error for list \"%s\": %s%s", kindOf(err), l.InternalName(), textOf(err), since)
	return true
}

// back tells that a server is there, if it was away.
func (t *troubles) back(nntpHost string) {
	if since, was := t.forget(nntpHost); was {
		lasted := t.site.Now().Sub(since).Round(time.Second)
		mmlog.Noticef(t.site.Logs, "error", "News server %s is back, after %s", address(nntpHost), lasted)
	}
}

// forget takes a trouble from the list, if it is there.
func (t *troubles) forget(what string) (since time.Time, was bool) {
	t.load()
	i := t.find(what)
	if i < 0 {
		return since, false
	}
	since = t.lines[i].since
	t.lines = slices.Delete(t.lines, i, i+1)
	t.save()
	return since, true
}

func (t *troubles) find(what string) int {
	return slices.IndexFunc(t.lines, func(line trouble) bool { return line.what == what })
}

// kindOf is how Mailman calls an error in the log.
func kindOf(err error) string {
	if errors.As(err, new(*nntp.ReplyError)) {
		return "NNTP"
	}
	return "socket"
}

// textOf is an error as Mailman logs it: of an answer the line as it came.
func textOf(err error) string {
	var refused *nntp.ReplyError
	if errors.As(err, &refused) {
		return refused.Line
	}
	return err.Error()
}

func (t *troubles) path() string {
	return filepath.Join(t.site.Settings.Str("DATA_DIR"), troublesFile)
}

// load reads the file, once. A line of another form is left out.
func (t *troubles) load() {
	if t.read {
		return
	}
	t.read = true
	text, _ := safeio.ReadFile(t.site.FileSystem(), t.path(), maxTroubles)
	for line := range strings.Lines(string(text)) {
		var since, told int64
		var what string
		if _, err := fmt.Sscanf(line, "%d %d %q", &since, &told, &what); err != nil {
			continue
		}
		if t.site.Now().Sub(time.Unix(told, 0)) < troubleIsOver {
			t.lines = append(t.lines, trouble{time.Unix(since, 0), time.Unix(told, 0), what})
		}
	}
}

// save writes the file; without troubles there is none.
func (t *troubles) save() {
	fsys := t.site.FileSystem()
	if len(t.lines) == 0 {
		_ = fsys.Remove(t.path())
		return
	}
	var b strings.Builder
	for _, line := range t.lines {
		fmt.Fprintf(&b, "%d %d %q\n", line.since.Unix(), line.told.Unix(), line.what)
	}
	_ = safeio.WriteFile(fsys, t.path()+".tmp", t.path(), []byte(b.String()), troublesMode)
}
