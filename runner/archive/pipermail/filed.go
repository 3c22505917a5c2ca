// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"fmt"
	"iter"
	"strings"

	"mmgen/runner/archive/article"
	"mmgen/runner/archive/database"
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
	entry    string // the article's entry in the indexes
	pickled  database.Pickled
	fresh    *freshPage // nil for one that was not added by this change

	links  neighbours // what its page links to, be that on disk or stale
	linked bool       // links are known
	stale  bool       // its page is to be written
	moved  bool       // Mailman writes its page: it was added or stands behind one that was
}

// freshPage is what the page of an article that was added says, but for its neighbours.
type freshPage struct {
	art     *article.Article
	pickled string
	body    string
	onDisk  bool // the body is in the temporary file of the page
}

// newFiled keeps nothing of an article but copies: what is read of a database is valid for a
// moment.
func (a *Archive) newFiled(art *article.Article) *filed {
	f := a.room.filed()
	*f = filed{
		id: a.room.keep(art.MsgID), sequence: art.Sequence, date: a.room.keep(art.Date), filename: a.room.keep(art.Filename),
		parent: a.room.keep(art.ParentID), thread: a.room.keep(art.ThreadKey), entry: a.room.keep(a.entries.Of(art)),
	}
	f.stored = f.thread
	return f
}

// room is memory for many articles, in a few large pieces, which takes less time than a
// piece for each.
type room struct {
	articles []filed
	texts    strings.Builder
}

// filed is room for one more article.
func (r *room) filed() *filed {
	if len(r.articles) == cap(r.articles) {
		r.articles = make([]filed, 0, 64)
	}
	r.articles = r.articles[:len(r.articles)+1]
	return &r.articles[len(r.articles)-1]
}

// keep copies a text.
func (r *room) keep(text string) string {
	if r.texts.Cap()-r.texts.Len() < len(text) {
		r.texts = strings.Builder{}
		r.texts.Grow(max(len(text), 16<<10))
	}
	from := r.texts.Len()
	r.texts.WriteString(text)
	return r.texts.String()[from:]
}

// load files an article of the database; nil where its pickle can't be read.
func (a *Archive) load(volume string, loaded database.Loaded) *filed {
	err := a.loaded.Load(loaded.Text, a.list.PreferredLanguage())
	if err == nil && (a.loaded.Filename == "" || strings.Contains(a.loaded.Filename, "/")) {
		err = fmt.Errorf("its page can't be called %q", a.loaded.Filename)
	}
	if err != nil {
		a.logf("article %q of volume %s can't be read and is left out of the indexes: %v", loaded.ID, volume, err)
		return nil
	}
	f := a.newFiled(&a.loaded)
	f.pickled = loaded.Pickled
	return f
}

// whole is an article as the pages need it; nil for none.
func (a *Archive) whole(v *volume, f *filed) (art *article.Article, err error) {
	switch {
	case f == nil:
		return nil, nil
	case f.fresh != nil:
		art = f.fresh.art
	default:
		pickled, err := v.db.Articles.Read(f.pickled)
		if err != nil {
			return nil, err
		}
		if art, err = article.Load(pickled, a.list.PreferredLanguage()); err != nil {
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
	return v.filed[at]
}

// show makes an article the one that has a place in the database.
func (v *volume) show(f *filed, at int) {
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
