// SPDX-License-Identifier: GPL-2.0-or-later

package member_test

import (
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/member"
	"mmgen/runner/site/sitetest"
)

func TestAuthenticateMember(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	l := w.Lock(t, "test")
	if err := member.Of(l).SetPassword("anne@example.com", "anne's"); err != nil {
		t.Fatal(err)
	}
	l.DictToWrite("passwords").Set(pyvalue.Str(pystr.Lower("bart@example.org")), pyvalue.Str(""))
	for _, c := range []struct {
		addr, password string
		want           bool
	}{
		{"Anne@example.com", "anne's", true},
		{"anne@example.com", "Anne's", false},
		{"anne@example.com", "", false},
		{"bart@example.org", "", false},
		{"nobody@example.org", "", false},
		{"nobody@example.org", "anne's", false},
	} {
		if got := member.Of(l).Authenticate(c.addr, c.password); got != c.want {
			t.Errorf("%s with %q: %v", c.addr, c.password, got)
		}
	}
}
