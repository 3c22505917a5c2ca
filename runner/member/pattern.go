// SPDX-License-Identifier: GPL-2.0-or-later

package member

import (
	"errors"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/mlist"
	"mmgen/runner/pyregex"
)

// FittingPattern looks for an address in an attribute that is a list of
// addresses and patterns (MailList.py: GetPattern), and returns what fits; ok
// is false where nothing does.
//
// Addresses are compared first, whatever their case. Then, in order, come
// regular expressions, which begin with ^ and are searched in the address
// whatever the case, and, where lists is true, @NAME, which stands for the
// members of another list of this site. What is wrong with one of them is
// logged, and the others still count. The error is that of a list that is
// there but can't be loaded.
func (r Roster) FittingPattern(addr, attr string, lists bool) (pattern string, ok bool, err error) {
	// Mailman knows its bans by this name alone.
	name := attr
	if !lists {
		name = "ban_list"
	}
	return r.fitting(addr, r.list.Strs(attr), name, lists)
}

// BannedPattern looks for an address in the list's ban_list and then in the site's
// GLOBAL_BAN_LIST (MailList.py: GetBannedPattern), as FittingPattern does, without
// members of other lists.
func (r Roster) BannedPattern(addr string) (pattern string, ok bool, err error) {
	const attr = "ban_list"
	if pattern, ok, err = r.FittingPattern(addr, attr, false); ok || err != nil {
		return pattern, ok, err
	}
	global, _ := r.list.Env().Settings.Value("GLOBAL_BAN_LIST")
	return r.fitting(addr, pyvalue.Texts(global), attr, false)
}

func (r Roster) fitting(addr string, patterns []string, name string, lists bool) (pattern string, ok bool, err error) {
	for _, p := range patterns {
		plain := pystr.Strip(p)
		if plain != "" && p[0] != '^' && p[0] != '@' && pystr.Lower(plain) == pystr.Lower(addr) {
			return addr, true, nil
		}
	}
	for _, p := range patterns {
		switch {
		case strings.HasPrefix(p, "^"):
			ok = r.matchesPattern(addr, p, name)
		case lists && strings.HasPrefix(p, "@"):
			ok, err = r.isMemberElsewhere(addr, pystr.Lower(pystr.Strip(p[1:])), name)
		}
		if ok || err != nil {
			return p, ok, err
		}
	}
	return "", false, nil
}

func (r Roster) matchesPattern(addr, pattern, attr string) bool {
	re, err := pyregex.Compile(pattern, pyregex.IgnoreCase)
	if err != nil {
		reason := err.Error()
		var refused *pyregex.Error
		if errors.As(err, &refused) {
			reason = refused.Reason
		}
		r.list.Env().Logs.Logf("error", `%s in %s has bad regexp "%s": %s`, attr, r.list.InternalName(), pattern, reason)
		return false
	}
	return re.Reporting(r.list.LogTimeout(attr)).Search(addr)
}

// isMemberElsewhere tells whether an address is a member of another list.
func (r Roster) isMemberElsewhere(addr, name, attr string) (bool, error) {
	if name == r.list.InternalName() {
		r.list.Env().Logs.Logf("error", "%s in %s references own list", attr, r.list.InternalName())
		return false, nil
	}
	other, err := mlist.Open(r.list.Env(), name)
	if errors.Is(err, mlist.ErrUnknown) {
		r.list.Env().Logs.Logf("error", "%s in %s references non-existent list %s", attr, r.list.InternalName(), name)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return Of(other).Has(addr), nil
}
