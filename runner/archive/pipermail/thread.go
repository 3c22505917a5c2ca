// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"slices"
	"strconv"
	"strings"

	"mmgen/runner/archive/article"
	"mmgen/runner/archive/database"
)

// appendOwnKey appends what an article adds to the thread key of its parent.
func appendOwnKey(b []byte, date string, sequence int64) []byte {
	return append(strconv.AppendInt(append(append(b, date...), '.'), sequence, 10), '-')
}

// depth is how deep in its thread an article stands, 0 for the first.
func (f *filed) depth() int { return strings.Count(f.thread, "-") - 1 }

// place finds the parent of an article that is not in the volume yet, and its thread key.
func (v *volume) place(art *article.Article) (parent, threadKey string) {
	var above string
	if p := v.parentOf(art); p != nil {
		parent, above = p.id, p.thread
	}
	return parent, string(appendOwnKey([]byte(above), art.Date, art.Sequence))
}

// parentOf is the article that an article answers; nil for none (pipermail.py:
// get_parent_info).
func (v *volume) parentOf(art *article.Article) *filed {
	if p := v.article(art.InReplyTo); p != nil {
		return p
	}
	if p := v.youngest(art.References); p != nil {
		return p
	}
	if id, ok := v.db.Subject.Oldest(art.SubjectKey()); ok {
		return v.article(id)
	}
	return nil
}

// readsReplaced tells whether Mailman reads the article that art replaces, if there is
// one, when it looks for the parent of art.
func (v *volume) readsReplaced(art *article.Article, parent string) bool {
	return parent == art.MsgID ||
		v.article(art.InReplyTo) == nil && slices.Contains(art.References, art.MsgID)
}

// youngest is that of several articles which was written last.
func (v *volume) youngest(ids []string) (youngest *filed) {
	for f := range v.articles(slices.Values(ids)) {
		if youngest == nil || f.date > youngest.date {
			youngest = f
		}
	}
	return youngest
}

// findThreads finds the thread keys of all articles anew, by date, and returns the
// articles in the order of the thread index (pipermail.py: updateThreadedIndex). What
// has no parent, or one that is not there, keeps its key.
func (v *volume) findThreads() (thread []*filed) {
	v.forgetThreads()
	v.threaded = true
	keys := make([]database.Key, 0, v.db.Date.Len())
	var key []byte
	for dated := range v.db.Date.All() {
		f := v.article(dated.ID)
		if f == nil {
			continue
		}
		if parent := v.article(f.parent); parent != nil {
			key = appendOwnKey(append(key[:0], parent.thread...), f.date, f.sequence)
			if f.thread != string(key) {
				f.thread = string(key)
			}
		}
		keys = append(keys, database.Key{Order: f.thread, ID: dated.ID})
	}
	v.db.Thread.Reset(keys)
	thread = make([]*filed, 0, len(keys))
	for key := range v.db.Thread.All() {
		thread = append(thread, v.article(key.ID))
	}
	return thread
}

// forgetThreads gives articles the thread keys that are stored with them. Mailman does
// not store those which findThreads finds.
func (v *volume) forgetThreads() {
	if !v.threaded {
		return
	}
	for _, f := range v.filed {
		if f != nil {
			f.thread = f.stored
		}
	}
	v.threaded = false
}
