// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"slices"

	"mmgen/runner/archive/article"
)

// neighbours are the articles before and behind an article in the thread index; nil for
// none.
type neighbours struct{ prev, next *article.Article }

// settle has the pages of articles link to their neighbours as they are now: those of the
// article before the first one that was added since the last time, and of all behind it
// (pipermail.py: _update_thread_index). Where articles with new message ids are added no
// other page has other neighbours. Where an article was replaced, those that stood beside
// its old place keep their links to it, as Mailman leaves them.
func (v *volume) settle() (thread []*article.Article) {
	switch {
	case v.links != nil:
	case v.leftovers: // whether pages link to these is not known
		v.links = map[*article.Article]neighbours{}
	default:
		v.links = neighboursIn(slices.Collect(v.articles(slices.Values(v.before))))
	}
	thread = v.findThreads()
	first := slices.IndexFunc(thread, func(art *article.Article) bool { return v.added[art.MsgID] })
	clear(v.added)
	if first < 0 {
		return thread
	}
	now := neighboursIn(thread)
	for _, art := range thread[max(0, first-1):] {
		if was, known := v.links[art]; !known || was != now[art] {
			v.links[art] = now[art]
			v.stale[art] = true
		}
	}
	return thread
}

// neighboursIn tells the neighbours of all articles of a thread index. Those of one that
// stands there more than once are those of its last place.
func neighboursIn(thread []*article.Article) map[*article.Article]neighbours {
	all := make(map[*article.Article]neighbours, len(thread))
	for i, art := range thread {
		n := neighbours{}
		if i > 0 {
			n.prev = thread[i-1]
		}
		if i+1 < len(thread) {
			n.next = thread[i+1]
		}
		all[art] = n
	}
	return all
}
