// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"time"

	"mmgen/runner/archive/database"
	"mmgen/runner/archive/page"
)

// Save has the change write all that Add has changed, each file once, the table of
// contents and pipermail.pck (pipermail.py: close).
func (a *Archive) Save() error {
	for _, v := range a.dirty {
		if err := a.saveVolume(v); err != nil {
			return fmt.Errorf("archive of list %s, volume %s: %w", a.list.InternalName(), v.name, err)
		}
	}
	if err := errors.Join(a.folder(a.dir, dirMode), a.writeContents(), a.writeState()); err != nil {
		return fmt.Errorf("archive of list %s: %w", a.list.InternalName(), err)
	}
	return nil
}

// saveVolume is for one volume (pipermail.py: update_archive).
func (a *Archive) saveVolume(v *volume) error {
	thread := v.settle()
	about := a.describe(v)
	indexes := []struct {
		order    page.Order
		articles iter.Seq[*filed]
	}{
		{page.ByDate, v.in(v.db.Date)},
		{page.BySubject, v.in(v.db.Subject)},
		{page.ByAuthor, v.in(v.db.Author)},
		{page.ByThread, slices.Values(thread)},
	}
	for _, x := range indexes {
		if err := a.writeIndex(x.order, about, x.articles); err != nil {
			return err
		}
	}
	if err := errors.Join(a.writePages(v), a.saveText(v), v.db.Save(a.files)); err != nil {
		return err
	}
	a.state.describe(about, thread)
	return nil
}

// describe is what the indexes of a volume say of it.
func (a *Archive) describe(v *volume) page.Volume {
	return page.Volume{
		Name: v.name, First: a.dateOf(v.db.Date.First()), Last: a.dateOf(v.db.Date.Last()),
		Written: a.site.Now(), Size: v.db.Date.Len(),
	}
}

// dateOf is the date of a key in the index by date. A key that is not a number, as a damaged
// database may have it, is the epoch.
func (a *Archive) dateOf(key database.Key) time.Time {
	seconds, _ := strconv.ParseInt(key.Order, 10, 64)
	return time.Unix(seconds, 0).In(a.zone)
}

// in are the articles of an index, but for those that can't be read.
func (v *volume) in(index *database.Index) iter.Seq[*filed] {
	return func(yield func(*filed) bool) {
		for key := range index.All() {
			if f := v.article(key.ID); f != nil && !yield(f) {
				return
			}
		}
	}
}

func (a *Archive) writeIndex(order page.Order, about page.Volume, articles iter.Seq[*filed]) error {
	path := a.path(about.Name, string(order)+".html")
	return a.files.ReplaceBy(path+".tmp", path, "", func(w io.Writer) error {
		index, err := a.pages.Index(w, order, about)
		if err != nil {
			return err
		}
		for f := range articles {
			index.Add(f.entry, f.thread, f.depth())
		}
		return index.End()
	}, pageMode)
}
