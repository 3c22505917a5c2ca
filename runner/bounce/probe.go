// SPDX-License-Identifier: GPL-2.0-or-later

package bounce

import (
	"context"
	"fmt"

	"mmgen/generator/pyvalue"
	"mmgen/runner/change"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pending"
)

// Probe registers that a probe came back (_probe_bounce): the member is
// disabled at once. lang is that of the entry's sender (its metadata key lang).
// also adds to the change in which that happens. The error wraps mlist.ErrLocked,
// or ErrNoProbe for an unknown token.
func (r *Registry) Probe(ctx context.Context, l *mlist.List, token, lang string, also ...func(*change.Change)) error {
	s := &scorer{site: r.site, translator: i18n.For(r.site, lang)}
	return l.Update(ctx, l.LockTimeout(), func(c *mlist.Change) error {
		for _, do := range also {
			do(c.Files())
		}
		known, err := s.probe(c, token)
		if !known {
			c.KeepList()
		}
		return err
	})
}

// CountProbe is Probe on a list that is locked already. changed tells whether the list
// must be saved.
func (r *Registry) CountProbe(c *mlist.Change, token, lang string) (changed bool, err error) {
	s := &scorer{site: r.site, translator: i18n.For(r.site, lang)}
	return s.probe(c, token)
}

// probe takes the token out and disables its member, unless the address
// is no longer a member's: known is false then.
func (s *scorer) probe(c *mlist.Change, token string) (known bool, err error) {
	l := c.List()
	entry, err := pending.Confirm(c, token)
	if err != nil {
		return false, err
	}
	if len(entry) != 3 {
		return false, fmt.Errorf("%w as %s on list %s", ErrNoProbe, token, l.InternalName())
	}
	addr, _ := pyvalue.AsString(entry[1])
	msg, err := message.FromPickle(entry[2])
	if err != nil {
		return false, fmt.Errorf("the probe %s of list %s: %w", token, l.InternalName(), err)
	}
	if !member.Of(l).Has(addr) {
		return false, nil
	}
	info, err := member.Of(l).BounceInfo(addr)
	if err != nil {
		return false, err
	}
	if info == nil {
		now := s.site.Now()
		info = member.NewBounceInfo(addr, 0.0, mlist.DayOf(now), l.Value("bounce_you_are_disabled_warnings"), now.Location())
	}
	return true, s.disable(c, addr, info, message.NewRFC822(msg))
}
