// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import "slices"

// neighbours are the articles before and behind an article in the thread index; nil for
// none.
type neighbours struct{ prev, next *filed }

// settle has the pages of articles link to their neighbours as they are now. Where articles
// with new message ids are added no other page has other neighbours than it had. Where an
// article was replaced, those that stood beside its old place keep their links to it, as
// Mailman leaves them.
func (v *volume) settle() (thread []*filed) {
	if !v.linked && !v.leftovers { // of these it is not known whether pages link to them
		link(slices.AppendSeq(make([]*filed, 0, len(v.before)), v.articles(slices.Values(v.before))))
	}
	v.linked = true
	thread = v.findThreads()
	for f := range v.articles(slices.Values(v.added)) {
		f.moved = true
	}
	v.added = v.added[:0]
	updates(thread, func(at int) {
		f, now := thread[at], neighboursAt(thread, at)
		if f.linked && f.links == now {
			return
		}
		f.links, f.linked = now, true
		if !f.stale {
			f.stale = true
			v.stale = append(v.stale, f)
		}
	})
	for _, f := range thread {
		f.moved = false
	}
	return thread
}

// updates calls update with the places in a thread index whose pages Mailman writes, in its
// order (pipermail.py: _update_thread_index): those of articles that have moved, those
// behind them, which count as moved from then on, and the one before the first of them. An
// article that stands there twice or more has no longer moved behind its second place, and
// what comes then is not written.
func updates(thread []*filed, update func(at int)) {
	for at, f := range thread {
		if !f.moved {
			continue
		}
		update(at)
		if at+1 < len(thread) {
			thread[at+1].moved = true
		}
		if at == 0 {
			continue
		}
		if before := thread[at-1]; before.moved {
			before.moved = false
		} else {
			update(at - 1)
		}
	}
}

// link notes the neighbours of all articles of a thread index. Those of one that stands
// there more than once are those of its last place.
func link(thread []*filed) {
	for at, f := range thread {
		f.links, f.linked = neighboursAt(thread, at), true
	}
}

func neighboursAt(thread []*filed, at int) (n neighbours) {
	if at > 0 {
		n.prev = thread[at-1]
	}
	if at+1 < len(thread) {
		n.next = thread[at+1]
	}
	return n
}
