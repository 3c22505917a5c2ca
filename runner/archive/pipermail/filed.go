// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"fmt"
	"iter"
	"strings"

	"mmgen/runner/archive/article"
)

// filed is an article in a volume, as far as threads and indexes need it. A volume may have
// thousands, so that the rest of an article is read where its page is written.
type filed struct {
	id       string // the message id
	sequence int64
	date     string // article.Article.Date
	filename string
	parent   string // the message id of the article that it answers
	thread   string // its thread key
	stored   string // the thread key that the database has
	entry    string // in the indexes
	pickled  string
	fresh    *freshPage // nil for one that was not added by this change

	links  neighbours // what its page links to, be that on disk or stale
	linked bool       // links are known
	stale  bool       // its page is to be written
	moved  bool       // Mailman writes its page: it was added or stands behind one that was
}

// freshPage is what the page of an article that was added says, but for its neighbours.
type freshPage struct {
	art    *article.Article
	body   string
	onDisk bool // the body is in the temporary file of the page
}

// unreadable stands for an article whose pickle can't be read.
var unreadable = new(filed)

// newFiled is an article that is stored as pickled.
func (a *Archive) newFiled(art *article.Article, pickled string) *filed {
	return &filed{
		id: art.MsgID, sequence: art.Sequence, date: art.Date, filename: art.Filename, parent: art.ParentID,
		thread: art.ThreadKey, stored: art.ThreadKey, entry: a.entries.Of(art), pickled: pickled,
	}
}

// load reads an article from the database; unreadable where that can't be.
func (a *Archive) load(volume, id, pickled string) *filed {
	err := a.loaded.Load(pickled, a.list.PreferredLanguage())
	if err == nil && (a.loaded.Filename == "" || strings.Contains(a.loaded.Filename, "/")) {
		err = fmt.Errorf("its page can't be called %q", a.loaded.Filename)
	}
	if err != nil {
		a.logf("article %q of volume %s can't be read and is left out of the indexes: %v", id, volume, err)
		return unreadable
	}
	return a.newFiled(&a.loaded, pickled)
}

// whole is an article as the pages need it; nil for none.
func (a *Archive) whole(f *filed) (art *article.Article, err error) {
	switch {
	case f == nil:
		return nil, nil
	case f.fresh != nil:
		art = f.fresh.art
	default:
		if art, err = article.Load(f.pickled, a.list.PreferredLanguage()); err != nil {
			return nil, err
		}
	}
	art.ThreadKey = f.thread
	return art, nil
}

// article is the article of a message id; nil where there is none that can be read.
func (v *volume) article(id string) *filed {
	at, ok := v.db.Articles.Find(id)
	if !ok {
		return nil
	}
	if v.filed[at] == nil {
		v.filed[at] = v.load(id, v.db.Articles.Pickled(at))
	}
	if v.filed[at] == unreadable {
		return nil
	}
	return v.filed[at]
}

// show makes an article that is in the database that of its message id.
func (v *volume) show(f *filed) {
	at, _ := v.db.Articles.Find(f.id)
	if at == len(v.filed) {
		v.filed = append(v.filed, f)
	}
	v.filed[at] = f
}

// articles are the articles of message ids, but for those that can't be read.
func (v *volume) articles(ids iter.Seq[string]) iter.Seq[*filed] {
	return func(yield func(*filed) bool) {
		for id := range ids {
			if f := v.article(id); f != nil && !yield(f) {
				return
			}
		}
	}
}
