// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"slices"
	"strconv"
	"strings"

	"mmgen/runner/archive/article"
	"mmgen/runner/archive/database"
)

// ownKey is what an article adds to the thread key of its parent.
func ownKey(art *article.Article) string {
	return art.Date + "." + strconv.FormatInt(art.Sequence, 10) + "-"
}

// depth is how deep in its thread an article stands, 0 for the first.
func depth(art *article.Article) int { return strings.Count(art.ThreadKey, "-") - 1 }

// place finds the parent of an article that is not in the volume yet, and its thread key.
func (v *volume) place(art *article.Article) (parent, threadKey string) {
	if p := v.parentOf(art); p != nil {
		return p.MsgID, p.ThreadKey + ownKey(art)
	}
	return "", ownKey(art)
}

// parentOf is the article that an article answers; nil for none (pipermail.py:
// get_parent_info).
func (v *volume) parentOf(art *article.Article) *article.Article {
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
func (v *volume) youngest(ids []string) (youngest *article.Article) {
	for _, id := range ids {
		if art := v.article(id); art != nil && (youngest == nil || art.Date > youngest.Date) {
			youngest = art
		}
	}
	return youngest
}

// findThreads finds the thread keys of all articles anew, by date, and returns the
// articles in the order of the thread index (pipermail.py: updateThreadedIndex). What
// has no parent, or one that is not there, keeps its key.
func (v *volume) findThreads() (thread []*article.Article) {
	v.forgetThreads()
	var keys []database.Key
	for key := range v.db.Date.All() {
		art := v.article(key.ID)
		if art == nil {
			continue
		}
		if parent := v.article(art.ParentID); parent != nil {
			v.setThreadKey(art, parent.ThreadKey+ownKey(art))
		}
		keys = append(keys, database.Key{Order: art.ThreadKey, ID: key.ID})
	}
	v.db.Thread.Reset(keys)
	for key := range v.db.Thread.All() {
		thread = append(thread, v.article(key.ID))
	}
	return thread
}

// setThreadKey gives an article the thread key that was found.
func (v *volume) setThreadKey(art *article.Article, key string) {
	if art.ThreadKey == key {
		return
	}
	if _, known := v.stored[art]; !known {
		v.stored[art] = art.ThreadKey
	}
	art.ThreadKey = key
}

// forgetThreads gives articles the thread keys that are stored with them. Mailman does
// not store those which findThreads finds.
func (v *volume) forgetThreads() {
	for art, key := range v.stored {
		art.ThreadKey = key
	}
	clear(v.stored)
}
