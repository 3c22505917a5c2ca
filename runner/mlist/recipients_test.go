// SPDX-License-Identifier: GPL-2.0-or-later

package mlist_test

import (
	"slices"
	"testing"

	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

func TestRecipients(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	l := w.Lock(t, "test")
	for _, addr := range l.Members() {
		if err := l.RemoveMember(addr); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range []mlist.NewMember{
		{Address: "anne@example.com"}, {Address: "bart@example.org"}, {Address: "Cate.Mixed@Example.net"}, {Address: "dora@example.net"}, {Address: "Eve@example.net", Digest: true}, {Address: "fred@example.net"},
	} {
		if err := l.AddMember(m); err != nil {
			t.Fatal(err)
		}
	}
	for _, addr := range []string{"dora@example.net", "eve@example.net", "fred@example.net"} {
		if err := l.SetDeliveryStatus(addr, mlist.ByBounce); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.SetDeliveryStatus("fred@example.net", mlist.Enabled); err != nil {
		t.Fatal(err)
	}
	if got, want := strs(l.Recipients()), []string{"Cate.Mixed@Example.net", "anne@example.com", "bart@example.org", "fred@example.net"}; !slices.Equal(got, want) {
		t.Errorf("recipients %q, want %q", got, want)
	}
	want := []string{"Cate.Mixed@Example.net", "Eve@example.net", "anne@example.com", "bart@example.org", "dora@example.net", "fred@example.net"}
	if got := strs(l.EveryAddress()); !slices.Equal(got, want) {
		t.Errorf("addresses %q, want %q", got, want)
	}
}

func strs(values []pickle.Value) []string {
	var all []string
	for _, v := range values {
		s, _ := pickle.AsString(v)
		all = append(all, s)
	}
	slices.Sort(all)
	return all
}

// What Utils.check_eq_domains returns.
func TestEquivalentAddresses(t *testing.T) {
	for _, c := range []struct {
		addr, domains string
		want          []string
	}{
		{"user@me.com", "domain1, domain2; mac.com, me.com, icloud.com;\n domaina, domainb", []string{"user@mac.com", "user@icloud.com"}},
		{"User@ME.com", "mac.com,Me.Com", []string{"User@mac.com"}},
		{"a@b@me.com", "me.com,x", []string{"a@b@x"}},
		{"nobody", "a,b", nil},
		{"u@x", "a,b", nil},
		{"u@a", "", nil},
		{"u@a", "a;a,b", nil},
		{"u@a", "a,a,b", []string{"u@b"}},
		{"u@", ",x", []string{"u@x"}},
	} {
		if got := mlist.EquivalentAddresses(c.addr, c.domains); !slices.Equal(got, c.want) {
			t.Errorf("%s in %q: %q, want %q", c.addr, c.domains, got, c.want)
		}
	}
}

func TestArchiveURL(t *testing.T) {
	for _, c := range []struct {
		private                    bool
		webPage, archive, want, of string
	}{
		{of: "private", private: true, want: "http://lists.example.com/mailman/private/test/"},
		{of: "public", want: "http://lists.example.com/pipermail/test/"},
		{of: "no slash", webPage: "https://other.example:8080/mm/", archive: "https://%(hostname)s/%%/%(listname)s", want: "https://other.example:8080/%/test/"},
		{of: "no host", webPage: "/mm/", archive: "http://%(hostname)s/%(listname)s/", want: "http://lists.example.com/test/"},
	} {
		w := sitetest.New(t)
		change := map[string]pickle.Value{"archive_private": c.private}
		if c.webPage != "" {
			change["web_page_url"] = pickle.Str(c.webPage)
		}
		if c.archive != "" {
			w.Set("PUBLIC_ARCHIVE_URL", c.archive)
		}
		w.AddList(t, "test", change)
		if got := w.Open(t, "test").ArchiveURL(); got != c.want {
			t.Errorf("%s: %s, want %s", c.of, got, c.want)
		}
	}
}
