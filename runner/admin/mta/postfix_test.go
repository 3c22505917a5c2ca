// SPDX-License-Identifier: GPL-2.0-or-later

package mta

import (
	"context"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/lockfile"
	"mmgen/runner/site/sitetest"
)

// world is a site with two lists, one of them in a virtual domain, whose tables a command
// makes that only notes it.
func world(t *testing.T) (*sitetest.World, Postfix) {
	t.Helper()
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"host_name": pyvalue.Str("Example.org")})
	w.AddList(t, "test-b", nil)
	w.Set("POSTFIX_STYLE_VIRTUAL_DOMAINS", pyvalue.Strings("example.org"))
	w.Set("WRAPPER_DIR", pyvalue.Str("/usr/lib/mailman/mail"))
	w.Set("POSTFIX_ALIAS_CMD", pyvalue.Str("echo alias >>"+w.Path("made")+"; : "))
	w.Set("POSTFIX_MAP_CMD", pyvalue.Str("echo map >>"+w.Path("made")+"; : "))
	return w, Postfix{w.Site}
}

func read(t *testing.T, w *sitetest.World, name string) string {
	t.Helper()
	return string(sitetest.ReadFile(t, w.Path(name)))
}

// TestAddAndRemove: a list's lines come and go, and those of others stay, also of lists
// whose name begins alike.
func TestAddAndRemove(t *testing.T) {
	w, p := world(t)
	ctx := context.Background()
	test, other := w.Open(t, "test"), w.Open(t, "test-b")
	if err := p.Add(ctx, other); err != nil {
		t.Fatal(err)
	}
	aliases := read(t, w, "data/aliases")
	if err := p.Add(ctx, test); err != nil {
		t.Fatal(err)
	}
	both := read(t, w, "data/aliases")
	for _, line := range []string{
		"# STANZA START: test\n", "# STANZA END: test\n",
		"test:             \"|/usr/lib/mailman/mail/mailman post test\"\n",
		"test-unsubscribe: \"|/usr/lib/mailman/mail/mailman unsubscribe test\"\n",
		"mailman-loop: " + w.Path("data/owner-bounces.mbox") + "\n",
	} {
		if strings.Count(both, line) != 1 {
			t.Errorf("%d times %q in\n%s", strings.Count(both, line), line, both)
		}
	}
	virtual := read(t, w, "data/virtual-mailman")
	for _, line := range []string{
		"mailman-loop@Example.org\tmailman-loop\n", "mailman-owner@Example.org\tmailman-owner\n",
		"test@Example.org              test\n", "test-unsubscribe@Example.org  test-unsubscribe\n",
	} {
		if strings.Count(virtual, line) != 1 {
			t.Errorf("%d times %q in\n%s", strings.Count(virtual, line), line, virtual)
		}
	}
	if made := read(t, w, "made"); made != "alias\nalias\nmap\n" {
		t.Errorf("tables made: %q", made)
	}
	if err := p.Remove(ctx, test); err != nil {
		t.Fatal(err)
	}
	if got := read(t, w, "data/aliases"); got != aliases {
		t.Errorf("after the removal\n%s\nwant\n%s", got, aliases)
	}
	if got := read(t, w, "data/virtual-mailman"); strings.Contains(got, "test@") || !strings.Contains(got, "mailman-loop@") {
		t.Errorf("after the removal\n%s", got)
	}
}

// TestBrokenFile: a stanza whose end is missing takes no other list along.
func TestBrokenFile(t *testing.T) {
	text := "# head\n# STANZA START: a\na: x\n# STANZA START: b\nb: y\n# STANZA END: b\n\n# STANZA START: c\nc: z\n# STANZA END: c\n"
	want := "# head\n# STANZA START: b\nb: y\n# STANZA END: b\n\n# STANZA START: c\nc: z\n# STANZA END: c\n"
	if got := without(text, "a"); got != want {
		t.Errorf("got %q", got)
	}
	if got := without(text, "nosuch"); got != text {
		t.Errorf("got %q", got)
	}
}

// TestFaults: a command that fails is told, and Mailman's scripts are waited for.
func TestFaults(t *testing.T) {
	w, p := world(t)
	w.Set("POSTFIX_ALIAS_CMD", pyvalue.Str("echo it broke; false"))
	err := (Postfix{w.Site}).Add(context.Background(), w.Open(t, "test-b"))
	if err == nil || !strings.Contains(err.Error(), "it broke") {
		t.Errorf("%v", err)
	}
	lock, err := lockfile.New(w.Path("locks/creator"), lockfile.Options{Hostname: w.Host, PID: 1, Now: w.Now})
	if err != nil {
		t.Fatal(err)
	}
	release, err := lock.Acquire(context.Background(), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	before := read(t, w, "data/aliases")
	if err := p.Add(ctx, w.Open(t, "test")); err == nil || read(t, w, "data/aliases") != before {
		t.Errorf("%v", err)
	}
}
