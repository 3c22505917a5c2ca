// SPDX-License-Identifier: GPL-2.0-or-later

package dmarc

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mmgen/runner/site/sitetest"
)

// table is a DNS: the TXT records of names. What is not in it does not exist; no records
// are a server that fails.
type table struct {
	records map[string][]string
	mu      sync.Mutex
	asked   []string
}

func (d *table) LookupTXT(ctx context.Context, name string) ([]string, error) {
	d.mu.Lock()
	d.asked = append(d.asked, name)
	d.mu.Unlock()
	records, ok := d.records[name]
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case !ok:
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	case len(records) == 0:
		return nil, &net.DNSError{Err: "server misbehaving", Name: name, IsTemporary: true}
	}
	return records, nil
}

// wantAsked compares what was asked, in the order of the alphabet, and forgets it.
func (d *table) wantAsked(t *testing.T, want ...string) {
	t.Helper()
	slices.Sort(d.asked)
	if !slices.Equal(d.asked, want) {
		t.Errorf("asked for %q, want %q", d.asked, want)
	}
	d.asked = nil
}

// answersOf is a world with a DNS, and answers of it.
func answersOf(t *testing.T, records map[string][]string) (*sitetest.World, *table, *Answers) {
	w, dns := sitetest.New(t), &table{records: records}
	w.LookupTXT = dns.LookupTXT
	w.AddList(t, "test", nil)
	return w, dns, NewAnswers(w.Site)
}

// TestAnswers: what was asked before is not asked again, and decides as the DNS does.
func TestAnswers(t *testing.T) {
	w, dns, a := answersOf(t, map[string][]string{
		"_dmarc.reject.example.":     {"v=spf1 -all", "v=DMARC1; p=reject"},
		"_dmarc.own.reject.example.": {"v=DMARC1; p=none"},
		"_dmarc.text.example.":       {"v=spf1 -all"},
		"_dmarc.two.example.":        {"v=DMARC1; p=reject", "v=DMARC1; p=reject"},
		"_dmarc.broken.example.":     {},
	})
	authors := map[string]bool{
		"anne@reject.example": true, "Bart@Sub.Reject.Example": true, "\"c@d\"@other.reject.example": true, "anne@own.reject.example": false,
		"anne@text.example": false, "anne@two.example": false, "anne@broken.example": true, "anne@none.example": false, "anne@a..example": true,
		"nobody": false, "@reject.example": false,
	}
	var domains []string
	for author := range authors {
		domains = append(domains, a.Unknown(author)...)
	}
	a.Ask(t.Context(), domains)
	dns.wantAsked(t, "_dmarc.broken.example.", "_dmarc.none.example.", "_dmarc.other.reject.example.", "_dmarc.own.reject.example.",
		"_dmarc.reject.example.", "_dmarc.sub.reject.example.", "_dmarc.text.example.", "_dmarc.two.example.")
	kept := Checker{Site: w.Site, List: w.Open(t, "test"), Answers: a}
	for author, want := range authors {
		if unknown := a.Unknown(author); len(unknown) > 0 {
			t.Errorf("%s: still unknown: %q", author, unknown)
		}
		if got := kept.IsProhibited(t.Context(), author); got != want {
			t.Errorf("%s: %v, want %v", author, got, want)
		}
	}
	dns.wantAsked(t)
	direct := Checker{Site: w.Site, List: kept.List}
	for author, want := range authors {
		if got := direct.IsProhibited(t.Context(), author); got != want {
			t.Errorf("%s without answers: %v, want %v", author, got, want)
		}
	}
}

// TestNotAskedBefore: who was not asked about is asked about when the post is checked.
func TestNotAskedBefore(t *testing.T) {
	w, dns, a := answersOf(t, map[string][]string{"_dmarc.reject.example.": {"v=DMARC1; p=reject"}})
	c := Checker{Site: w.Site, List: w.Open(t, "test"), Answers: a}
	if !c.IsProhibited(t.Context(), "anne@sub.reject.example") {
		t.Error("not prohibited")
	}
	dns.wantAsked(t, "_dmarc.reject.example.", "_dmarc.sub.reject.example.")
}

// TestAnswersGrowOld: an answer counts for a minute, and until the post it was asked for
// is checked.
func TestAnswersGrowOld(t *testing.T) {
	const author, name = "anne@reject.example", "_dmarc.reject.example."
	w, dns, a := answersOf(t, map[string][]string{name: {}})
	c := Checker{Site: w.Site, List: w.Open(t, "test"), Answers: a}
	a.Ask(t.Context(), a.Unknown(author))
	w.Clock = w.Clock.Add(time.Minute)
	if len(a.Unknown(author)) > 0 {
		t.Error("unknown after a minute")
	}
	w.Clock = w.Clock.Add(time.Second)
	if !c.IsProhibited(t.Context(), author) {
		t.Error("the old answer does not count")
	}
	dns.wantAsked(t, name)
	dns.records[name] = []string{"v=DMARC1; p=none"}
	a.Ask(t.Context(), a.Unknown(author))
	dns.wantAsked(t, name)
	if c.IsProhibited(t.Context(), author) {
		t.Error("the new answer does not count")
	}
}

// TestGivenUp: what was not answered because the process is to end is asked again.
func TestGivenUp(t *testing.T) {
	_, _, a := answersOf(t, nil)
	ctx, stop := context.WithCancelCause(t.Context())
	stop(errors.New("told to stop"))
	a.Ask(ctx, a.Unknown("anne@example.com"))
	if len(a.Unknown("anne@example.com")) != 1 {
		t.Error("the domain counts as known")
	}
}

// TestPanic: a lookup that ends in a panic counts as one that the DNS can't answer, and is
// logged.
func TestPanic(t *testing.T) {
	w, _, a := answersOf(t, nil)
	w.LookupTXT = func(context.Context, string) ([]string, error) { panic("odd packet") }
	a.Ask(t.Context(), a.Unknown("anne@example.com"))
	c := Checker{Site: w.Site, List: w.Open(t, "test"), Answers: a}
	if !c.IsProhibited(t.Context(), "anne@example.com") {
		t.Error("not prohibited, as where the DNS can't be asked")
	}
	if log := w.Log.String(); !strings.Contains(log, "odd packet") {
		t.Errorf("the log has %q", log)
	}
}
