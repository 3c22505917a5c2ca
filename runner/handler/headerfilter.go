// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"fmt"
	"sync"

	"mmgen/generator/pyvalue"
	"mmgen/runner/handler/hold"
	"mmgen/runner/i18n"
	"mmgen/runner/post"
	"mmgen/runner/pyregex"
)

// The actions of header_filter_rules (Defaults.py.in).
const (
	filterDefer   = 0
	filterReject  = 2
	filterDiscard = 3
	filterAccept  = 6
	filterHold    = 7
)

// filterHeaders applies header_filter_rules to the headers of a post and of all its
// parts, as names of attached files tell much (SpamDetect.py: process). Each rule has
// regular expressions, one a line, and an action for the post that one of them fits;
// the first decides. Case does not matter, and ^ and $ match at every field. searched
// tells that a regular expression has been searched for before.
func filterHeaders(ctx context.Context, p *post.Post, searched bool) (post.Verdict, error) {
	form := normalForm(p.Site.Settings.Str("NORMALIZE_FORM"))
	headers := sync.OnceValue(func() string { return decodedHeaders(p.Msg, form) })
	for _, rule := range pyvalue.Items(p.List.Value("header_filter_rules")) {
		fields := pyvalue.Items(rule)
		if len(fields) != 3 {
			return post.Verdict{}, fmt.Errorf("list %s: a rule in header_filter_rules has %d fields, not 3", p.List.InternalName(), len(fields))
		}
		action, _ := pyvalue.AsFloat(fields[1])
		if action == filterDefer {
			continue
		}
		for _, pattern := range filterPatterns(fields[0], p.ListCharset(), form) {
			found, err := searchHeaders(p, headers(), pattern, searched)
			if err != nil {
				return post.Verdict{}, err
			}
			searched = true
			if !found {
				continue
			}
			if v, decided, err := filtered(ctx, p, action, pattern); decided || err != nil {
				return v, err
			}
		}
	}
	return post.Verdict{}, nil
}

// searchHeaders searches for a pattern. A pattern that is no regular expression is logged
// and counts as not found. But if no other was searched before it is an error: Mailman
// fails there, and the post is shunted.
func searchHeaders(p *post.Post, headers, pattern string, searched bool) (bool, error) {
	re, err := pyregex.Compile(pattern, pyregex.IgnoreCase|pyregex.Multiline|pyregex.Unicode|pyregex.UTF8)
	if err == nil {
		return re.Reporting(slowPattern(p, "header_filter_rules")).Search(headers), nil
	}
	p.Site.Logs.Logf("error", "ignoring header_filter_rules invalid pattern: %s", pattern)
	if searched {
		return false, nil
	}
	return false, fmt.Errorf("header_filter_rules of list %s: %w; mend that pattern", p.List.InternalName(), err)
}

// filtered is what becomes of a post that a rule fits. Mail to the owners is
// neither held nor answered; it may come from anywhere.
func filtered(ctx context.Context, p *post.Post, action float64, pattern string) (v post.Verdict, decided bool, err error) {
	toOwner := p.Data.Bool("toowner")
	switch {
	case action == filterDiscard, action == filterReject && toOwner:
		return post.Verdict{Action: post.Discard}, true, nil
	case action == filterReject:
		return post.Rejection(i18n.Text{S: p.Translator.T("Message rejected by filter rule match", nil)}), true, nil
	case action == filterAccept, action == filterHold && toOwner:
		return post.Verdict{}, true, nil
	case action == filterHold:
		v, err = hold.ForApproval(ctx, p, headerMatch(pattern))
		return v, true, err
	}
	return post.Verdict{}, false, nil
}

// headerMatch is the reason for which a rule holds a post (SpamDetect.py:
// HeaderMatchHold).
func headerMatch(pattern string) hold.Reason {
	return hold.Reason{
		ID:         "HeaderMatchHold",
		Notice:     "Header matched regexp: %(pattern)s",
		NoticeVars: i18n.Vars{"pattern": pyvalue.Unicode(pattern)},
		Rejection:  hold.UnknownRejection,
	}
}
