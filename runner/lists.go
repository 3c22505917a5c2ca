// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"mmgen/runner/member"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
)

// errMissingList: the entry's list does not exist. bin/unshunt offers such an
// entry to the incoming queue, as its metadata have no whichq.
var errMissingList = errors.New("the list does not exist")

// listOf opens the list of an entry (Runner.py: _onefile).
func (w *worker) listOf(e *queue.Entry) (*mlist.List, error) {
	name := e.Data.Str("listname")
	if name == "" {
		name = w.site.Settings.Str("MAILMAN_SITE_LIST")
	}
	list, err := w.list(name)
	if errors.Is(err, mlist.ErrUnknown) || errors.Is(err, mlist.ErrCorrupt) {
		w.site.Logs.Logf("error", "error opening list: %s\n%v", name, err)
		w.site.Logs.Logf("error", "Dequeuing message destined for missing list: %s", name)
		return nil, fmt.Errorf("list %s: %w", name, errMissingList)
	}
	return list, err
}

// list opens a list, or brings the one of the entry before to its newest state.
func (w *worker) list(name string) (*mlist.List, error) {
	if w.last != nil && w.last.InternalName() == name && (w.last.Locked() || w.last.Reload() == nil) {
		return w.last, nil
	}
	list, err := w.site.OpenList(name)
	w.last = list
	return list, err
}

// extension is the file by which a list changes how Mailman handles its mail
// (MailList.py: __init__), if it has one. Only Mailman's Python can run it.
func extension(list *mlist.List) (file string, ok bool) {
	file = filepath.Join(list.Dir(), "extend.py")
	_, err := os.Stat(file)
	return file, err == nil
}

// setLanguage notes in the metadata what the sender of an entry speaks (Runner.py:
// _onefile).
func (w *worker) setLanguage(e *queue.Entry, list *mlist.List) {
	sender := e.Msg.Sender(w.site.Settings.Bool("USE_ENVELOPE_SENDER"), false)
	e.Data.SetStr("lang", pickle.Str(member.Of(list).Language(sender)))
}
