// SPDX-License-Identifier: GPL-2.0-or-later

package membership

// BannedPattern is the entry of the list's ban_list, or of the site's GLOBAL_BAN_LIST, that
// bans an address; ok is false where no entry does (MailList.py: GetBannedPattern).
func (s *Session) BannedPattern(addr string) (pattern string, ok bool, err error) {
	return s.members().BannedPattern(addr)
}

// AutoApproved tells whether an address needs no moderator to become a member, and
// logs it where that is so (MailList.py: HasAutoApprovedSender).
func (s *Session) AutoApproved(addr string) (bool, error) {
	_, ok, err := s.members().FittingPattern(addr, "subscribe_auto_approval", true)
	if ok {
		s.logf("vette", "%s: auto approved subscribe from %s", s.List.InternalName(), addr)
	}
	return ok, err
}

// checkBan refuses an address that is banned. what says in the log what is refused.
func (s *Session) checkBan(addr, what string) error {
	pattern, banned, err := s.BannedPattern(addr)
	if err != nil || !banned {
		return err
	}
	s.logf("vette", "%s banned %s (matched: %s)", s.List.RealName(), what, pattern)
	return ErrBanned
}

// checkDomain refuses an address whose domain is known for spam.
func (s *Session) checkDomain(addr string) error {
	if s.DomainListed == nil || !s.DomainListed(addr) {
		return nil
	}
	s.logf("vette", "%s banned subscription: %s (Spamhaus DBL)", s.List.RealName(), addr)
	return ErrBanned
}
