// SPDX-License-Identifier: GPL-2.0-or-later

// Package dmarc finds out whether an author's domain wants mail refused that comes by
// way of a mailing list (DMARC, RFC 7489). It answers to Utils.py: IsDMARCProhibited.
// Its callers decide what becomes of such a post.
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

// Checker asks for the policies of authors' domains on behalf of a list.
type Checker struct {
	Site *site.Site
	List *mlist.List
}

// answer is what one name in the DNS says of a domain's policy.
type answer int

const (
	noPolicy   answer = iota // nothing: ask the organizational domain
	harmless                 // others take the mail from us too
	prohibited               // they may not
)

// IsProhibited tells whether the domain of an author wants mail refused
// that comes from others than itself (Utils.py: IsDMARCProhibited). Its policy
// stands at _dmarc.DOMAIN or else at its organizational domain. Where the DNS
// can't be asked it is prohibited: there may be a policy that receivers see.
func (c Checker) IsProhibited(ctx context.Context, author string) bool {
	author = pystr.Lower(author)
	at := strings.LastIndexByte(author, '@')
	if at < 1 {
		return false
	}
	domain := author[at+1:]
	answer := c.policy(ctx, author, "_dmarc."+domain, false)
	if org := c.organizationalDomain(domain); answer == noPolicy && org != domain {
		answer = c.policy(ctx, author, "_dmarc."+org, true)
	}
	return answer == prohibited
}

// organizationalDomain is the domain that was registered (Utils.py:
// get_org_dom), by the public suffix list that is built in; Mailman fetches
// one from DMARC_ORGANIZATIONAL_DOMAIN_DATA_URL. Without that setting, or where
// nothing is known of a domain, it is the last two labels.
func (c Checker) organizationalDomain(domain string) string {
	if c.Site.Settings.Str("DMARC_ORGANIZATIONAL_DOMAIN_DATA_URL") == "" {
		return lastLabels(domain, 2)
	}
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return lastLabels(domain, strings.Count(suffix, ".")+2)
}

func lastLabels(domain string, n int) string {
	labels := strings.Split(domain, ".")
	return strings.Join(labels[max(0, len(labels)-n):], ".")
}

// policy asks one name for a policy (Utils.py: _DMARCProhibited).
// organizational tells that it is not that of the author's domain itself.
func (c Checker) policy(ctx context.Context, author, name string, organizational bool) answer {
	records, answer := c.records(ctx, author, name)
	if answer != noPolicy {
		return answer
	}
	var found []string
	for _, record := range records {
		if strings.HasPrefix(record, "v=DMARC1;") {
			found = append(found, record)
		}
	}
	switch len(found) {
	case 0:
		return noPolicy
	case 1:
	default:
		c.Site.Logs.Logf("error", "RRset of TXT records for %s has %d v=DMARC1 entries; ignoring them per RFC 7489", name, len(found))
		return harmless
	}
	policy := policyOf(found[0], organizational)
	if !c.minds(policy) {
		return harmless
	}
	c.Site.Logs.Logf("vette", "%s: DMARC lookup for %s (%s) found p=%s in %s. = %s",
		c.List.RealName(), author, name, policy, name, found[0])
	return prohibited
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
