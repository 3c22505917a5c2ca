// SPDX-License-Identifier: GPL-2.0-or-later

// Package roster is what an administrator does with a site's lists and their members:
// looks who there is (bin/list_lists, bin/list_members), subscribes and removes members
// (bin/add_members, bin/remove_members), and decides what waits for a moderator
// (admindb's page, by hand).
//
// Letters, notices to owners, logs and checks are those of Mailman's scripts. A list is
// changed in one change: all members that are named are subscribed with their letters,
// or, after a kill, none; an address that can't be is reported, and the others are all the same.
package roster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

// List is a list of the site.
type List struct {
	Name        string `json:"name"`
	RealName    string `json:"real_name"`
	Description string `json:"description"`
	Host        string `json:"host"`
	Members     int    `json:"members"`
	Advertised  bool   `json:"advertised"`
	Public      bool   `json:"public_archive"`
}

// Lists are the lists of a site, in the order of their names. What can't be read is in
// the error, beside the others.
func Lists(s *site.Site) (lists []List, err error) {
	names, err := s.ListNames()
	if err != nil {
		return nil, err
	}
	var faults []error
	for _, name := range names {
		l, err := s.OpenList(name)
		if err != nil {
			faults = append(faults, fmt.Errorf("list %s: %w", name, err))
			continue
		}
		lists = append(lists, List{
			Name: name, RealName: l.RealName(), Description: l.Str("description"), Host: l.HostName(),
			Members:    len(member.Of(l).All()),
			Advertised: l.Bool("advertised"), Public: !l.Bool("archive_private"),
		})
	}
	slices.SortFunc(lists, func(a, b List) int { return cmp.Compare(a.Name, b.Name) })
	return lists, errors.Join(faults...)
}

// Member is a member of a list.
type Member struct {
	Address  string `json:"address"` // the address with upper and lower case as the member gave it
	Name     string `json:"name,omitempty"`
	Digest   bool   `json:"digest"`
	Plain    bool   `json:"plain_digest"`
	Delivery string `json:"delivery"` // enabled, or who disabled it
	Moderate bool   `json:"moderated"`
	Language string `json:"language"`
}

// deliveries are the states of delivery, as list_members calls them.
var deliveries = map[member.Status]string{
	member.Enabled: "enabled", member.Unknown: "unknown", member.ByUser: "byuser",
	member.ByAdmin: "byadmin", member.ByBounce: "bybounce",
}

// Members are the members of a list, those with regular delivery first, both in the
// order of their addresses.
func Members(s *site.Site, list string) ([]Member, error) {
	l, err := s.FindList(list)
	if err != nil {
		return nil, err
	}
	r := member.Of(l)
	var members []Member
	for _, group := range []struct {
		keys   []string
		digest bool
	}{{r.Regular(), false}, {r.Digest(), true}} {
		keys := slices.Clone(group.keys)
		slices.Sort(keys)
		for _, key := range keys {
			m := Member{Digest: group.digest, Plain: r.Option(key, member.DisableMime), Moderate: r.Option(key, member.Moderate), Language: r.Language(key)}
			m.Address, _ = r.CPAddress(key)
			if name, ok := r.Name(key); ok {
				m.Name = i18n.TextOf(name).UTF8(s.CharsetOf(l.PreferredLanguage()))
			}
			status, err := r.DeliveryStatus(key)
			if err != nil {
				return nil, err
			}
			m.Delivery = deliveries[status]
			members = append(members, m)
		}
	}
	return members, nil
}

// changing opens a list to be changed, and has do change it in its own language.
func changing(ctx context.Context, s *site.Site, name string, do func(*membership.Session) error) error {
	l, err := s.FindList(name)
	if err != nil {
		return err
	}
	return l.Update(ctx, l.LockTimeout(), func(c *mlist.Change) error {
		return do(&membership.Session{
			Site: s, Change: c, List: c.List(), Translator: i18n.For(s, c.List().PreferredLanguage()),
		})
	})
}
