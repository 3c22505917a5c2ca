// SPDX-License-Identifier: GPL-2.0-or-later

package confirmation_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/confirmation"
	"mmgen/runner/decision"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/moderation"
	"mmgen/runner/pending"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

const (
	anne = "anne@example.com"
	dora = "dora@example.net"
	// secret is the SHA-1 digest of `secret`.
	secret = pyvalue.Str("e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4")
)

func session(t *testing.T, attrs map[string]pyvalue.Value) (*sitetest.World, *membership.Session) {
	t.Helper()
	w := sitetest.New(t)
	w.AddList(t, "test", attrs)
	return w, open(t, w)
}

func open(t *testing.T, w *sitetest.World) *membership.Session {
	t.Helper()
	c := w.Change(t, "test")
	return &membership.Session{Site: w.Site, Change: c, List: c.List()}
}

func newCookie(t *testing.T, s *membership.Session, kind string, content ...pyvalue.Value) string {
	t.Helper()
	cookie, err := pending.New(s.Change, kind, content...)
	if err != nil {
		t.Fatal(err)
	}
	return cookie
}

func mail(text string) *message.Message { return message.Parse(text) }

// A subscription that is confirmed, under the policies that the list may have by then.
func TestSubscription(t *testing.T) {
	for _, c := range []struct {
		name    string
		attrs   map[string]pyvalue.Value
		user    membership.UserDesc
		outcome membership.Outcome
		log     string
	}{
		{
			name: "by mail",
			log:  "subscribe: test: new Dora <dora@example.net>, via email confirmation\n",
		}, {
			name: "digests", user: membership.UserDesc{Digest: int64(1)},
			log: "subscribe: test: new (digest) Dora <dora@example.net>, via email confirmation\n",
		}, {
			name: "needs approval", attrs: map[string]pyvalue.Value{"subscribe_policy": int64(3)}, outcome: membership.NeedsApproval,
			log: "vette: test: held subscription request from dora@example.net\n",
		}, {
			name: "needs none", attrs: map[string]pyvalue.Value{"subscribe_policy": int64(3), "subscribe_auto_approval": pyvalue.Strings(dora)},
			log: "vette: test: auto approved subscribe from dora@example.net\nsubscribe: test: new Dora <dora@example.net>, via email confirmation\n",
		}, {
			name: "invited", attrs: map[string]pyvalue.Value{"subscribe_policy": int64(2)}, user: membership.UserDesc{Invitation: "test"},
			log: "subscribe: test: new Dora <dora@example.net>, via email confirmation\n",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, s := session(t, c.attrs)
			c.user.Address, c.user.FullName, c.user.Password = dora, pyvalue.Str("Dora"), "x"
			cookie := newCookie(t, s, pending.Subscription, c.user.Pickle())
			result, err := confirmation.Process(t.Context(), s, cookie, mail("\n"))
			if err != nil || result.Kind != pending.Subscription || result.Outcome != c.outcome || result.Address != dora {
				t.Errorf("%+v, %v", result, err)
			}
			if got, want := member.Of(s.List).Has(dora), c.outcome == membership.Done; got != want {
				t.Errorf("a member: %v, want %v", got, want)
			}
			if got := w.Log.String(); got != c.log {
				t.Errorf("log\n%s\nwant\n%s", got, c.log)
			}
			if _, err := confirmation.Process(t.Context(), s, cookie, mail("\n")); !errors.Is(err, confirmation.ErrBadConfirmation) {
				t.Errorf("a second time: %v", err)
			}
		})
	}
}

// Who comes with an invitation to another list is not taken, and the owners of both
// lists are told.
func TestHostileSubscription(t *testing.T) {
	w, s := session(t, nil)
	w.AddList(t, "other", map[string]pyvalue.Value{"owner": pyvalue.Strings("other@example.com")})
	cookie := newCookie(t, s, pending.Subscription, membership.UserDesc{Address: dora, Invitation: "other"}.Pickle())
	if _, err := confirmation.Process(t.Context(), s, cookie, mail("\n")); !errors.Is(err, membership.ErrHostile) {
		t.Errorf("error %v, want ErrHostile", err)
	}
	w.Commit(t)
	if got := len(w.Entries(t, site.Virgin)); got != 2 {
		t.Errorf("%d letters, want 2", got)
	}
	if w.Open(t, "test").Dict("members").Has(pyvalue.Str(dora)) {
		t.Error("subscribed all the same")
	}
	if got, want := w.Log.String(), "mischief: dora@example.net was invited to other but confirmed to test\n"; got != want {
		t.Errorf("log %q, want %q", got, want)
	}
}

func TestMembers(t *testing.T) {
	for _, c := range []struct {
		name    string
		kind    string
		content []pyvalue.Value
		err     error
		members string // those there are then
	}{
		{"leaves", pending.Unsubscription, []pyvalue.Value{pyvalue.Str(anne)}, nil, "bart@example.org cate@example.net"},
		{"has left", pending.Unsubscription, []pyvalue.Value{pyvalue.Str(dora)}, member.ErrNotMember, "anne@example.com bart@example.org cate@example.net"},
		{"moves", pending.ChangeOfAddress, []pyvalue.Value{pyvalue.Str(anne), pyvalue.Str(dora), int64(0)}, nil, "bart@example.org cate@example.net dora@example.net"},
		{"moves to another's", pending.ChangeOfAddress, []pyvalue.Value{pyvalue.Str(anne), pyvalue.Str("Bart@example.org"), int64(0)}, member.ErrAlreadyMember, "anne@example.com bart@example.org cate@example.net"},
		{"gets mail again", pending.ReEnable, []pyvalue.Value{pyvalue.Str("test"), pyvalue.Str(anne)}, nil, "anne@example.com bart@example.org cate@example.net"},
		{"is gone", pending.ReEnable, []pyvalue.Value{pyvalue.Str("test"), pyvalue.Str(dora)}, member.ErrNotMember, "anne@example.com bart@example.org cate@example.net"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, s := session(t, nil)
			if err := member.Of(s.List).SetDeliveryStatus(anne, member.ByBounce); err != nil {
				t.Fatal(err)
			}
			_, err := confirmation.Process(t.Context(), s, newCookie(t, s, c.kind, c.content...), mail("\n"))
			if !errors.Is(err, c.err) {
				t.Errorf("error %v, want %v", err, c.err)
			}
			if got := strings.Join(sorted(member.Of(s.List).All()), " "); got != c.members {
				t.Errorf("members %s, want %s", got, c.members)
			}
			status, _ := member.Of(s.List).DeliveryStatus(anne)
			if c.name == "gets mail again" && status != member.Enabled {
				t.Errorf("delivery status %d", status)
			}
		})
	}
}

// A held post is passed on or thrown away by the answer to its notice.
func TestHeldMessage(t *testing.T) {
	for _, c := range []struct {
		name, answer string
		action       decision.Action
		err          error
	}{
		{"no approval", "From: o@example.com\nSubject: confirm\n\nconfirm\n", decision.Discard, nil},
		{"in the header", "Approved: secret\n\n", decision.Approve, nil},
		{"the other field", "Approve: secret\n\n", decision.Approve, nil},
		{"in the text", "\n\n \n Approved : secret \nmore\n", decision.Approve, nil},
		{"in a part", "Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/html\n\nApproved: wrong\n--B\n\napprove:secret\n--B--\n", decision.Approve, nil},
		{"not in the first line", "\nHello\nApproved: secret\n", decision.Discard, nil},
		{"a wrong one", "Approved: wrong\n\nApproved: secret\n", decision.Discard, confirmation.ErrBadPassword},
		{"an empty one", "Approved:\n\nHello\n", decision.Discard, confirmation.ErrBadPassword},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, s := session(t, map[string]pyvalue.Value{"password": secret})
			requests, err := moderation.Of(s.Change)
			if err != nil {
				t.Fatal(err)
			}
			id, err := requests.Hold(moderation.Held{Msg: message.Parse("From: z@example.org\n\nx\n"), Data: new(pyvalue.Dict)})
			if err != nil {
				t.Fatal(err)
			}
			cookie := newCookie(t, s, pending.HeldMessage, id)
			w.Commit(t)
			s = open(t, w)
			result, err := confirmation.Process(t.Context(), s, cookie, mail(c.answer))
			if !errors.Is(err, c.err) || err == nil && result.Action != c.action {
				t.Errorf("%+v, %v; want %v, %v", result, err, c.action, c.err)
			}
			if requests, err = moderation.Of(s.Change); err != nil {
				t.Fatal(err)
			}
			_, err = requests.Kind(id)
			entry, perr := pending.Peek(s.Change, cookie)
			if waits := c.err != nil; perr != nil || (err == nil) != waits || (entry != nil) != waits {
				t.Errorf("the request: %v; the cookie: %v, %v", err, entry, perr)
			}
			w.Commit(t)
			if got := len(w.Entries(t, site.In)) == 1; got != (c.err == nil && c.action == decision.Approve) {
				t.Errorf("passed on: %v", got)
			}
		})
	}
}

// A post that somebody else has decided on the web page is no fault.
func TestHeldMessageIsDecided(t *testing.T) {
	w, s := session(t, nil)
	cookie := newCookie(t, s, pending.HeldMessage, int64(7))
	if _, err := confirmation.Process(t.Context(), s, cookie, mail("\n")); err != nil {
		t.Error(err)
	}
	if got, want := w.Log.String(), "error: Could not process HELD_MESSAGE: 7\n"; got != want {
		t.Errorf("log %q, want %q", got, want)
	}
}

// What is no cookie of a confirmation confirms nothing, and a probe's waits on.
func TestBadConfirmation(t *testing.T) {
	_, s := session(t, nil)
	probe := newCookie(t, s, pending.ProbeBounce, pyvalue.Str(anne), pyvalue.Str("message"))
	for _, cookie := range []string{"", "evictions", "version", strings.Repeat("0", 40), probe[:39], probe + "0", strings.ToUpper(probe), probe,
		newCookie(t, s, pending.ChangeOfAddress, pyvalue.Str(anne)), newCookie(t, s, pending.Subscription, pyvalue.Str(anne))} {
		if _, err := confirmation.Process(t.Context(), s, cookie, mail("\n")); !errors.Is(err, confirmation.ErrBadConfirmation) {
			t.Errorf("%q: %v, want ErrBadConfirmation", cookie, err)
		}
	}
	if entry, err := pending.Peek(s.Change, probe); err != nil || entry == nil {
		t.Errorf("the probe: %v, %v", entry, err)
	}
}

// A change of address on all lists changes each, and nothing while one is locked.
func TestChangeOnAllLists(t *testing.T) {
	w := sitetest.New(t)
	for _, name := range []string{"test", "a-list", "z-list"} {
		w.AddList(t, name, nil)
	}
	w.AddList(t, "banning", map[string]pyvalue.Value{"ban_list": pyvalue.Strings(dora)})
	w.AddList(t, "far", map[string]pyvalue.Value{"host_name": pyvalue.Str("far.example.com")})
	w.AddList(t, "has", nil)
	has := w.Change(t, "has")
	if err := member.Of(has.List()).Add(member.NewMember{Address: dora}); err != nil {
		t.Fatal(err)
	}
	w.Commit(t)

	unlock, err := w.Open(t, "z-list").Lock(t.Context(), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	confirm := func() error {
		s := open(t, w)
		cookie := newCookie(t, s, pending.ChangeOfAddress, pyvalue.Str(anne), pyvalue.Str(dora), int64(1))
		_, err := confirmation.Process(t.Context(), s, cookie, mail("\n"))
		entry, perr := pending.Peek(s.Change, cookie)
		if perr != nil || (entry != nil) != (err != nil) {
			t.Errorf("after %v there waits %v, %v", err, entry, perr)
		}
		return errors.Join(err, s.Change.Commit())
	}
	if err := confirm(); !errors.Is(err, mlist.ErrLocked) {
		t.Errorf("with a locked list: %v, want ErrLocked", err)
	}
	if !member.Of(w.Open(t, "test")).Has(anne) {
		t.Error("the list was changed, and another one was not")
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if err := confirm(); err != nil {
		t.Fatal(err)
	}
	for name, moved := range map[string]bool{"test": true, "a-list": true, "z-list": true, "banning": false, "far": false, "has": true} {
		roster := member.Of(w.Open(t, name))
		if roster.Has(dora) != moved || roster.Has(anne) == moved {
			t.Errorf("%s: the new address is a member's: %v, the old one: %v; want moved: %v", name, roster.Has(dora), roster.Has(anne), moved)
		}
	}
}

func sorted(s []string) []string {
	slices.Sort(s)
	return s
}
