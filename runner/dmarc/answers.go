// SPDX-License-Identifier: GPL-2.0-or-later

package dmarc

import (
	"context"
	"maps"
	"slices"
	"time"

	"mmgen/runner/site"
)

// keptFor is for how long an answer of the DNS counts, and also the failure to get one:
// after a minute the DNS is asked again, so that the failure of a moment does not decide
// about the posts of hours.
const keptFor = time.Minute

// Answers are what the DNS has said lately. A runner asks before it locks a list, and
// checks posts by the answers when the list is locked. A nil *Answers has none.
type Answers struct {
	site *site.Site
	kept map[string]reply // what is known, by the domain name that was asked about
}

// NewAnswers begins without any answer.
func NewAnswers(s *site.Site) *Answers { return &Answers{s, map[string]reply{}} }

// Unknown are the domains that Ask is to be given before the author of a post is
// checked: none if all is known that the check needs, and else the author's.
func (a *Answers) Unknown(author string) (domains []string) {
	domain, ok := domainOf(author)
	if !ok || a.isKnown(domain) {
		return nil
	}
	return []string{domain}
}

// isKnown tells whether a domain's policy is known, or that it has none.
func (a *Answers) isKnown(domain string) bool {
	own, ok := a.kept[nameOf(domain)]
	if !ok || a.isOld(own) {
		return false
	}
	org := organizationalDomain(a.site, domain)
	if org == domain || !own.isSilent() {
		return true
	}
	above, ok := a.kept[nameOf(org)]
	return ok && !a.isOld(above)
}

func (a *Answers) isOld(r reply) bool { return a.site.Now().Sub(r.at) > keptFor }

// Ask asks about domains, all at the same time, and then about the organizational ones of
// those that have no policy themselves. It takes twice DMARC_RESOLVER_LIFETIME at most.
// What is not answered because ctx has ended stays unknown.
func (a *Answers) Ask(ctx context.Context, domains []string) {
	maps.DeleteFunc(a.kept, func(_ string, r reply) bool { return a.isOld(r) })
	var names, above []string
	for _, domain := range domains {
		names = append(names, nameOf(domain))
	}
	a.askFor(ctx, names)
	for _, domain := range domains {
		if own, ok := a.kept[nameOf(domain)]; ok && own.isSilent() {
			above = append(above, nameOf(organizationalDomain(a.site, domain)))
		}
	}
	a.askFor(ctx, above)
}

// askFor asks for names, except for those that are known.
func (a *Answers) askFor(ctx context.Context, names []string) {
	slices.Sort(names)
	names = slices.DeleteFunc(slices.Compact(names), func(name string) bool {
		_, known := a.kept[name]
		return known
	})
	replies := lookup(ctx, a.site, names...)
	if ctx.Err() != nil {
		return
	}
	for i, name := range names {
		a.kept[name] = replies[i]
	}
}

// reply is the answer about a name, however old it is: an author is checked right after
// Unknown and Ask, and the DNS is not waited for while a list is locked.
func (a *Answers) reply(name string) (r reply, ok bool) {
	if a == nil {
		return reply{}, false
	}
	r, ok = a.kept[name]
	return r, ok
}
