// SPDX-License-Identifier: GPL-2.0-or-later

package hold

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
	"mmgen/runner/message/address"
	"mmgen/runner/mlist"
	"mmgen/runner/pyregex"
)

// hasExplicitDest tells whether a message names the list, or one of its
// acceptable_aliases, among those it is for (MailList.py: HasExplicitDest).
func hasExplicitDest(l *mlist.List, msg *message.Message) bool {
	full := l.InternalName() + "@" + l.HostName()
	var others []string
	for _, field := range []string{"to", "cc", "resent-to", "resent-cc"} {
		for _, a := range address.ParseList(msg.GetAll(field)) {
			addr := pystr.Lower(a.Addr)
			if addr == full || localPart(addr) == l.InternalName() {
				return true
			}
			others = append(others, addr)
		}
	}
	aliases := acceptableAliases(l)
	for _, addr := range others {
		for _, match := range aliases {
			if match(addr) {
				return true
			}
		}
	}
	return false
}

func localPart(addr string) string {
	local, _, _ := strings.Cut(addr, "@")
	return local
}

// acceptableAliases are the lines of acceptable_aliases: regular expressions that match
// from the beginning of an address in lower case. One without an @ may also
// match the local part alone. A pattern that is no regular expression stands for itself.
func acceptableAliases(l *mlist.List) []func(addr string) bool {
	var all []func(string) bool
	text := strings.ReplaceAll(l.Str("acceptable_aliases"), "\r", "\n")
	for line := range strings.SplitSeq(text, "\n") {
		pattern := pystr.Strip(line)
		if pattern == "" {
			continue
		}
		match := aliasMatcher(l, pattern)
		if strings.Contains(pattern, "@") {
			all = append(all, match)
			continue
		}
		all = append(all, func(addr string) bool { return match(localPart(addr)) || match(addr) })
	}
	return all
}

func aliasMatcher(l *mlist.List, pattern string) func(string) bool {
	re, err := pyregex.Compile(pattern, pyregex.IgnoreCase)
	if err != nil {
		prefix := pystr.Lower(pattern)
		return func(addr string) bool { return strings.HasPrefix(addr, prefix) }
	}
	return re.Reporting(l.LogTimeout("acceptable_aliases")).Match
}
