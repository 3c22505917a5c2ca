// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"strconv"
	"strings"

	"mmgen/runner/archive/article"
	"mmgen/runner/archive/database"
)

// volume is a volume that is open.
type volume struct {
	name   string
	db     *database.Volume
	filed  []*filed // by the place of the article in the database; nil for one that can't be read
	before []string // message ids in the order of the thread index on disk
	fresh  []*filed // the articles that were added
	dirty  bool
	text   *compressed // what is added to .txt.gz; nil where texts are added to .txt

	added    []string // message ids of articles that settle has not seen yet
	linked   bool     // settle has found what pages link to
	threaded bool     // articles have the thread keys that findThreads has found
	stale    []*filed // the articles whose pages must be written
	behind   *filed   // what was added last, where it is out of sight until the next comes
	alone    bool     // what was added last has replaced another
	thrice   bool     // an article stands in the thread index three times or more

	leftovers bool // on disk are pages of articles that were replaced
}

// volume opens a volume, unless that was done before.
func (a *Archive) volume(name string) (*volume, error) {
	if v := a.open[name]; v != nil {
		return v, nil
	}
	v := &volume{name: name}
	var err error
	v.db, err = database.Open(a.fsys(), a.dir, name, func(loaded database.Loaded) { v.show(a.load(name, loaded), loaded.At) }, a.keysOf)
	if err != nil {
		return nil, err
	}
	v.before = make([]string, 0, v.db.Thread.Len())
	for key := range v.db.Thread.All() {
		v.before = append(v.before, key.ID)
	}
	pages, err := a.pageNumbers(name)
	if err != nil {
		return nil, err
	}
	v.leftovers = len(pages) > v.db.Articles.Len()
	v.thrice = v.hasThrice()
	a.open[name] = v
	return v, nil
}

// pageNumbers are the numbers of the articles whose pages are in the directory of a
// volume.
func (a *Archive) pageNumbers(volume string) (numbers []int64, err error) {
	entries, err := a.entriesOf(volume)
	for _, entry := range entries {
		number, isPage := strings.CutSuffix(entry.Name(), ".html")
		if n, err := strconv.ParseInt(number, 10, 64); err == nil && isPage {
			numbers = append(numbers, n)
		}
	}
	return numbers, err
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

// begin makes the volume ready for an article of a message id. Mailman writes all pages
// after each article. Here that is so where it makes a difference: where an article
// replaces another, before and after that, and where updates does not come to all places.
func (v *volume) begin(id string) {
	_, replaces := v.db.Articles.Find(id)
	if replaces || v.alone || v.thrice {
		v.settle()
	}
	v.alone = replaces
	v.forgetThreads()
	if v.behind != nil {
		at, _ := v.db.Articles.Find(v.behind.id)
		v.show(v.behind, at)
		v.behind = nil
	}
}

// add takes an article into the volume. The one that it replaces, if Mailman has read it,
// is what the indexes show until the next article is added (HyperDatabase.py: getArticle
// keeps it).
func (v *volume) add(f *filed) {
	art := f.fresh.art
	hidden := v.article(f.id) != nil && v.readsReplaced(art, art.ParentID)
	at := v.db.Add(f.id, f.fresh.pickled, keysOf(art))
	v.thrice = v.thrice || v.alone && v.hasThrice()
	if hidden {
		v.behind = f
	} else {
		v.show(f, at)
	}
	v.added = append(v.added, f.id)
	v.fresh = append(v.fresh, f)
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
