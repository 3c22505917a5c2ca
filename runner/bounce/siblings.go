// SPDX-License-Identifier: GPL-2.0-or-later

package bounce

import (
	"errors"
	"strings"

	"mmgen/generator/pyvalue/pystr"
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
	name, _, ok := strings.Cut(pystr.Lower(listAddr), "@")
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
