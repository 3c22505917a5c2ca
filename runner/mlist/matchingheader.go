// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"strings"

	"mmgen/runner/charset"
	"mmgen/runner/message"
	"mmgen/runner/pyregex"
)

// headerRule is a line of bounce_matching_headers.
type headerRule struct {
	field   string
	pattern *pyregex.Regexp
	line    string
}

// MatchingHeader returns the first line of bounce_matching_headers that a
// message fits, "" where it fits none (MailList.py: hasMatchingHeader).
func (l *List) MatchingHeader(msg *message.Message) string {
	for _, rule := range l.headerRules() {
		for _, value := range msg.GetAll(rule.field) {
			if rule.pattern.Search(value) {
				return rule.line
			}
		}
	}
	return ""
}

// headerRules reads bounce_matching_headers (MailList.py:
// parse_matching_header_opt): lines of `Field: regular expression`, which is
// searched in each of these fields, whatever the case. A line that begins with
// # is a comment; one that is no rule is logged, for each message anew.
func (l *List) headerRules() []headerRule {
	var rules []headerRule
	for line := range strings.SplitSeq(l.Str("bounce_matching_headers"), "\n") {
		line = strings.Trim(line, charset.Blanks)
		if line == "" || line[0] == '#' {
			continue
		}
		field, value, ok := strings.Cut(line, ":")
		if !ok {
			l.env.Logs.Logf("config", "bad bounce_matching_header line: %s\n%s", l.RealName(), line)
			continue
		}
		value = strings.TrimLeft(value, charset.Blanks)
		re, err := pyregex.Compile(value, pyregex.IgnoreCase)
		if err != nil {
			l.env.Logs.Logf("config", "bad regexp in bounce_matching_header line: %s\n\n%s (cause: %v)", l.RealName(), value, err)
			continue
		}
		rules = append(rules, headerRule{field, re.Reporting(l.LogTimeout("bounce_matching_headers")), line})
	}
	return rules
}
