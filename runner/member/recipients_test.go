// SPDX-License-Identifier: GPL-2.0-or-later

package member_test

import (
	"slices"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/site/sitetest"
)

func TestRecipients(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	l := w.Lock(t, "test")
	for _, addr := range member.Of(l).All() {
		if err := member.Of(l).Remove(addr); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range []member.NewMember{
		{Address: "anne@example.com"}, {Address: "bart@example.org"}, {Address: "Cate.Mixed@Example.net"}, {Address: "dora@example.net"}, {Address: "Eve@example.net", Digest: true}, {Address: "fred@example.net"},
	} {
		if err := member.Of(l).Add(m); err != nil {
			t.Fatal(err)
		}
	}
	for _, addr := range []string{"dora@example.net", "eve@example.net", "fred@example.net"} {
		if err := member.Of(l).SetDeliveryStatus(addr, member.ByBounce); err != nil {
			t.Fatal(err)
		}
	}
	if err := member.Of(l).SetDeliveryStatus("fred@example.net", member.Enabled); err != nil {
		t.Fatal(err)
	}
	if got, want := strs(member.Of(l).Recipients()), []string{"Cate.Mixed@Example.net", "anne@example.com", "bart@example.org", "fred@example.net"}; !slices.Equal(got, want) {
		t.Errorf("recipients %q, want %q", got, want)
	}
	want := []string{"Cate.Mixed@Example.net", "Eve@example.net", "anne@example.com", "bart@example.org", "dora@example.net", "fred@example.net"}
	if got := strs(member.Of(l).EveryAddress()); !slices.Equal(got, want) {
		t.Errorf("addresses %q, want %q", got, want)
	}
}

func strs(values []pyvalue.Value) []string {
	var all []string
	for _, v := range values {
		s, _ := pyvalue.AsString(v)
		all = append(all, s)
	}
	slices.Sort(all)
	return all
}
