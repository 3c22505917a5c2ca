// SPDX-License-Identifier: GPL-2.0-or-later

package member_test

import (
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/site/sitetest"
)

// What is wanted is what MailList.py: GetPattern returns and logs.
func TestFittingPattern(t *testing.T) {
	w := sitetest.New(t)
	members := new(pyvalue.Dict)
	members.SetStr("zed@example.org", int64(0))
	w.AddList(t, "other", map[string]pyvalue.Value{"members": members})
	for _, tt := range []struct {
		name     string
		addr     string
		patterns []string
		lists    bool
		want     string // "" where nothing fits
		log      string
	}{
		{"nothing", "zed@example.org", nil, true, "", ""},
		{"an address in another case", "Zed@Example.org", []string{"^zed", " ZED@example.ORG\n"}, true, "Zed@Example.org", ""},
		{"an address that is a part", "zed@example.org", []string{"ed@example.org", "zed@example"}, true, "", ""},
		{"blank lines", "", []string{"", "  "}, true, "", ""},
		{"a regular expression", "Zed@example.org", []string{"^nobody", "^ZED@"}, true, "^ZED@", ""},
		{"one that looks ahead", "zed@example.org", []string{"^(?!x)[^@]+@.*\\.org$"}, true, "^(?!x)[^@]+@.*\\.org$", ""},
		{"the first one", "zed@example.org", []string{"^z", "^ze"}, true, "^z", ""},
		{"8-bit letters have no case", "k\xe4se@example.org", []string{"^k\xc4se", "^k.se@"}, true, "^k.se@", ""},
		{"a bad one is passed over", "zed@example.org", []string{"^[bad", "^z"}, true, "^z",
			"error: these in test has bad regexp \"^[bad\": a class of characters is not closed\n"},
		{"a blank before ^ makes it an address", "zed@example.org", []string{" ^z"}, true, "", ""},
		{"a list's members", "Zed@example.org", []string{"@Other "}, true, "@Other ", ""},
		{"not a member", "anne@example.com", []string{"@other"}, true, "", ""},
		{"lists do not count", "zed@example.org", []string{"@other"}, false, "", ""},
		{"the list itself", "anne@example.com", []string{"@test", "^anne"}, true, "^anne", "error: these in test references own list\n"},
		{"no such list", "zed@example.org", []string{"@nolist"}, true, "", "error: these in test references non-existent list nolist\n"},
		{"bans have one name", "zed@example.org", []string{"^[bad"}, false, "",
			"error: ban_list in test has bad regexp \"^[bad\": a class of characters is not closed\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := w.Log.String()
			w.AddList(t, "test", map[string]pyvalue.Value{"these": pyvalue.Strings(tt.patterns...)})
			got, ok, err := member.Of(w.Open(t, "test")).FittingPattern(tt.addr, "these", tt.lists)
			if err != nil || got != tt.want || ok != (tt.want != "") {
				t.Errorf("%q %v %v, want %q", got, ok, err, tt.want)
			}
			if log := strings.TrimPrefix(w.Log.String(), before); log != tt.log {
				t.Errorf("log %q, want %q", log, tt.log)
			}
		})
	}
}

// A list that is there but can't be read is a fault: who its members are
// decides about the post.
func TestFittingPatternCorruptList(t *testing.T) {
	w := sitetest.New(t)
	w.Write(t, "lists/broken/config.pck", []byte("garbage"))
	w.AddList(t, "test", map[string]pyvalue.Value{"these": pyvalue.Strings("@broken")})
	if _, ok, err := member.Of(w.Open(t, "test")).FittingPattern("zed@example.org", "these", true); ok || err == nil {
		t.Errorf("%v %v", ok, err)
	}
}
