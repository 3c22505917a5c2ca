// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"context"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/queue"
)

// putJoin queues a mail to the -join address of the list test.
func (w *world) putJoin(from string) {
	w.t.Helper()
	q, err := queue.Open(w.Path("qfiles/commands"), queue.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	data := queue.NewMetadata()
	data.SetStr("listname", pyvalue.Str("test"))
	data.SetStr("tojoin", int64(1))
	if _, err := q.Put(message.Parse("From: "+from+"\nTo: test-join@lists.example.com\n\n"), data); err != nil {
		w.t.Fatal(err)
	}
}

// askedDomains is a world where everybody may join, and the domains that the DNS is asked
// about. No list is locked meanwhile.
func askedDomains(t *testing.T, enabled bool) (w *world, asked *names) {
	w, asked = newWorld(t), new(names)
	w.AddList(t, "test", map[string]pyvalue.Value{"subscribe_policy": int64(0)})
	w.Set("BLOCK_SPAMHAUS_LISTED_DBL_SUBSCRIBE", enabled)
	w.LookupIPv4 = func(_ context.Context, name string) ([]netip.Addr, error) {
		if locks, _ := filepath.Glob(w.Path("locks/test.lock*")); len(locks) > 0 {
			t.Errorf("%s is asked for with the list locked: %q", name, locks)
		}
		asked.add(name)
		return []netip.Addr{netip.MustParseAddr(map[bool]string{true: "127.0.1.2", false: "192.0.2.1"}[strings.HasPrefix(name, "spam.")])}, nil
	}
	return w, asked
}

// TestListedDomain: with the setting, those whose domain is known for spam can't join by
// mail; the DNS is asked about each domain once, before the list is locked.
func TestListedDomain(t *testing.T) {
	const good, bad = "new@good.example", "new@spam.example"
	w, asked := askedDomains(t, true)
	for _, from := range []string{good, bad, "other@good.example", "other@spam.example"} {
		w.putJoin(from)
	}
	if status := w.drain("Command"); status != 0 {
		t.Fatalf("exit status %d (%v)", status, w.err)
	}
	asked.want(t, "good.example.dbl.spamhaus.org.", "spam.example.dbl.spamhaus.org.")
	roster := member.Of(w.Open(t, "test"))
	if !roster.Has(good) || !roster.Has("other@good.example") || roster.Has(bad) || roster.Has("other@spam.example") {
		t.Errorf("the members are %q", roster.All())
	}
	w.logged("vette: Test banned subscription: " + bad + " (Spamhaus DBL)")
	w.noLocks()
}

// TestDomainsAreNotAskedAbout: without the setting nobody is asked.
func TestDomainsAreNotAskedAbout(t *testing.T) {
	w, asked := askedDomains(t, false)
	w.putJoin("new@spam.example")
	if status := w.drain("Command"); status != 0 {
		t.Errorf("exit status %d (%v)", status, w.err)
	}
	asked.want(t)
	if !member.Of(w.Open(t, "test")).Has("new@spam.example") {
		t.Error("not subscribed")
	}
}

// TestStopWhileAsking: told to stop while the DNS does not answer, the mail stays.
func TestStopWhileAsking(t *testing.T) {
	w, _ := askedDomains(t, true)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	w.LookupIPv4 = func(ctx context.Context, _ string) ([]netip.Addr, error) {
		stop()
		<-ctx.Done()
		return nil, ctx.Err()
	}
	w.putJoin("new@spam.example")
	if status := w.drainUntil(ctx, "Command"); status != 0 || len(w.entries("commands")) != 1 {
		t.Errorf("exit status %d (%v), and in the queue are %d entries", status, w.err, len(w.entries("commands")))
	}
	if member.Of(w.Open(t, "test")).Has("new@spam.example") {
		t.Error("subscribed")
	}
}
