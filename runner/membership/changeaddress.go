// SPDX-License-Identifier: GPL-2.0-or-later

package membership

import (
	"context"
	"errors"
	"fmt"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
)

func (s *Session) checkChangeBan(oldAddr, newAddr string) error {
	return s.checkBan(newAddr, "address change: "+oldAddr+" -> "+newAddr)
}

// hasAs tells whether there is a member with exactly this address, upper and lower case
// included.
func (s *Session) hasAs(addr string) bool {
	known, ok := s.members().CPAddress(addr)
	return ok && known == addr
}

// ChangeAddressApproved changes the address of a member (MailList.py:
// ApprovedChangeMemberAddress), and globally on all other lists of the host where the
// old one is a member's. Those are changed first, each in a change of its own, and then
// this one with the change that it is locked for, so that an interrupted change of
// address can be done again. Mailman begins with this one, in its memory, and saves it
// last. It does not wait for locked lists, since web pages wait for this list
// meanwhile.
//
// Refusals are ErrBanned (of this list; another one that bans the new address is left
// alone), member.ErrNotMember and member.ErrAlreadyMember. mlist.ErrLocked says that
// somebody else has one of the other lists; nothing was changed here then.
func (s *Session) ChangeAddressApproved(ctx context.Context, oldAddr, newAddr string, globally bool) error {
	if err := s.checkChange(oldAddr, newAddr); err != nil {
		return fmt.Errorf("changing %s of list %s to %s: %w", oldAddr, s.List.InternalName(), newAddr, err)
	}
	if globally {
		if err := s.changeElsewhere(ctx, oldAddr, newAddr); err != nil {
			return err
		}
	}
	return s.changeHere(oldAddr, newAddr)
}

func (s *Session) checkChange(oldAddr, newAddr string) error {
	if err := s.checkChangeBan(oldAddr, newAddr); err != nil {
		return err
	}
	if !s.members().Has(oldAddr) {
		return member.ErrNotMember
	}
	if s.isAnothers(oldAddr, newAddr) {
		return member.ErrAlreadyMember
	}
	return nil
}

// isAnothers tells whether the new address is, in another spelling, that of another
// member. Mailman would lose the old member and then refuse the new one.
func (s *Session) isAnothers(oldAddr, newAddr string) bool {
	return pystr.Lower(oldAddr) != pystr.Lower(newAddr) && s.members().Has(newAddr) && !s.hasAs(newAddr)
}

// changeHere changes the address on this list. A member who has the new address already
// loses the old one.
func (s *Session) changeHere(oldAddr, newAddr string) error {
	known, _ := s.members().CPAddress(oldAddr)
	if s.hasAs(newAddr) {
		if known == newAddr {
			return nil
		}
		return s.members().Remove(oldAddr)
	}
	if err := s.members().ChangeAddress(oldAddr, newAddr, false); err != nil {
		return err
	}
	s.logf("subscribe", "%s: changed member address from %s to %s", s.List.InternalName(), known, newAddr)
	if !s.List.Bool("admin_notify_mchanges") {
		return nil
	}
	return notice.SendAddressChanged(s.Site, s.Change, known, newAddr)
}

// changeElsewhere changes the address on the other lists of the host.
func (s *Session) changeElsewhere(ctx context.Context, oldAddr, newAddr string) error {
	names, err := s.Site.ListNames()
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == s.List.InternalName() {
			continue
		}
		other, err := s.Site.OpenList(name)
		if errors.Is(err, mlist.ErrUnknown) || errors.Is(err, mlist.ErrCorrupt) {
			continue // the list was removed meanwhile, or is broken, which is logged
		}
		if err != nil {
			return err
		}
		there := &Session{Site: s.Site, List: other, Translator: s.Translator}
		if other.HostName() != s.List.HostName() {
			continue
		}
		if err := there.changeIfMember(ctx, oldAddr, newAddr); err != nil {
			return fmt.Errorf("changing %s of list %s to %s: %w", oldAddr, name, newAddr, err)
		}
	}
	return nil
}

// changeIfMember locks the list and changes the address on it, if the old one is a
// member's there and the new one can become one.
func (s *Session) changeIfMember(ctx context.Context, oldAddr, newAddr string) error {
	if !s.members().Has(oldAddr) {
		return nil // read without the lock, which another process may hold
	}
	return s.List.Update(ctx, -1, func(c *mlist.Change) error {
		s.Change = c
		_, banned, err := s.BannedPattern(newAddr)
		if err != nil || banned || !s.members().Has(oldAddr) || s.isAnothers(oldAddr, newAddr) {
			return err
		}
		return s.changeHere(oldAddr, newAddr)
	})
}
