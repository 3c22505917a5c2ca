// SPDX-License-Identifier: GPL-2.0-or-later

package bounce

import (
	"slices"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pending"
	"mmgen/runner/site"
)

// noMessage is what the owners see of a bounce that nobody has at hand.
const noMessage = "[disabled by periodic sweep and cull, no message available]"

// Sweeper reminds disabled members that their delivery is disabled, or removes them
// (cron/disabled). It serves one list after the other.
type Sweeper struct {
	scorer
	reasons []member.Status
	force   bool
}

// NewSweeper returns a sweeper for members who are disabled for one of these reasons.
// With force those get a notice as well whose next one is not due yet.
func NewSweeper(s *site.Site, reasons []member.Status, force bool) *Sweeper {
	return &Sweeper{scorer{s, i18n.Plain}, reasons, force}
}

// Sweep sees to a list:
//
//   - the score of an enabled member is forgotten when it is stale. A member who has the
//     list's bounce_score_threshold all the same, since it was lowered, is disabled;
//   - each disabled member gets a new cookie to confirm with;
//   - a member who had no notice for bounce_you_are_disabled_warnings_interval seconds gets the
//     next one, and one who has had all of them is removed.
//
// A member without a password, who can't be written to, is removed. changed tells whether
// anything was done.
func (w *Sweeper) Sweep(c *mlist.Change) (changed bool, err error) {
	swept, err := w.sweepScores(c)
	if err != nil {
		return false, err
	}
	due, renewed, err := w.renewCookies(c)
	if err != nil {
		return false, err
	}
	for _, addr := range due {
		w.site.Logs.Logf("bounce", "Notifying disabled member %s for list: %s", addr, c.List().InternalName())
		if err := w.remind(c, addr); err != nil {
			return false, err
		}
	}
	return swept || renewed, nil
}

func (w *Sweeper) today() mlist.Day { return mlist.DayOf(w.site.Now()) }

func (w *Sweeper) midnight(day mlist.Day) time.Time { return day.Midnight(w.site.Now().Location()) }

// sweepScores looks at the scores of members who are enabled.
func (w *Sweeper) sweepScores(c *mlist.Change) (changed bool, err error) {
	l := c.List()
	var reached []string
	for _, addr := range mlist.TextKeys(l.Dict("bounce_info")) {
		status, err := member.Of(l).DeliveryStatus(addr)
		if err != nil || status != member.Enabled {
			continue // the address is perhaps no member's any more, and only its score is left
		}
		info, err := member.Of(l).BounceInfo(addr)
		if err != nil || info == nil {
			continue
		}
		if w.stale(l, info) {
			if err := member.Of(l).SetBounceInfo(addr, nil); err != nil {
				return false, err
			}
			changed = true
		} else if info.Reached(l.Float("bounce_score_threshold")) {
			reached = append(reached, addr)
		}
	}
	for _, addr := range reached {
		info, err := member.Of(l).BounceInfo(addr)
		if err != nil {
			return false, err
		}
		if err := w.disable(c, addr, info, message.NewText(noMessage, "plain", "us-ascii")); err != nil {
			return false, err
		}
	}
	return changed || len(reached) > 0, nil
}

// stale tells whether the last bounce is too long ago to count.
func (w *Sweeper) stale(l *mlist.List, info *member.BounceInfo) bool {
	since := w.midnight(w.today()).Unix() - w.midnight(info.Date()).Unix()
	return float64(since) > l.Float("bounce_info_stale_after")
}

// renewCookies gives each disabled member a new cookie, and finds those whose next notice
// is due.
func (w *Sweeper) renewCookies(c *mlist.Change) (due []string, renewed bool, err error) {
	l := c.List()
	for _, addr := range member.Of(l).All() {
		status, err := member.Of(l).DeliveryStatus(addr)
		if err != nil {
			return nil, false, err
		}
		if !slices.Contains(w.reasons, status) {
			continue
		}
		info, err := w.infoOf(l, addr, status)
		if err != nil {
			return nil, false, err
		}
		if info == nil {
			w.site.Logs.Logf("error", "%s disabled BYBOUNCE lacks bounce info, list: %s", addr, l.InternalName())
			continue
		}
		if w.force || w.due(l, info) {
			due = append(due, addr)
		}
		cookie, err := pending.New(c, pending.ReEnable, pyvalue.Str(l.InternalName()), pyvalue.Str(addr))
		if err != nil {
			return nil, false, err
		}
		info.SetCookie(cookie)
		if err := member.Of(l).SetBounceInfo(addr, info); err != nil {
			return nil, false, err
		}
		renewed = true
	}
	return due, renewed, nil
}

// infoOf is the bounce info of a disabled member. For a member who is not disabled
// because of bounces it is a new one, which counts the notices. It is nil where a
// bouncing member's is missing.
func (w *Sweeper) infoOf(l *mlist.List, addr string, status member.Status) (*member.BounceInfo, error) {
	info, err := member.Of(l).BounceInfo(addr)
	if err != nil || info != nil || status == member.ByBounce {
		return info, err
	}
	now := w.site.Now()
	info = member.NewBounceInfo(addr, int64(0), w.today(), l.Value("bounce_you_are_disabled_warnings"), now.Location())
	info.SetDateAsSeconds(w.midnight(w.today()))
	return info, nil
}

// due tells whether a member's next notice is due.
func (w *Sweeper) due(l *mlist.List, info *member.BounceInfo) bool {
	since := w.midnight(w.today()).Unix() - w.midnight(info.LastNotice()).Unix()
	return float64(since) >= l.Float("bounce_you_are_disabled_warnings_interval")
}

// remind sends the next notice.
func (w *Sweeper) remind(c *mlist.Change, addr string) error {
	l := c.List()
	info, err := member.Of(l).BounceInfo(addr)
	if err != nil {
		return err
	}
	if _, known := member.Of(l).Password(addr); known || info.NoticesExhausted() {
		return w.sendNextNotice(c, addr)
	}
	w.site.Logs.Logf("bounce", "NotAMemberError when sending disabled notice: %s", addr)
	session := &membership.Session{Site: w.site, Change: c, List: l, Translator: w.translator}
	err = session.DeleteApproved(membership.Removal{Name: addr, Whence: "cron/disabled"})
	w.translator = session.Translator
	return err
}
