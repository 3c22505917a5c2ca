// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"unsafe"

	"mmgen/runner/archive/article"
	"mmgen/runner/archive/page"
	"mmgen/runner/safeio"
)

// maxPage bounds what is read of an article's page, in bytes.
const maxPage = 1 << 30

// writePages writes the pages of the articles that are new, or whose neighbours are
// (pipermail.py: _update_thread_index; HyperArch.py: update_article).
func (a *Archive) writePages(v *volume) error {
	fresh := v.freshByArticle()
	bySequence := func(a, b *article.Article) int { return cmp.Compare(a.Sequence, b.Sequence) }
	for _, art := range slices.SortedFunc(maps.Keys(v.stale), bySequence) {
		if err := a.writeBetween(v, art, fresh[art], v.links[art]); err != nil {
			return err
		}
	}
	return a.writeUnlinked(v)
}

func (v *volume) freshByArticle() map[*article.Article]*freshPage {
	all := make(map[*article.Article]*freshPage, len(v.fresh))
	for _, f := range v.fresh {
		all[f.art] = f
	}
	return all
}

// writeUnlinked writes the pages of articles that were added, and have not been in a
// thread index yet: no page links to them, nor do they.
func (a *Archive) writeUnlinked(v *volume) error {
	for _, f := range v.fresh {
		if f.onDisk || v.stale[f.art] {
			continue
		}
		if err := a.writePage(v, f.art, f.body, neighbours{}); err != nil {
			return err
		}
	}
	return nil
}

// writeBetween writes the page of an article, with its body as it is on the page, or on
// a fresh one.
func (a *Archive) writeBetween(v *volume, art *article.Article, f *freshPage, n neighbours) error {
	if f != nil && !f.onDisk {
		return a.writePage(v, art, f.body, n)
	}
	path := a.path(v.name, art.Filename)
	if f != nil {
		path += ".tmp"
	}
	body, ok, err := a.bodyOn(path)
	if err != nil {
		return err
	}
	if !ok {
		a.logf("%s has no mark where its body begins, and stays as it is", path)
		return nil
	}
	return a.writePage(v, art, body, n)
}

// bodyOn takes the body from a page. A page that is gone has none, and is written.
func (a *Archive) bodyOn(path string) (body string, ok bool, err error) {
	html, err := safeio.ReadFile(a.fsys(), path, maxPage)
	if errors.Is(err, fs.ErrNotExist) {
		return "", true, nil
	}
	if err != nil {
		return "", false, err
	}
	body, ok = page.CutBody(unsafe.String(unsafe.SliceData(html), len(html))) // nobody else has html
	return body, ok, nil
}

// writePage writes the page of an article.
func (a *Archive) writePage(v *volume, art *article.Article, body string, n neighbours) error {
	html, err := a.pages.Article(art, body, n.prev, n.next)
	if err != nil {
		return err
	}
	path := a.path(v.name, art.Filename)
	return a.files.ReplacePieces(path+".tmp", path, "", html, pageMode)
}
