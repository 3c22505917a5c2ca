// SPDX-License-Identifier: GPL-2.0-or-later

package dmarc

import (
	"context"
	"errors"
	"net"
	"time"

	"mmgen/runner/resolver"
)

// records are the TXT records of a name. Where they can't be had the answer
// is prohibited, and the log says why.
func (c Checker) records(ctx context.Context, author, name string) ([]string, answer) {
	records, err := c.lookupTXT(ctx, name)
	var failure *net.DNSError
	switch {
	case err == nil:
		return records, noPolicy
	case errors.As(err, &failure) && failure.IsNotFound:
		return nil, noPolicy
	}
	c.Site.Logs.Logf("error", "DNSException: Unable to query DMARC policy for %s (%s). %v", author, name, err)
	return nil, prohibited
}

// lookupTXT asks the DNS, for DMARC_RESOLVER_LIFETIME at most. That is short enough to
// wait for it even when the process is told to stop.
func (c Checker) lookupTXT(ctx context.Context, name string) ([]string, error) {
	name, err := resolver.Absolute(name)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.seconds("DMARC_RESOLVER_LIFETIME"))
	defer cancel()
	lookup := c.Site.LookupTXT
	if lookup == nil {
		lookup = resolver.New(c.seconds("DMARC_RESOLVER_TIMEOUT")).LookupTXT
	}
	return lookup(ctx, name)
}

// seconds is a setting that is a time in seconds.
func (c Checker) seconds(setting string) time.Duration {
	return time.Duration(c.Site.Settings.Float(setting) * float64(time.Second))
}
