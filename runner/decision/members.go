// SPDX-License-Identifier: GPL-2.0-or-later

package decision

import (
	"errors"

	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/moderation"
)

// handleSubscription is ListAdmin.py: __handlesubscription.
func handleSubscription(s *membership.Session, r *moderation.Requests, id int64, d Decision) (gone bool, err error) {
	a, err := r.Applicant(id)
	if err != nil {
		return false, err
	}
	name := s.List.InternalName()
	switch d.Action {
	case Defer:
		return false, nil
	case Discard:
		s.Site.Logs.Logf("vette", "%s: discarded subscription request from %s", name, a.Address)
		return true, nil
	case Reject:
		err := refuse(s, refusal{
			to: a.Address, lang: a.Language, what: s.Translator.T("Subscription request", nil), why: d.reason(s.Translator),
		})
		s.Site.Logs.Logf("vette", "%s: rejected subscription request from %s\n\tReason: %s", name, a.Address, d.loggedReason())
		return true, err
	case Subscribe:
		err := s.AddApproved(membership.UserDesc{
			Address: a.Address, FullName: a.FullName, Password: a.Password, Digest: a.Digest, Language: a.Language,
		}, membership.Approval{Whence: "via admin approval"})
		if errors.Is(err, member.ErrAlreadyMember) {
			err = nil // since the request was made
		}
		return err == nil, err
	}
	return false, ErrWrongAction
}

// handleUnsubscription is ListAdmin.py: __handleunsubscription.
func handleUnsubscription(s *membership.Session, r *moderation.Requests, id int64, d Decision) (gone bool, err error) {
	addr, err := r.Leaver(id)
	if err != nil {
		return false, err
	}
	name := s.List.InternalName()
	switch d.Action {
	case Defer:
		return false, nil
	case Discard:
		s.Site.Logs.Logf("vette", "%s: discarded unsubscription request from %s", name, addr)
		return true, nil
	case Reject:
		err := refuse(s, refusal{to: addr, what: s.Translator.T("Unsubscription request", nil), why: d.reason(s.Translator)})
		s.Site.Logs.Logf("vette", "%s: rejected unsubscription request from %s\n\tReason: %s", name, addr, d.loggedReason())
		return true, err
	case Unsubscribe:
		err := s.DeleteApproved(membership.Removal{Name: addr})
		if errors.Is(err, member.ErrNotMember) {
			err = nil // since the request was made
		}
		return err == nil, err
	}
	return false, ErrWrongAction
}
