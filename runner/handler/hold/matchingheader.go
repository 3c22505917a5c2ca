// SPDX-License-Identifier: GPL-2.0-or-later

package hold

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/post"
	"mmgen/runner/pyregex"
)

// headerRule is a line of bounce_matching_headers.
type headerRule struct {
	field   string
	pattern *pyregex.Regexp
	line    string
}

// matchingHeader returns the first line of bounce_matching_headers that a
// post fits, "" where it fits none (MailList.py: hasMatchingHeader).
func matchingHeader(p *post.Post) string {
	for _, rule := range headerRules(p) {
		for _, value := range p.Msg.GetAll(rule.field) {
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
func headerRules(p *post.Post) []headerRule {
	var rules []headerRule
	for line := range strings.SplitSeq(p.List.Str("bounce_matching_headers"), "\n") {
		line = pystr.Strip(line)
		if line == "" || line[0] == '#' {
			continue
		}
		field, value, ok := strings.Cut(line, ":")
		if !ok {
			p.Site.Logs.Logf("config", "bad bounce_matching_header line: %s\n%s", p.List.RealName(), line)
			continue
		}
		value = strings.TrimLeft(value, pystr.Blanks)
		re, err := pyregex.Compile(value, pyregex.IgnoreCase)
		if err != nil {
			p.Site.Logs.Logf("config", "bad regexp in bounce_matching_header line: %s\n\n%s (cause: %v)", p.List.RealName(), value, err)
			continue
		}
		rules = append(rules, headerRule{field, re.Reporting(p.List.LogTimeout("bounce_matching_headers")), line})
	}
	return rules
}
