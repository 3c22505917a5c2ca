// SPDX-License-Identifier: GPL-2.0-or-later

// Package bounce keeps the score of mail that comes back from members, and
// disables delivery to those whose score is too high. It answers to
// Mailman/Bouncer.py and to BounceMixin of Queue/BounceRunner.py.
//
// Decide tells what a message is that came to a list's bounces address. What it
// says of members is registered with Registry.Count, in the change of their list that
// ends the message's queue entry too.
//
// Mail that the mail server refuses is registered in two steps, since it is not known
// while a list is locked. Registry.Note notes that a member's mail came back, with the
// end of the queue entry. Registry.Register, at the end of a round, registers what was
// noted, list by list, each in a change that also removes the note, and the notes that
// a dead runner of Mailman's own has left.
//
// A Sweeper looks through the members once a day: it finds those whose score is too
// high by now, and those whose next notice is due.
//
// Either way a member's score is kept like this:
//
//   - the first bounce of a member starts a score of 1; each further day with
//     a bounce adds 1; bounce_info_stale_after seconds without one start it
//     anew;
//   - at bounce_score_threshold delivery to the member is disabled, with a
//     letter to the member that says how to enable it and one to the owners,
//     or, with VERP_PROBES, a probe message is sent and the score starts anew;
//   - a member without notices left (bounce_you_are_disabled_warnings) is
//     removed.
//
// A probe that comes back disables at once (Registry.Probe, Registry.CountProbe).
//
// Mailman says these letters' short strings in whatever language was set last: none
// (English) when bounces are registered, that of the entry's sender for a probe, and
// that of the list as soon as a member was removed. Here it is the scorer's translator.
// The letters themselves are in the language of their receivers.
package bounce

import (
	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
	"mmgen/runner/pending"
	"mmgen/runner/site"
)

// weight is what one day with bounces counts.
const weight = 1.0

// scorer registers bounces in one language context.
type scorer struct {
	site       *site.Site
	translator i18n.Translator
}

// score counts a member's bounce and acts at the threshold (Bouncer.py:
// registerBounce).
func (s *scorer) score(c *mlist.Change, e event) error {
	l := c.List()
	info, err := member.Of(l).BounceInfo(e.addr)
	if err != nil {
		return err
	}
	counted, fresh := true, true
	if info == nil {
		info = s.firstBounce(l, e)
	} else if counted, fresh, err = s.nextBounce(l, info, e); err != nil || !counted {
		return err
	}
	if err := s.act(c, info, e, fresh); err != nil {
		return err
	}
	if !member.Of(l).Has(e.addr) {
		return nil // the member was removed by act
	}
	return member.Of(l).SetBounceInfo(e.addr, info)
}

func (s *scorer) firstBounce(l *mlist.List, e event) *member.BounceInfo {
	info := member.NewBounceInfo(e.addr, weight, e.day, l.Value("bounce_you_are_disabled_warnings"), s.site.Now().Location())
	s.log(l, "%s bounce score: %s", e.addr, pyvalue.Text(info.Score()))
	return info
}

// nextBounce adds to a score. counted is false for a member who is disabled
// already, fresh for one who bounced that day before.
func (s *scorer) nextBounce(l *mlist.List, info *member.BounceInfo, e event) (counted, fresh bool, err error) {
	status, err := member.Of(l).DeliveryStatus(e.addr)
	zone := s.site.Now().Location()
	switch {
	case err != nil:
		return false, false, err
	case status != member.Enabled:
		s.log(l, "%s residual bounce received", e.addr)
		return false, false, nil
	case info.Date() == e.day:
		s.log(l, "%s already scored a bounce for date %s", e.addr, e.day)
		return true, false, nil
	case float64(info.Date().Midnight(zone).Unix())+l.Float("bounce_info_stale_after") < float64(e.day.Midnight(zone).Unix()):
		info.Reset(weight, e.day, l.Value("bounce_you_are_disabled_warnings"), zone)
		s.log(l, "%s has stale bounce info, resetting", e.addr)
	default:
		info.AddScore(weight)
		info.SetDate(e.day)
		s.log(l, "%s current bounce score: %s", e.addr, pyvalue.Text(info.Score()))
	}
	return true, true, nil
}

// act disables the member, sends a probe or tells the owners, as the score demands.
func (s *scorer) act(c *mlist.Change, info *member.BounceInfo, e event, fresh bool) error {
	l := c.List()
	switch {
	case !info.Reached(l.Float("bounce_score_threshold")):
		if fresh && l.Bool("bounce_notify_owner_on_bounce_increment") {
			return s.tellOwners(c, e.addr, message.NewRFC822(e.msg), s.translator.T("bounce score incremented", nil))
		}
		return nil
	case s.site.Settings.Bool("VERP_PROBES"):
		s.site.Logs.Logf("bounce", "sending %s list probe to: %s (score %s >= %s)", l.InternalName(), e.addr,
			pyvalue.Text(info.Score()), pyvalue.Text(l.Value("bounce_score_threshold")))
		if err := notice.SendProbe(s.site, c, e.addr, e.msg); err != nil {
			return err
		}
		info.Reset(int64(0), info.Date(), info.NoticesLeft(), s.site.Now().Location())
		return nil
	}
	return s.disable(c, e.addr, info, message.NewRFC822(e.msg))
}

// log writes to the bounce log, the list's name before it.
func (s *scorer) log(l *mlist.List, format string, args ...any) {
	s.site.Logs.Logf("bounce", "%s: "+format, append([]any{l.InternalName()}, args...)...)
}

// disable stops delivery to a member and says so (Bouncer.py:
// disableBouncingMember). why is the part of the owners' letter that says why.
func (s *scorer) disable(c *mlist.Change, addr string, info *member.BounceInfo, why *message.Message) error {
	l := c.List()
	cookie, err := pending.New(c, pending.ReEnable, pyvalue.Str(l.InternalName()), pyvalue.Str(addr))
	if err != nil {
		return err
	}
	info.SetCookie(cookie)
	if err := member.Of(l).SetBounceInfo(addr, info); err != nil {
		return err
	}
	if s.site.Settings.Bool("VERP_PROBES") {
		s.log(l, "%s disabling due to probe bounce received", addr)
	} else {
		s.log(l, "%s disabling due to bounce score %s >= %s", addr,
			pyvalue.Text(info.Score()), pyvalue.Text(l.Value("bounce_score_threshold")))
	}
	if err := member.Of(l).SetDeliveryStatus(addr, member.ByBounce); err != nil {
		return err
	}
	if err := s.sendNextNotice(c, addr); err != nil {
		return err
	}
	if !l.Bool("bounce_notify_owner_on_disable") {
		return nil
	}
	return s.tellOwners(c, addr, why, s.translator.T("disabled", nil))
}
