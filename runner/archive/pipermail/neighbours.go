// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"slices"

	"mmgen/runner/archive/article"
)

// neighbours are the articles before and behind an article in the thread index; nil for
// none.
type neighbours struct{ prev, next *article.Article }

// settle has the pages of articles link to their neighbours as they are now. Where articles
// with new message ids are added no other page has other neighbours than it had. Where an
// article was replaced, those that stood beside its old place keep their links to it, as
// Mailman leaves them.
func (v *volume) settle() (thread []*article.Article) {
	switch {
	case v.links != nil:
	case v.leftovers: // whether pages link to these is not known
		v.links = map[*article.Article]neighbours{}
	default:
		v.links = neighboursIn(slices.Collect(v.articles(slices.Values(v.before))))
	}
	thread = v.findThreads()
	updates(thread, v.added, func(at int) {
		art, now := thread[at], neighboursAt(thread, at)
		if was, known := v.links[art]; !known || was != now {
			v.links[art] = now
			v.stale[art] = true
		}
	})
	clear(v.added)
	return thread
}

// updates calls update with the places in a thread index whose pages Mailman writes, in its
// order (pipermail.py: _update_thread_index): those of articles that have changed, those
// behind them, which count as changed from then on, and the one before the first of them. An
// article that stands there twice or more is no longer changed behind its second place, and
// what comes then is not written.
func updates(thread []*article.Article, changed map[string]bool, update func(at int)) {
	for at, art := range thread {
		if !changed[art.MsgID] {
			continue
		}
		update(at)
		if at+1 < len(thread) {
			changed[thread[at+1].MsgID] = true
		}
		if at == 0 {
			continue
		}
		if before := thread[at-1].MsgID; changed[before] {
			delete(changed, before)
		} else {
			update(at - 1)
		}
	}
}

// neighboursIn tells the neighbours of all articles of a thread index. Those of one that
// stands there more than once are those of its last place.
func neighboursIn(thread []*article.Article) map[*article.Article]neighbours {
	all := make(map[*article.Article]neighbours, len(thread))
	for at, art := range thread {
		all[art] = neighboursAt(thread, at)
	}
	return all
}

func neighboursAt(thread []*article.Article, at int) (n neighbours) {
	if at > 0 {
		n.prev = thread[at-1]
	}
	if at+1 < len(thread) {
		n.next = thread[at+1]
	}
	return n
}
