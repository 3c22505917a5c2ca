// SPDX-License-Identifier: GPL-2.0-or-later

// Package dmarc finds out whether an author's domain wants mail refused that comes by
// way of a mailing list (DMARC, RFC 7489). It answers to Utils.py: IsDMARCProhibited.
// Its callers decide what becomes of such a post.
//
// Mailman asks the DNS while the list is locked, anew for each post. Here a runner asks
// before (Answers), and an answer counts for a minute. What was not asked before is asked
// when the post is checked.
package dmarc

import (
	"context"
	"regexp"
	"strings"
	"sync"

	"golang.org/x/net/publicsuffix"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

// The values of dmarc_moderation_action. 0 is to accept the post as it is.
const (
	Munge   = 1
	Wrap    = 2
	Reject  = 3
	Discard = 4
)

// Checker checks the policies of authors' domains on behalf of a list.
type Checker struct {
	Site    *site.Site
	List    *mlist.List
	Answers *Answers // what is known already; may be nil
}

// answer is what one name in the DNS says of a domain's policy.
type answer int

const (
	noPolicy   answer = iota // there is no policy: ask the organizational domain
	harmless                 // others take the mail from us too
	prohibited               // they may not
)

// IsProhibited tells whether the domain of an author wants mail refused
// that comes from others than itself (Utils.py: IsDMARCProhibited). Its policy
// stands at _dmarc.DOMAIN or else at its organizational domain. Where the DNS
// can't be asked it is prohibited: there may be a policy that receivers see.
func (c Checker) IsProhibited(ctx context.Context, author string) bool {
	author = pystr.Lower(author)
	domain, ok := domainOf(author)
	if !ok {
		return false
	}
	answer := c.policy(ctx, author, nameOf(domain), false)
	if org := organizationalDomain(c.Site, domain); answer == noPolicy && org != domain {
		answer = c.policy(ctx, author, nameOf(org), true)
	}
	return answer == prohibited
}

// domainOf is the domain of an author, in lower case. ok is false where there is none to
// ask about. A local part in quotes may have an @ too, so the last one counts.
func domainOf(author string) (domain string, ok bool) {
	author = pystr.Lower(author)
	at := strings.LastIndexByte(author, '@')
	if at < 1 {
		return "", false
	}
	return author[at+1:], true
}

// nameOf is where the policy of a domain stands in the DNS.
func nameOf(domain string) string { return "_dmarc." + domain }

// organizationalDomain is the domain that was registered (Utils.py:
// get_org_dom), by the public suffix list that is built in; Mailman fetches
// one from DMARC_ORGANIZATIONAL_DOMAIN_DATA_URL. Without that setting, or where
// nothing is known of a domain, it is the last two labels.
func organizationalDomain(s *site.Site, domain string) string {
	if s.Settings.Str("DMARC_ORGANIZATIONAL_DOMAIN_DATA_URL") == "" {
		return lastLabels(domain, 2)
	}
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return lastLabels(domain, strings.Count(suffix, ".")+2)
}

func lastLabels(domain string, n int) string {
	labels := strings.Split(domain, ".")
	return strings.Join(labels[max(0, len(labels)-n):], ".")
}

// policy is what one name says of a domain's policy (Utils.py: _DMARCProhibited).
// organizational tells that it is not that of the author's domain itself.
func (c Checker) policy(ctx context.Context, author, name string, organizational bool) answer {
	r := c.reply(ctx, name)
	if r.err != nil {
		c.Site.Logs.Logf("error", "DNSException: Unable to query DMARC policy for %s (%s). %v", author, name, r.err)
		return prohibited
	}
	switch len(r.policies) {
	case 0:
		return noPolicy
	case 1:
	default:
		c.Site.Logs.Logf("error", "RRset of TXT records for %s has %d v=DMARC1 entries; ignoring them per RFC 7489", name, len(r.policies))
		return harmless
	}
	policy := policyOf(r.policies[0], organizational)
	if !c.minds(policy) {
		return harmless
	}
	c.Site.Logs.Logf("vette", "%s: DMARC lookup for %s (%s) found p=%s in %s. = %s",
		c.List.RealName(), author, name, policy, name, r.policies[0])
	return prohibited
}

// reply is the kept answer about a name, or else that of the DNS. The lookup is not ended
// when the process is told to stop: it is short, and a lookup without an answer counts as a
// policy that prohibits.
func (c Checker) reply(ctx context.Context, name string) reply {
	if r, ok := c.Answers.reply(name); ok {
		return r
	}
	return lookup(context.WithoutCancel(ctx), c.Site, name)[0]
}

// policyPatterns find sp= and p= in a record.
var policyPatterns = sync.OnceValues(func() (sp, p *regexp.Regexp) {
	return regexp.MustCompile(`(?i)\bsp=(\w*)\b`), regexp.MustCompile(`(?i)\bp=(\w*)\b`)
})

// policyOf is the policy that a record has for a domain; at an organizational
// domain sp= is that of the domains below it. "" where it has none.
func policyOf(record string, organizational bool) string {
	sub, own := policyPatterns()
	found := own.FindStringSubmatch(record)
	if organizational {
		if m := sub.FindStringSubmatch(record); m != nil {
			found = m
		}
	}
	if found == nil {
		return ""
	}
	return pystr.Lower(found[1])
}

// minds tells whether the list reacts to a policy. The policy "none" is for reports
// only; what changes the post can keep it out of them.
func (c Checker) minds(policy string) bool {
	quarantine := c.List.Bool("dmarc_quarantine_moderation_action")
	switch policy {
	case "reject":
		return true
	case "quarantine":
		return quarantine
	case "none":
		action := c.List.Float("dmarc_moderation_action")
		return quarantine && c.List.Bool("dmarc_none_moderation_action") && (action == Munge || action == Wrap)
	}
	return false
}
