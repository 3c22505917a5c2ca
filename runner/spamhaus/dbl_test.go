// SPDX-License-Identifier: GPL-2.0-or-later

package spamhaus

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"

	"mmgen/runner/site/sitetest"
)

// table is a DNS: the A records of names. What is not in it does not exist; no records
// are a server that fails.
type table struct {
	records map[string][]string
	mu      sync.Mutex
	asked   []string
}

func (d *table) LookupIPv4(_ context.Context, name string) (addrs []netip.Addr, err error) {
	d.mu.Lock()
	d.asked = append(d.asked, name)
	d.mu.Unlock()
	texts, ok := d.records[strings.TrimSuffix(name, ".dbl.spamhaus.org.")]
	switch {
	case !ok:
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	case len(texts) == 0:
		return nil, &net.DNSError{Err: "server misbehaving", Name: name, IsTemporary: true}
	}
	for _, text := range texts {
		addrs = append(addrs, netip.MustParseAddr(text))
	}
	return addrs, nil
}

// TestLists: what the answers mean, as Utils.py: banned_domain has it.
func TestLists(t *testing.T) {
	dns := &table{records: map[string][]string{
		"spam.example":      {"127.0.1.2"},
		"phish.example":     {"192.0.2.1", "::ffff:127.0.1.104"},
		"query.example":     {"127.0.1.255"},
		"both.example":      {"127.0.1.2", "127.0.1.255"},
		"open.example":      {"127.255.255.254"},
		"elsewhere.example": {"192.0.2.1"},
		"zen.example":       {"127.0.0.2"},
		"broken.example":    {},
	}}
	w := sitetest.New(t)
	w.LookupIPv4 = dns.LookupIPv4
	d := NewDBL(w.Site)
	for _, tt := range []struct {
		addr string
		want bool
	}{
		{"Anne@SPAM.Example", true}, {"a@phish.example", true}, {"a@query.example", false}, {"a@both.example", false},
		{"a@open.example", false}, {"a@elsewhere.example", false}, {"a@zen.example", false}, {"a@broken.example", false},
		{"a@good.example", false}, {"a@sub.spam.example", false}, {"a@" + strings.Repeat("x", 64) + ".example", false}, {"nobody", false},
	} {
		d.Ask(t.Context(), d.Unknown([]string{tt.addr}))
		if got := d.Lists(tt.addr); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.addr, got, tt.want)
		}
	}
	if want := "spam.example.dbl.spamhaus.org."; dns.asked[0] != want {
		t.Errorf("asked for %q, want %q", dns.asked[0], want)
	}
}

// TestUnknown: a domain is asked about once.
func TestUnknown(t *testing.T) {
	dns := &table{}
	w := sitetest.New(t)
	w.LookupIPv4 = dns.LookupIPv4
	d := NewDBL(w.Site)
	addrs := []string{"a@one.example", "b@two.example", "c@ONE.example", ""}
	if got, want := d.Unknown(addrs), []string{"one.example", "two.example"}; !slices.Equal(got, want) {
		t.Errorf("unknown are %q, want %q", got, want)
	}
	d.Ask(t.Context(), d.Unknown(addrs))
	if got := d.Unknown(addrs); len(got) != 0 || len(dns.asked) != 2 {
		t.Errorf("unknown are %q after the questions %q", got, dns.asked)
	}
}

// TestPanic: a lookup that ends in a panic harms nobody, and is logged.
func TestPanic(t *testing.T) {
	w := sitetest.New(t)
	w.LookupIPv4 = func(context.Context, string) ([]netip.Addr, error) { panic("odd packet") }
	d := NewDBL(w.Site)
	addrs := []string{"a@example.com"}
	d.Ask(t.Context(), d.Unknown(addrs))
	if d.Lists(addrs[0]) || len(d.Unknown(addrs)) > 0 {
		t.Error("the domain is listed, or counts as unknown")
	}
	if log := w.Log.String(); !strings.Contains(log, "example.com counts as not on the Domain Block List") || !strings.Contains(log, "odd packet") {
		t.Errorf("the log has %q", log)
	}
}

// TestGivenUp: what was not answered because the process is to end is asked again.
func TestGivenUp(t *testing.T) {
	w := sitetest.New(t)
	w.LookupIPv4 = func(ctx context.Context, _ string) ([]netip.Addr, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	ctx, stop := context.WithCancelCause(t.Context())
	stop(errors.New("told to stop"))
	d := NewDBL(w.Site)
	addrs := []string{"a@example.com"}
	d.Ask(ctx, d.Unknown(addrs))
	if len(d.Unknown(addrs)) != 1 {
		t.Error("the domain counts as known")
	}
}
