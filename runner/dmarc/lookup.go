// SPDX-License-Identifier: GPL-2.0-or-later

package dmarc

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"
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
	if !isDomainName(name) {
		return nil, errors.New("the domain has a label that is empty or too long")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.seconds("DMARC_RESOLVER_LIFETIME"))
	defer cancel()
	lookup := c.Site.LookupTXT
	if lookup == nil {
		lookup = resolver(c.seconds("DMARC_RESOLVER_TIMEOUT")).LookupTXT
	}
	return lookup(ctx, strings.TrimSuffix(name, ".")+".") // with a dot: not below the machine's own domain
}

// isDomainName tells whether the labels of a name have the sizes that the DNS
// asks for (RFC 1035, 2.3.4).
func isDomainName(name string) bool {
	for label := range strings.SplitSeq(strings.TrimSuffix(name, "."), ".") {
		if label == "" || len(label) > 63 {
			return false
		}
	}
	return len(name) <= 253
}

// seconds is a setting that is a time in seconds.
func (c Checker) seconds(setting string) time.Duration {
	return time.Duration(c.Site.Settings.Float(setting) * float64(time.Second))
}

// resolver is Go's resolver, except that it waits for each name server only so long, so
// that there is time left to ask the next.
func resolver(timeout time.Duration) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		var d net.Dialer
		conn, err := d.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		if udp, ok := conn.(*net.UDPConn); ok {
			return hastyUDP{udp, timeout}, nil
		}
		return hasty{conn, timeout}, nil
	}}
}

// hasty is a connection on which nothing may take longer than timeout.
type hasty struct {
	net.Conn
	timeout time.Duration
}

func (c hasty) SetDeadline(t time.Time) error { return c.Conn.SetDeadline(earlier(t, c.timeout)) }

// hastyUDP is hasty for packets, which the resolver tells by their type.
type hastyUDP struct {
	*net.UDPConn
	timeout time.Duration
}

func (c hastyUDP) SetDeadline(t time.Time) error { return c.UDPConn.SetDeadline(earlier(t, c.timeout)) }

func earlier(t time.Time, timeout time.Duration) time.Time {
	if limit := time.Now().Add(timeout); limit.Before(t) {
		return limit
	}
	return t
}
