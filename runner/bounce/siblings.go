// SPDX-License-Identifier: GPL-2.0-or-later

package bounce

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mmgen/runner/member"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

// siblings opens the lists that other lists have among their regular_include_lists,
// whose members get those lists' posts too.
type siblings struct {
	site   *site.Site
	opened map[string]*mlist.List
}

// open opens a sibling of l, at its newest state; nil where there is none of that
// address, which is logged.
func (s *siblings) open(l *mlist.List, listAddr string) (*mlist.List, error) {
	name, _, ok := strings.Cut(mlist.Lower(listAddr), "@")
	if !ok {
		s.site.Logs.Logf("error", "Bouncer: %s: Include list \"%s\" is no address.", l.RealName(), listAddr)
		return nil, nil
	}
	if name == l.InternalName() {
		s.site.Logs.Logf("error", "Bouncer: %s: Include list self reference", name)
		return nil, nil
	}
	if opened := s.opened[name]; opened != nil && opened.Reload() == nil {
		return opened, nil
	}
	sibling, err := s.site.OpenList(name)
	if errors.Is(err, mlist.ErrUnknown) {
		s.site.Logs.Logf("error", "Bouncer: %s: Include list \"%s\" not found.", l.RealName(), name)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if s.opened == nil {
		s.opened = map[string]*mlist.List{}
	}
	s.opened[name] = sibling
	return sibling, nil
}

// having are those addresses that are members of a sibling of l. A sibling that can't
// be read is logged.
func (s *siblings) having(l *mlist.List, addrs []string) (some []string) {
	if len(addrs) == 0 {
		return nil
	}
	found := map[string]bool{}
	for _, listAddr := range l.Strs("regular_include_lists") {
		sibling, err := s.open(l, listAddr)
		if err != nil {
			s.site.Logs.Logf("error", "Bouncer: %s: members of the include list \"%s\": %v", l.RealName(), listAddr, err)
		}
		if sibling == nil {
			continue
		}
		for _, addr := range addrs {
			if !found[addr] && member.Of(sibling).Has(addr) {
				found[addr] = true
				some = append(some, addr)
			}
		}
	}
	return some
}

// registerStrangers registers, on the list's siblings, the bounces of those who are
// no members, and returns those that must wait for one of them. Mailman does that
// while it has the list locked; two lists that include each other could then wait for
// each other.
func (r *Registry) registerStrangers(ctx context.Context, s *scorer, l *mlist.List, events []event) (left []event, err error) {
	var errs []error
	for _, e := range events {
		before := len(errs)
		for _, addr := range l.Strs("regular_include_lists") {
			if err := r.registerStranger(ctx, s, l, addr, e); err != nil {
				errs = append(errs, fmt.Errorf("registering a bounce of %s on list %s: %w", e.addr, addr, err))
			}
		}
		if len(errs) > before {
			left = append(left, e)
		}
	}
	return left, errors.Join(errs...)
}

func (r *Registry) registerStranger(ctx context.Context, s *scorer, l *mlist.List, listAddr string, e event) error {
	sibling, err := r.siblings.open(l, listAddr)
	if sibling == nil {
		return err
	}
	return sibling.Update(ctx, sibling.LockTimeout(), func(c *mlist.Change) error {
		if !member.Of(sibling).Has(e.addr) {
			return nil
		}
		return s.score(c, e)
	})
}
