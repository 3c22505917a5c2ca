// SPDX-License-Identifier: GPL-2.0-or-later

package roster

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/message/address"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

// Sync says how a list gets the members that a file names (bin/sync_members).
type Sync struct {
	Digest bool // new members get digests
	// Welcome, Goodbye and Notify say whether new and former members and the owners are
	// told; nil leaves it to the list.
	Welcome, Goodbye, Notify *bool
	DryRun                   bool // only say what would be done
}

var (
	// ErrInvalid says that there are texts among the addresses that are not addresses.
	// Nothing was done.
	ErrInvalid = errors.New("you must fix these invalid addresses first")
	// ErrNobody says that there was no address at all: nobody is removed then, since that
	// is what a program writes that could not find out who is to be a member.
	ErrNobody = errors.New("there is no address; to remove all members, name them to unsubscribe")
)

// SyncMembers subscribes those of the people who are not members, and removes the members that
// are not among them. people are lines with addresses, each with a name or without; empty
// lines and those that begin with # count for nothing.
func SyncMembers(ctx context.Context, s *site.Site, list string, people []string, how Sync) (results []Result, err error) {
	wanted, err := wantedOf(people)
	if err != nil {
		return nil, err
	}
	staying := make(map[string]bool, len(wanted))
	for _, who := range wanted {
		staying[strings.ToLower(who.Addr)] = true
	}
	err = changing(ctx, s, list, func(m *membership.Session) error {
		if how.DryRun {
			m.Change.KeepList()
		}
		results = nil
		leaving := member.Of(m.List).All()
		for _, who := range wanted {
			if member.Of(m.List).Has(who.Addr) {
				continue
			}
			result, err := syncAdd(m, who, how)
			if err != nil {
				return err
			}
			results = append(results, result)
		}
		for _, addr := range leaving {
			if staying[addr] {
				continue
			}
			result, err := syncRemove(m, addr, how)
			if err != nil {
				return err
			}
			results = append(results, result)
		}
		return nil
	})
	return results, err
}

// wantedOf are the addresses in lines of a file.
func wantedOf(lines []string) (wanted []address.Address, err error) {
	var kept, bad []string
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			kept = append(kept, line)
		}
	}
	for _, who := range address.ParseList(kept) {
		if mlist.CheckAddress(who.Addr) != nil {
			bad = append(bad, address.Format(who))
		}
		wanted = append(wanted, who)
	}
	switch {
	case len(bad) > 0:
		return nil, fmt.Errorf("%w: %s", ErrInvalid, strings.Join(bad, ", "))
	case len(wanted) == 0:
		return nil, ErrNobody
	}
	return wanted, nil
}

func syncAdd(m *membership.Session, who address.Address, how Sync) (Result, error) {
	shown := address.Format(who)
	added := Result{shown, true, said(m.Translator, "Added  : %(s)s", "s", shown)}
	if how.DryRun {
		return added, nil
	}
	user := membership.UserDesc{Address: who.Addr, FullName: pyvalue.Str(who.Name), Digest: truth(how.Digest)}
	err := m.AddApproved(user, membership.Approval{TellMember: how.Welcome, TellOwners: how.Notify})
	if err == nil {
		return added, nil
	}
	if text := refusal(m, m.Translator, shown, err); text != "" {
		return Result{shown, false, text}, nil
	}
	return Result{}, err
}

func syncRemove(m *membership.Session, addr string, how Sync) (Result, error) {
	roster := member.Of(m.List)
	who := address.Address{Addr: addr}
	if as, ok := roster.CPAddress(addr); ok {
		who.Addr = as
	}
	if name, ok := roster.Name(addr); ok && name != nil {
		who.Name = i18n.TextOf(name).UTF8(m.Site.CharsetOf(m.List.PreferredLanguage()))
	}
	shown := address.Format(who)
	removed := Result{shown, true, said(m.Translator, "Removed: %(s)s", "s", shown)}
	if how.DryRun {
		return removed, nil
	}
	err := m.DeleteApproved(membership.Removal{Name: who.Addr, TellMember: how.Goodbye, TellOwners: how.Notify})
	if errors.Is(err, member.ErrNotMember) {
		err = roster.Remove(addr) // an address that can't be parsed
	}
	return removed, err
}
