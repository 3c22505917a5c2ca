// SPDX-License-Identifier: GPL-2.0-or-later

package dmarc

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"mmgen/runner/resolver"
	"mmgen/runner/site"
)

// reply is what the DNS says of a name.
type reply struct {
	policies []string // the TXT records that are policies
	err      error    // why they could not be asked for; nil also where there are no policies
	at       time.Time
}

// isSilent tells that the name has no policy: the organizational domain is asked next.
func (r reply) isSilent() bool { return r.err == nil && len(r.policies) == 0 }

// lookup asks the DNS for the policies that names have, all at the same time.
func lookup(ctx context.Context, s *site.Site, names ...string) []reply {
	now := s.Now()
	answers := resolver.Each(names, func(name string) ([]string, error) { return lookupTXT(ctx, s, name) })
	replies := make([]reply, len(names))
	for i, a := range answers {
		replies[i] = reply{policies: policiesIn(a.Value), err: a.Err, at: now}
		if failure, ok := errors.AsType[*net.DNSError](a.Err); ok && failure.IsNotFound {
			replies[i].err = nil
		}
	}
	return replies
}

// policiesIn are those TXT records that are policies.
func policiesIn(records []string) (policies []string) {
	for _, record := range records {
		if strings.HasPrefix(record, "v=DMARC1;") {
			policies = append(policies, record)
		}
	}
	return policies
}

// lookupTXT asks the DNS, for DMARC_RESOLVER_LIFETIME at most.
func lookupTXT(ctx context.Context, s *site.Site, name string) ([]string, error) {
	name, err := resolver.Absolute(name)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, seconds(s, "DMARC_RESOLVER_LIFETIME"))
	defer cancel()
	lookup := s.LookupTXT
	if lookup == nil {
		lookup = resolver.New(seconds(s, "DMARC_RESOLVER_TIMEOUT")).LookupTXT
	}
	return lookup(ctx, name)
}

// seconds is a setting that is a time in seconds.
func seconds(s *site.Site, setting string) time.Duration {
	return time.Duration(s.Settings.Float(setting) * float64(time.Second))
}
