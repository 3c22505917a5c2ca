// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"mmgen/runner/archive/article"
	"mmgen/runner/archive/database"
)

// volume is a volume that is open.
type volume struct {
	name   string
	db     *database.Volume
	loaded map[string]*article.Article // by message id; nil for one that can't be read
	stored map[*article.Article]string // thread keys as the database has them, where others were found
	before []string                    // message ids in the order of the thread index on disk
	fresh  []*freshPage
	load   func(id, pickled string) *article.Article
	dirty  bool
	text   *compressed // what .txt.gz grows by; nil where .txt grows

	added  map[string]bool                 // message ids of articles that settle has not seen yet
	links  map[*article.Article]neighbours // what pages link to, those on disk and those that are stale
	stale  map[*article.Article]bool       // whose pages are to be written
	behind *article.Article                // what was added last, where it is out of sight until the next comes
	alone  bool                            // what was added last has replaced another
	thrice bool                            // an article stands in the thread index three times or more

	leftovers bool // on disk are pages of articles that were replaced
}

// freshPage is what the page of an article that was added says, but for its neighbours.
type freshPage struct {
	art    *article.Article
	body   string
	onDisk bool // the body is in the temporary file of the page
}

// volume opens a volume, unless that was done before.
func (a *Archive) volume(name string) (*volume, error) {
	if v := a.open[name]; v != nil {
		return v, nil
	}
	db, err := database.Open(a.fsys(), a.dir, name, a.keysOf)
	if err != nil {
		return nil, err
	}
	v := &volume{
		name: name, db: db,
		loaded: map[string]*article.Article{}, stored: map[*article.Article]string{},
		added: map[string]bool{}, stale: map[*article.Article]bool{},
	}
	v.load = func(id, pickled string) *article.Article { return a.load(name, id, pickled) }
	for key := range db.Thread.All() {
		v.before = append(v.before, key.ID)
	}
	pages, err := a.pageNumbers(name)
	if err != nil {
		return nil, err
	}
	v.leftovers = len(pages) > db.Articles.Len()
	v.thrice = v.hasThrice()
	a.open[name] = v
	return v, nil
}

// pageNumbers are the numbers of the articles whose pages are in the directory of a
// volume.
func (a *Archive) pageNumbers(volume string) (numbers []int64, err error) {
	names, err := a.names(volume)
	for _, name := range names {
		number, isPage := strings.CutSuffix(name, ".html")
		if n, err := strconv.ParseInt(number, 10, 64); err == nil && isPage {
			numbers = append(numbers, n)
		}
	}
	return numbers, err
}

// load reads an article from the database; nil where that can't be.
func (a *Archive) load(volume, id, pickled string) *article.Article {
	art, err := article.Load(pickled, a.list.PreferredLanguage())
	if err == nil && (art.Filename == "" || strings.Contains(art.Filename, "/")) {
		err = fmt.Errorf("its page can't be called %q", art.Filename)
	}
	if err != nil {
		a.logf("article %q of volume %s can't be read and is left out of the indexes: %v", id, volume, err)
		return nil
	}
	return art
}

func (a *Archive) keysOf(pickled string) (k database.Keys, err error) {
	art, err := article.Load(pickled, a.list.PreferredLanguage())
	if err != nil {
		return k, err
	}
	return keysOf(art), nil
}

// keysOf are the keys of an article in the indexes (pipermail.py: Database.addArticle).
func keysOf(art *article.Article) database.Keys {
	return database.Keys{
		Date:    database.Key{Order: art.Date, ID: art.MsgID},
		Author:  database.Key{Text: art.AuthorKey(), Order: art.Date, ID: art.MsgID},
		Subject: database.Key{Text: art.SubjectKey(), Order: art.Date, ID: art.MsgID},
		Thread:  database.Key{Order: art.ThreadKey, ID: art.MsgID},
	}
}

// article is the article of a message id; nil where there is none that can be read.
func (v *volume) article(id string) *article.Article {
	if art, known := v.loaded[id]; known {
		return art
	}
	pickled, ok := v.db.Articles.Get(id)
	if !ok {
		return nil
	}
	art := v.load(id, pickled)
	v.loaded[id] = art
	return art
}

// articles are the articles of message ids, but for those that can't be read.
func (v *volume) articles(ids iter.Seq[string]) iter.Seq[*article.Article] {
	return func(yield func(*article.Article) bool) {
		for id := range ids {
			if art := v.article(id); art != nil && !yield(art) {
				return
			}
		}
	}
}

// begin makes the volume ready for an article of a message id. Mailman writes all pages
// after each article. Here that is so where it makes a difference: where an article
// replaces another, before and after that, and where updates does not come to all places.
func (v *volume) begin(id string) {
	replaces := v.db.Articles.Has(id)
	if replaces || v.alone || v.thrice {
		v.settle()
	}
	v.alone = replaces
	v.forgetThreads()
	if v.behind != nil {
		v.loaded[v.behind.MsgID], v.behind = v.behind, nil
	}
}

// add takes an article into the volume. The one that it replaces, if Mailman has read it,
// is what the indexes show until the next article is added (HyperDatabase.py: getArticle
// keeps it).
func (v *volume) add(fresh *freshPage, pickled string) {
	art := fresh.art
	hidden := v.article(art.MsgID) != nil && v.readsReplaced(art, art.ParentID)
	v.db.Add(art.MsgID, pickled, keysOf(art))
	v.thrice = v.thrice || v.alone && v.hasThrice()
	if hidden {
		v.behind = art
	} else {
		v.loaded[art.MsgID] = art
	}
	v.added[art.MsgID] = true
	v.fresh = append(v.fresh, fresh)
}

// hasThrice tells whether an article has three keys or more in the index by date, as it then
// has in the one by thread.
func (v *volume) hasThrice() bool {
	if v.db.Date.Len() < v.db.Articles.Len()+2 {
		return false
	}
	count := map[string]int{}
	for key := range v.db.Date.All() {
		if count[key.ID]++; count[key.ID] == 3 {
			return true
		}
	}
	return false
}
