// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/member"
	"mmgen/runner/message/address"
	"mmgen/runner/mlist"
	"mmgen/runner/post"
)

// excludeSiblings leaves out the members who get the post from another list of the site
// that it is addressed to as well (CalcRecips.py: do_exclude): one of
// regular_exclude_lists. With regular_exclude_ignore that list must have the
// author as a member, or it would not take the post.
func excludeSiblings(p *post.Post, recips []pyvalue.Value) ([]pyvalue.Value, error) {
	names := p.List.Strs("regular_exclude_lists")
	if len(names) == 0 {
		return recips, nil
	}
	destinations := destinations(p)
	gone := make(map[string]bool)
	for _, name := range names {
		if name = pystr.Lower(name); !slices.Contains(destinations, name) {
			continue
		}
		sibling, err := sibling(p, "Exclude", name)
		if err != nil {
			return nil, err
		}
		if sibling == nil || p.List.Bool("regular_exclude_ignore") && !isFromMember(p, sibling) {
			continue
		}
		for _, v := range member.Of(sibling).Recipients() {
			addr, _ := pyvalue.AsString(v)
			gone[addr] = true
		}
	}
	return slices.DeleteFunc(recips, func(v pyvalue.Value) bool {
		addr, _ := pyvalue.AsString(v)
		return gone[addr]
	}), nil
}

// includeSiblings adds the members of regular_include_lists, lists of the site
// that the post is not addressed to (CalcRecips.py: do_include). Each address
// gets it once.
func includeSiblings(p *post.Post, recips []pyvalue.Value) ([]pyvalue.Value, error) {
	names := p.List.Strs("regular_include_lists")
	if len(names) == 0 {
		return recips, nil
	}
	destinations := destinations(p)
	there := make(map[string]bool, len(recips))
	for _, v := range recips {
		addr, _ := pyvalue.AsString(v)
		there[addr] = true
	}
	for _, name := range names {
		if name = pystr.Lower(name); slices.Contains(destinations, name) {
			continue
		}
		sibling, err := sibling(p, "Include", name)
		if err != nil {
			return nil, err
		}
		if sibling == nil {
			continue
		}
		for _, v := range member.Of(sibling).Recipients() {
			if addr, _ := pyvalue.AsString(v); !there[addr] {
				there[addr] = true
				recips = append(recips, v)
			}
		}
	}
	return recips, nil
}

// destinations are the addresses in To and Cc, lower case.
func destinations(p *post.Post) []string {
	var all []string
	for _, a := range address.ParseList(slices.Concat(p.Msg.GetAll("To"), p.Msg.GetAll("Cc"))) {
		all = append(all, pystr.Lower(a.Addr))
	}
	return all
}

// sibling opens the list of an address, without locking it; which names the
// attribute that has it. It is nil, and a line in the error log says why, for a
// list that is not there, is this one, or is of another domain (unless
// ALLOW_CROSS_DOMAIN_SIBLING).
func sibling(p *post.Post, which, addr string) (*mlist.List, error) {
	attr := "regular_" + pystr.Lower(which) + "_lists"
	name, host, ok := strings.Cut(addr, "@")
	if !ok || strings.Contains(host, "@") {
		return nil, fmt.Errorf("%s of list %s: %q is no address of a list; mend it on the list's page of non-digest options",
			attr, p.List.InternalName(), addr)
	}
	if name == p.List.InternalName() {
		p.Site.Logs.Logf("error", "%s list %s is a self reference.", which, addr)
		return nil, nil
	}
	sibling, err := p.Site.OpenList(name)
	switch {
	case errors.Is(err, mlist.ErrUnknown):
		p.Site.Logs.Logf("error", "%s list %s not found.", which, addr)
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%s of list %s: opening %s: %w", attr, p.List.InternalName(), addr, err)
	case !p.Site.Settings.Bool("ALLOW_CROSS_DOMAIN_SIBLING") && sibling.HostName() != host:
		p.Site.Logs.Logf("error", "%s list %s is not in the same domain.", which, addr)
		return nil, nil
	}
	return sibling, nil
}

// isFromMember tells whether one of the post's senders is a member of a list,
// be it at an equivalent domain.
func isFromMember(p *post.Post, l *mlist.List) bool {
	domains := l.Str("equivalent_domains")
	return slices.ContainsFunc(p.Senders(), func(addr string) bool {
		return member.Of(l).Has(addr) || slices.ContainsFunc(mlist.EquivalentAddresses(addr, domains), member.Of(l).Has)
	})
}
