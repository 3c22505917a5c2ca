// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"errors"
	"io/fs"

	"mmgen/runner/archive/article"
	"mmgen/runner/archive/page"
	"mmgen/runner/safeio"
)

// maxPage bounds what is read of an article's page, in bytes.
const maxPage = 1 << 30

// writePages writes the pages of the articles that are new, or whose neighbours are
// (pipermail.py: _update_thread_index; HyperArch.py: update_article).
func (a *Archive) writePages(v *volume, thread []*article.Article) error {
	fresh := v.freshByArticle()
	before, now := neighboursOf(v.before), neighboursOf(idsOf(thread))
	for _, art := range thread {
		n, todo := now[art.MsgID]
		delete(now, art.MsgID) // it may stand there twice
		f, prev, next := fresh[art], v.article(n.prev), v.article(n.next)
		if !todo || f == nil && before[art.MsgID] == n && fresh[prev] == nil && fresh[next] == nil {
			continue
		}
		if err := a.writeBetween(v, art, f, prev, next); err != nil {
			return err
		}
	}
	return a.writeReplaced(v)
}

func (v *volume) freshByArticle() map[*article.Article]*freshPage {
	all := make(map[*article.Article]*freshPage, len(v.fresh))
	for _, f := range v.fresh {
		all[f.art] = f
	}
	return all
}

func idsOf(articles []*article.Article) (ids []string) {
	for _, art := range articles {
		ids = append(ids, art.MsgID)
	}
	return ids
}

// writeReplaced writes the pages of articles that were added, and then replaced by
// others with their message ids: no index leads there.
func (a *Archive) writeReplaced(v *volume) error {
	for _, f := range v.fresh {
		if f.onDisk || v.article(f.art.MsgID) == f.art {
			continue
		}
		if err := a.writePage(v, f.art, f.body, nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// writeBetween writes the page of an article, with its body as it is on the page, or on
// a fresh one.
func (a *Archive) writeBetween(v *volume, art *article.Article, f *freshPage, prev, next *article.Article) error {
	if f != nil && !f.onDisk {
		return a.writePage(v, art, f.body, prev, next)
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
	return a.writePage(v, art, body, prev, next)
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
	body, ok = page.CutBody(string(html))
	return body, ok, nil
}

// writePage writes the page of an article.
func (a *Archive) writePage(v *volume, art *article.Article, body string, prev, next *article.Article) error {
	html, err := a.pages.Article(art, body, prev, next)
	if err != nil {
		return err
	}
	return a.replace(a.path(v.name, art.Filename), html, pageMode)
}
