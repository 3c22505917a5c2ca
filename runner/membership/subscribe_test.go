// SPDX-License-Identifier: GPL-2.0-or-later

package membership_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// session is work on a list with some attributes other than a new list's.
func session(t *testing.T, attrs map[string]pyvalue.Value) (*sitetest.World, *membership.Session) {
	t.Helper()
	w := sitetest.New(t)
	w.AddList(t, "test", attrs)
	c := w.Change(t, "test")
	return w, &membership.Session{Site: w.Site, Change: c, List: c.List()}
}

// letters are the letters that were queued, each as `TEMPLATE-LIKE SUBJECT -> TO`.
func letters(t *testing.T, w *sitetest.World) (all []string) {
	t.Helper()
	w.Commit(t)
	for _, e := range w.Entries(t, site.Virgin) {
		all = append(all, e.Msg.Get("Subject")+" -> "+strings.Join(e.Data.Strs("recips"), " "))
	}
	return all
}

const cookie = "COOKIE"

// withoutCookies has a word in the place of each cookie.
func withoutCookies(texts []string) []string {
	for i, s := range texts {
		for _, word := range strings.Fields(s) {
			if len(word) == 40 && strings.Trim(word, "0123456789abcdef") == "" {
				texts[i] = strings.Replace(s, word, cookie, 1)
			}
		}
	}
	return texts
}

// What each subscribe_policy makes of the same wish.
func TestSubscribePolicies(t *testing.T) {
	ann := membership.UserDesc{Address: "Ann@Example.NET", FullName: pyvalue.Str("Ann"), Password: "secret", Digest: false}
	welcome := `Welcome to the "Test" mailing list -> Ann@example.net`
	for _, c := range []struct {
		name    string
		attrs   map[string]pyvalue.Value
		outcome membership.Outcome
		member  bool
		letters []string
		log     string
	}{
		{
			"0", map[string]pyvalue.Value{"subscribe_policy": int64(0)}, membership.Done, true,
			[]string{welcome}, "subscribe: test: new Ann <Ann@example.net>, ann@example.net\n",
		},
		{
			"1", map[string]pyvalue.Value{"subscribe_policy": int64(1)}, membership.NeedsConfirmation, false,
			[]string{"confirm COOKIE -> Ann@example.net"}, "subscribe: test: pending Ann <Ann@example.net>  ann@example.net\n",
		},
		{
			"2", map[string]pyvalue.Value{"subscribe_policy": int64(2)}, membership.NeedsApproval, false,
			[]string{"New subscription request to list Test from Ann@example.net -> test-owner@lists.example.com"},
			"vette: test: held subscription request from Ann@example.net\n",
		},
		{
			"2, silent", map[string]pyvalue.Value{"subscribe_policy": int64(2), "admin_immed_notify": int64(0)}, membership.NeedsApproval, false,
			nil, "vette: test: held subscription request from Ann@example.net\n",
		},
		{
			"2, approved", map[string]pyvalue.Value{"subscribe_policy": int64(2), "subscribe_auto_approval": pyvalue.Strings("^ann@")},
			membership.Done, true, []string{welcome},
			"vette: test: auto approved subscribe from Ann@example.net\nsubscribe: test: new Ann <Ann@example.net>, \n",
		},
		{
			"3", map[string]pyvalue.Value{"subscribe_policy": int64(3)}, membership.NeedsConfirmation, false,
			[]string{"confirm COOKIE -> Ann@example.net"}, "subscribe: test: pending Ann <Ann@example.net>  ann@example.net\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, s := session(t, c.attrs)
			outcome, err := s.Add(ann, "ann@example.net")
			if err != nil || outcome != c.outcome {
				t.Errorf("outcome %v, %v; want %v", outcome, err, c.outcome)
			}
			if got := member.Of(s.List).Has("ann@example.net"); got != c.member {
				t.Errorf("a member: %v, want %v", got, c.member)
			}
			if got := withoutCookies(letters(t, w)); !slices.Equal(got, c.letters) {
				t.Errorf("letters %q, want %q", got, c.letters)
			}
			if got := w.Log.String(); got != c.log {
				t.Errorf("log\n%s\nwant\n%s", got, c.log)
			}
		})
	}
}

// Who is not taken, and why: the first reason that there is.
func TestRefusedSubscriptions(t *testing.T) {
	for _, c := range []struct {
		name  string
		attrs map[string]pyvalue.Value
		user  membership.UserDesc
		want  error
	}{
		{"no address", nil, membership.UserDesc{Address: "ann"}, mlist.ErrBadAddress},
		{"hostile", nil, membership.UserDesc{Address: "ann|x@example.net"}, mlist.ErrHostileAddress},
		{"hostile domain", nil, membership.UserDesc{Address: "ann@-example.net"}, mlist.ErrHostileAddress},
		{"a member", nil, membership.UserDesc{Address: "ANNE@example.com"}, member.ErrAlreadyMember},
		{"the list", nil, membership.UserDesc{Address: "Test@lists.example.com"}, mlist.ErrBadAddress},
		{"banned", map[string]pyvalue.Value{"ban_list": pyvalue.Strings("^ann@")}, membership.UserDesc{Address: "ann@example.net"}, membership.ErrBanned},
		{"digest", map[string]pyvalue.Value{"digestable": int64(0)}, membership.UserDesc{Address: "ann@example.net", Digest: int64(1)}, membership.ErrCantDigest},
		{"no digest", map[string]pyvalue.Value{"nondigestable": int64(0)}, membership.UserDesc{Address: "ann@example.net", Digest: int64(0)}, membership.ErrMustDigest},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, s := session(t, c.attrs)
			if _, err := s.Add(c.user, "ann@example.net"); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if entries := w.Entries(t, site.Virgin); len(entries) != 0 {
				t.Errorf("%d letters", len(entries))
			}
		})
	}
}

// Whose domain is known for spam is not taken, if nothing else is in the way before that.
func TestListedDomain(t *testing.T) {
	for _, c := range []struct {
		addr string
		want error
		log  string
	}{
		{"ann@spam.example", membership.ErrBanned, "vette: Test banned subscription: ann@spam.example (Spamhaus DBL)\n"},
		{"anne@example.com", member.ErrAlreadyMember, ""},
		{"ann@banned.example", membership.ErrBanned, "vette: Test banned subscription: ann@banned.example from x@example.org (matched: ^.*@banned)\n"},
	} {
		w, s := session(t, map[string]pyvalue.Value{"ban_list": pyvalue.Strings("^.*@banned")})
		s.DomainListed = func(string) bool { return true }
		if _, err := s.Add(membership.UserDesc{Address: c.addr}, "x@example.org"); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", c.addr, err, c.want)
		}
		if got := w.Log.String(); got != c.log {
			t.Errorf("%s: log %q, want %q", c.addr, got, c.log)
		}
		if err := s.AddApproved(membership.UserDesc{Address: "bea@spam.example"}, membership.Approval{}); err != nil {
			t.Errorf("one whom an administrator subscribes: %v", err)
		}
	}
}
