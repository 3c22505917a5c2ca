// SPDX-License-Identifier: GPL-2.0-or-later

// Package spamhaus asks the Domain Block List of Spamhaus about the domains of those who
// want to become members, with the setting BLOCK_SPAMHAUS_LISTED_DBL_SUBSCRIBE. It
// answers to Utils.py: banned_domain.
//
// The list is a zone of the DNS. DOMAIN.dbl.spamhaus.org has an address record 127.0.1.x
// if DOMAIN is on the list; 127.0.1.255 says that the question was a wrong one (about an
// IP address), and addresses outside of 127.0.1.0/24 that Spamhaus does not answer this
// resolver. Who can't be asked about is let in.
//
// Mailman asks while the list is locked, and about a name that does not exist: the
// labels of the domain as Python writes a list (['example', 'com']). Here the question
// is put before the list is locked, and the answer is kept for as long as the process
// runs.
package spamhaus

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"time"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/resolver"
	"mmgen/runner/site"
)

// zone is where the Domain Block List is.
const zone = ".dbl.spamhaus.org"

// Addresses in the answers of the list.
var (
	answers       = netip.MustParsePrefix("127.0.1.0/24")
	wrongQuestion = netip.MustParseAddr("127.0.1.255")
)

// How long a name server is waited for (dnspython: Resolver.timeout), and how long all
// questions of one call may take, which are put at the same time.
const (
	serverTimeout = 2 * time.Second
	lifetime      = 6 * time.Second
)

// DBL is what is known of the Domain Block List.
type DBL struct {
	site   *site.Site
	listed map[string]bool // domains that were asked about
}

// NewDBL begins without knowing anything.
func NewDBL(s *site.Site) *DBL { return &DBL{s, map[string]bool{}} }

// Enabled tells whether the site wants subscriptions to be looked up.
func (d *DBL) Enabled() bool { return d.site.Settings.Bool("BLOCK_SPAMHAUS_LISTED_DBL_SUBSCRIBE") }

// Unknown are the domains of addresses that are still to be asked about.
func (d *DBL) Unknown(addrs []string) (domains []string) {
	for _, addr := range addrs {
		domain := domainOf(addr)
		if _, known := d.listed[domain]; !known && domain != "" && !slices.Contains(domains, domain) {
			domains = append(domains, domain)
		}
	}
	return domains
}

// Ask asks about domains, which takes six seconds at most. What is not answered because
// ctx has ended stays unknown.
func (d *DBL) Ask(ctx context.Context, domains []string) {
	limited, cancel := context.WithTimeout(ctx, lifetime)
	defer cancel()
	answers := resolver.Each(domains, func(domain string) ([]netip.Addr, error) { return d.lookup(limited, domain) })
	if ctx.Err() != nil {
		return
	}
	for i, domain := range domains {
		if err := answers[i].Err; errors.Is(err, resolver.ErrPanic) {
			d.site.Logs.Logf("error", "%s counts as not on the Domain Block List: %v", domain, err)
		}
		d.listed[domain] = answers[i].Err == nil && isListed(answers[i].Value)
	}
}

// Lists tells whether the domain of an address is on the list; false for a domain that was
// not asked about.
func (d *DBL) Lists(addr string) bool { return d.listed[domainOf(addr)] }

// lookup asks the list for the records of a domain.
func (d *DBL) lookup(ctx context.Context, domain string) ([]netip.Addr, error) {
	name, err := resolver.Absolute(domain + zone)
	if err != nil {
		return nil, err
	}
	if d.site.LookupIPv4 != nil {
		return d.site.LookupIPv4(ctx, name)
	}
	return resolver.New(serverTimeout).LookupNetIP(ctx, "ip4", name)
}

// isListed tells what the records of a domain mean, all of them together.
func isListed(addrs []netip.Addr) bool {
	listed := false
	for _, addr := range addrs {
		addr = addr.Unmap()
		if addr == wrongQuestion {
			return false
		}
		listed = listed || answers.Contains(addr)
	}
	return listed
}

// domainOf is what stands behind the first @ of an address, in lower case (Utils.py:
// ParseEmail).
func domainOf(addr string) string {
	_, domain, _ := strings.Cut(pystr.Lower(addr), "@")
	return domain
}
