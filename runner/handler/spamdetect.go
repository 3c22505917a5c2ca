// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"fmt"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/runner/post"
	"mmgen/runner/pyregex"
)

// spamDetect is the first check of a post (SpamDetect.py: process): what has to be done
// because of its author's DMARC policy (dmarc.go), whether the author posts too often
// (verbosity.go), and whether the site (KNOWN_SPAMMERS) or the list (headerfilter.go)
// does not want its header. The headers of an approved post are not checked. The first
// two checks are made of approved posts too, but not of mail to the owners.
func spamDetect(ctx context.Context, p *post.Post) (post.Verdict, error) {
	if !p.Data.Bool("toowner") {
		if v, err := applyDMARC(ctx, p); v.Action != post.GoOn || err != nil {
			return v, err
		}
		if err := moderateVerbose(p); err != nil {
			return post.Verdict{}, err
		}
	}
	if p.Data.Bool("approved") {
		return post.Verdict{}, nil
	}
	searched, found, err := isKnownSpam(p)
	switch {
	case err != nil:
		return post.Verdict{}, err
	case found:
		return post.Verdict{Action: post.Discard}, nil
	}
	return filterHeaders(ctx, p, searched)
}

// isKnownSpam looks for the header fields of KNOWN_SPAMMERS, pairs of a name and
// a regular expression. searched tells that there was such a field to look at.
func isKnownSpam(p *post.Post) (searched, found bool, err error) {
	rules, _ := p.Site.Settings.Value("KNOWN_SPAMMERS")
	for _, rule := range pyvalue.Items(rules) {
		pair := pyvalue.Items(rule)
		if len(pair) != 2 {
			return false, false, fmt.Errorf("setting KNOWN_SPAMMERS: %v is no pair of a header field and a regular expression", rule)
		}
		field, pattern := settingText(pair[0]), settingText(pair[1])
		re, err := pyregex.Compile(pattern, pyregex.IgnoreCase)
		if err != nil {
			return false, false, fmt.Errorf("setting KNOWN_SPAMMERS: %w", err)
		}
		re = re.Reporting(slowPattern(p, "KNOWN_SPAMMERS"))
		for _, value := range p.Msg.GetAll(field) {
			searched = true
			if re.Search(value) {
				return true, true, nil
			}
		}
	}
	return searched, false, nil
}

// slowPattern logs that a regular expression of a setting or an attribute took
// too long.
func slowPattern(p *post.Post, whose string) func(error) {
	return func(err error) {
		p.Site.Logs.Logf("error", "%s of list %s: %v; it counts as no match", whose, p.List.InternalName(), err)
	}
}

func settingText(v mmcfg.Value) string {
	s, _ := pyvalue.AsString(v)
	return s
}
