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
	err      error    // why they can't be had; nil too where there are none
	at       time.Time
}

// isSilent tells that the name has no policy: the organizational domain is asked next.
func (r reply) isSilent() bool { return r.err == nil && len(r.policies) == 0 }

// lookup asks the DNS for the policies that a name has.
func lookup(ctx context.Context, s *site.Site, name string) reply {
	r := reply{at: s.Now()}
	records, err := lookupTXT(ctx, s, name)
	if failure, ok := errors.AsType[*net.DNSError](err); err != nil && !(ok && failure.IsNotFound) {
		r.err = err
	}
	for _, record := range records {
		if strings.HasPrefix(record, "v=DMARC1;") {
			r.policies = append(r.policies, record)
		}
	}
	return r
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
