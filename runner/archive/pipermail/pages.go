// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"cmp"
	"errors"
	"io/fs"
	"slices"
	"unsafe"

	"mmgen/runner/archive/page"
	"mmgen/runner/safeio"
)

// maxPage bounds what is read of an article's page, in bytes.
const maxPage = 1 << 30

// writePages writes the pages of the articles that are new, or have other neighbours than before
// (pipermail.py: _update_thread_index; HyperArch.py: update_article).
func (a *Archive) writePages(v *volume) error {
	for _, f := range slices.SortedFunc(slices.Values(v.stale), bySequence) {
		if err := a.writeBetween(v, f); err != nil {
			return err
		}
	}
	return a.writeUnlinked(v)
}

func bySequence(a, b *filed) int { return cmp.Compare(a.sequence, b.sequence) }

// writeUnlinked writes the pages of articles that were added, and have not been in a
// thread index yet: no page links to them, and they link to none.
func (a *Archive) writeUnlinked(v *volume) error {
	for _, f := range v.fresh {
		if f.fresh.onDisk || f.stale {
			continue
		}
		if err := a.writePage(v, f, f.fresh.body, neighbours{}); err != nil {
			return err
		}
	}
	return nil
}

// writeBetween writes the page of an article, with its body as it is on the page, or on
// a fresh one.
func (a *Archive) writeBetween(v *volume, f *filed) error {
	if f.fresh != nil && !f.fresh.onDisk {
		return a.writePage(v, f, f.fresh.body, f.links)
	}
	path := a.path(v.name, f.filename)
	if f.fresh != nil {
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
	return a.writePage(v, f, body, f.links)
}

// bodyOn takes the body from a page. Where the page is gone the body is empty, so that the page is
// written again.
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
func (a *Archive) writePage(v *volume, f *filed, body string, n neighbours) error {
	art, err := a.whole(v, f)
	prev, errPrev := a.whole(v, n.prev)
	next, errNext := a.whole(v, n.next)
	if err := errors.Join(err, errPrev, errNext); err != nil {
		return err
	}
	html, err := a.pages.Article(art, body, prev, next)
	if err != nil {
		return err
	}
	path := a.path(v.name, f.filename)
	return a.files.ReplacePieces(path+".tmp", path, "", html, pageMode)
}
