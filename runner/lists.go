// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// errMissingList: the entry's list does not exist. bin/unshunt offers such an
// entry to the incoming queue, as its metadata have no whichq.
var errMissingList = errors.New("the list does not exist")

// lists opens the lists of entries.
type lists struct {
	site *site.Site
	last *mlist.List // the list of the previous entry
}

// of returns the list of an entry (Runner.py: _onefile).
func (l *lists) of(e *queue.Entry) (*mlist.List, error) {
	name := e.Data.Str("listname")
	if name == "" {
		name = l.site.Settings.Str("MAILMAN_SITE_LIST")
	}
	list, err := l.open(name)
	if errors.Is(err, mlist.ErrUnknown) || errors.Is(err, mlist.ErrCorrupt) {
		l.site.Logs.Logf("error", "error opening list: %s\n%v", name, err)
		l.site.Logs.Logf("error", "Dequeuing message destined for missing list: %s", name)
		return nil, fmt.Errorf("list %s: %w", name, errMissingList)
	}
	return list, err
}

// open opens a list. If it is the list of the previous entry, that one is brought to its
// newest state.
func (l *lists) open(name string) (*mlist.List, error) {
	if l.last != nil && l.last.InternalName() == name && (l.last.Locked() || l.last.Reload() == nil) {
		return l.last, nil
	}
	list, err := l.site.OpenList(name)
	l.last = list
	return list, err
}

// extension is the file by which a list changes how Mailman handles its mail
// (MailList.py: __init__), if it has one. Only Mailman's Python can run it.
func extension(list *mlist.List) (file string, ok bool) {
	file = filepath.Join(list.Dir(), "extend.py")
	_, err := os.Stat(file)
	return file, err == nil
}

// setLanguage notes the language of an entry's sender in the metadata (Runner.py:
// _onefile).
func setLanguage(e *queue.Entry, list *mlist.List) {
	sender := e.Msg.Sender(list.Env().Settings.Bool("USE_ENVELOPE_SENDER"), false)
	e.Data.SetStr("lang", pyvalue.Str(member.Of(list).Language(sender)))
}
