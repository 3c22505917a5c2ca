// SPDX-License-Identifier: GPL-2.0-or-later

package periodic

import (
	"context"
	"fmt"
	"time"

	"mmgen/runner/decision"
	"mmgen/runner/i18n"
	"mmgen/runner/membership"
	"mmgen/runner/mlist"
	"mmgen/runner/moderation"
	"mmgen/runner/notice"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// checkDBs is cron/checkdbs: the moderators of lists with requests are reminded of them.
// Posts that are held for longer than max_days_to_hold are discarded first, and the list
// forgets whom it answered automatically before today.
func checkDBs(ctx context.Context, r *run) error {
	return r.eachList(ctx, listJob{do: func(_ context.Context, c *mlist.Change) (made bool, err error) {
		return checkRequests(r.Site, c)
	}})
}

// checkRequests does what checkdbs does for a list.
func checkRequests(s *site.Site, c *mlist.Change) (made bool, err error) {
	requests, err := moderation.Of(c)
	if err != nil {
		return false, err
	}
	forgotten := c.List().ForgetAutoresponses()
	if !forgotten {
		c.KeepList()
	}
	count := requests.Len()
	if count == 0 {
		return forgotten, nil
	}
	l := c.List()
	lang := l.PreferredLanguage()
	reminder := reminder{s, l, requests, i18n.For(s, lang), s.CharsetOf(lang)}
	expired, err := discardOld(s, c, requests, reminder.translator)
	if err != nil {
		return false, err
	}
	letter, err := reminder.letter(expired, count-expired)
	if err != nil {
		return false, err
	}
	return true, notice.Send(s, c, letter.Message(s), queue.With("tomoderators", int64(1)))
}

// discardOld discards the posts that are held for too long (checkdbs: auto_discard).
func discardOld(s *site.Site, c *mlist.Change, requests *moderation.Requests, t i18n.Translator) (count int, err error) {
	l := c.List()
	limit := l.Float("max_days_to_hold") * (24 * time.Hour).Seconds()
	if limit == 0 {
		return 0, nil
	}
	session := &membership.Session{Site: s, Change: c, List: l, Translator: t}
	for _, id := range requests.IDs(moderation.HeldMessage) {
		held, err := requests.HeldPost(id)
		if err != nil || l.Now()-held.Time <= limit {
			continue // one that can't be read is left to the moderator
		}
		if err := decision.Handle(session, id, decision.Decision{Action: decision.Discard}); err != nil {
			return count, fmt.Errorf("discarding an old post: %w", err)
		}
		count++
	}
	return count, nil
}
