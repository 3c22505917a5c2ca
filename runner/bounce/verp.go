// SPDX-License-Identifier: GPL-2.0-or-later

package bounce

import (
	"fmt"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
	"mmgen/runner/message/address"
	"mmgen/runner/mlist"
	"mmgen/runner/pending"
	"mmgen/runner/pyregex"
	"mmgen/runner/site"
)

// sentTo are the addresses that a message was sent to. Not every mail server
// returns a message to the address in its envelope alone.
func sentTo(msg *message.Message) (addrs []string) {
	for _, name := range []string{"To", "Delivered-To", "Envelope-To", "Apparently-To"} {
		for _, value := range msg.GetAll(name) {
			if addr := address.Parse(value).Addr; addr != "" {
				addrs = append(addrs, addr)
			}
		}
	}
	return addrs
}

// split takes apart, by the regular expression in a setting, those addresses that a
// message was sent to which begin with the list's bounces address. Of each it returns
// the groups of the match by name. An expression without the groups that are needed
// is logged, and splits nothing.
func split(s *site.Site, l *mlist.List, msg *message.Message, setting string, need ...string) ([]map[string]string, error) {
	pattern := s.Settings.Str(setting)
	re, err := pyregex.Compile(pattern, 0)
	if err != nil {
		return nil, fmt.Errorf("the setting %s: %w", setting, err)
	}
	mailbox, _, _ := strings.Cut(pystr.Lower(l.BouncesAddress()), "@")
	var all []map[string]string
	for _, to := range sentTo(msg) {
		groups, ok := re.SearchNamed(to)
		if !ok {
			continue
		}
		for _, name := range append(need, "bounces") {
			if _, has := groups[name]; !has {
				s.Logs.Logf("error", "%s doesn't yield the right match groups: %s", setting, pattern)
				return nil, nil
			}
		}
		if groups["bounces"] == mailbox {
			all = append(all, groups)
		}
	}
	return all, nil
}

// verpMember is the address of the member to whom a message was sent, if it came back to an
// address that was made for that member (BounceRunner.py: verp_bounce); else "".
func verpMember(s *site.Site, l *mlist.List, msg *message.Message) (addr string, err error) {
	all, err := split(s, l, msg, "VERP_REGEXP", "mailbox", "host")
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0]["mailbox"] + "@" + all[0]["host"], nil
}

// probeToken is the token of the probe that came back with a message (BounceRunner.py:
// verp_probe); "" where it is no probe. Mailman takes any cookie that waits for a
// confirmation for a probe's, and uses it up.
func probeToken(s *site.Site, c *mlist.Change, msg *message.Message) (token string, err error) {
	all, err := split(s, c.List(), msg, "VERP_PROBE_REGEXP", "token")
	if err != nil {
		return "", err
	}
	for _, groups := range all {
		entry, err := pending.Peek(c, groups["token"])
		if err != nil {
			return "", err
		}
		if isProbe(entry) {
			return groups["token"], nil
		}
	}
	return "", nil
}

// isProbe tells whether what waits under a cookie is a probe: its member and the message
// that it was sent for.
func isProbe(entry []pyvalue.Value) bool {
	const items = 3
	if len(entry) != items {
		return false
	}
	kind, _ := pyvalue.AsString(entry[0])
	return kind == pending.ProbeBounce
}
