// SPDX-License-Identifier: GPL-2.0-or-later

package membership_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// only commits and returns the one letter that was queued.
func only(t *testing.T, w *sitetest.World) *queue.Entry {
	t.Helper()
	w.Commit(t)
	entries := w.Entries(t, site.Virgin)
	if len(entries) != 1 {
		t.Fatalf("%d letters, want 1", len(entries))
	}
	return entries[0]
}

// again is the same work with the site's settings of now.
func again(t *testing.T, w *sitetest.World, s *membership.Session) *membership.Session {
	t.Helper()
	if err := s.Change.Abort(); err != nil {
		t.Fatal(err)
	}
	c := w.Change(t, "test")
	return &membership.Session{Site: w.Site, Change: c, List: c.List()}
}

// cookieIn is the word of 40 hexadecimal digits in a text.
func cookieIn(text string) string {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.IndexByte("0123456789abcdef", byte(r)) < 0 }) {
		if len(word) == 40 {
			return word
		}
	}
	return ""
}

// Each letter that asks for a confirmation has the cookie, as a command and as a page,
// and can be answered.
func TestConfirmationLetters(t *testing.T) {
	for _, c := range []struct {
		name      string
		ask       func(*membership.Session) error
		to        string
		automatic string // Auto-Submitted
		reply     bool   // Reply-To
		words     string // subject with VERP_CONFIRMATIONS
	}{
		{
			"subscription", func(s *membership.Session) error {
				_, err := s.Add(membership.UserDesc{Address: "dora@example.net"}, "192.0.2.1")
				return err
			}, "dora@example.net", "auto-generated", true, "Your confirmation is required to join the Test mailing list",
		}, {
			"answer to a mail", func(s *membership.Session) error {
				_, err := s.Add(membership.UserDesc{Address: "dora@example.net"}, "Dora@example.net")
				return err
			}, "dora@example.net", "auto-replied", true, "Your confirmation is required to join the Test mailing list",
		}, {
			"unsubscription", func(s *membership.Session) error { return s.ConfirmUnsubscription("anne@example.com", "", "") },
			"anne@example.com", "auto-generated", true, "Your confirmation is required to leave the Test mailing list",
		}, {
			"invitation", func(s *membership.Session) error {
				return s.Invite(membership.UserDesc{Address: "dora@example.net"}, i18n.Text{S: "Hello.\n"})
			}, "dora@example.net", "auto-generated", false, "Your confirmation is required to join the Test mailing list",
		},
	} {
		for _, verp := range []bool{false, true} {
			t.Run(c.name, func(t *testing.T) {
				w, s := session(t, nil)
				w.Set("VERP_CONFIRMATIONS", verp)
				s = again(t, w, s)
				if err := c.ask(s); err != nil {
					t.Fatal(err)
				}
				e := only(t, w)
				cookie := cookieIn(e.Msg.Body())
				from, subject := "test-request@lists.example.com", "confirm "+cookie
				if verp {
					from, subject = "test-confirm+"+cookie+"@lists.example.com", c.words
				}
				if got := e.Data.Strs("recips"); !slices.Equal(got, []string{c.to}) {
					t.Errorf("to %q, want %s", got, c.to)
				}
				if e.Msg.Get("From") != from || e.Msg.Get("Subject") != subject || e.Msg.Get("Auto-Submitted") != c.automatic {
					t.Errorf("From %q, Subject %q, Auto-Submitted %q; want %q, %q, %q",
						e.Msg.Get("From"), e.Msg.Get("Subject"), e.Msg.Get("Auto-Submitted"), from, subject, c.automatic)
				}
				if got := e.Msg.Get("Reply-To"); (got == from) != c.reply {
					t.Errorf("Reply-To %q", got)
				}
				for _, want := range []string{"    confirm " + cookie + "\n", "http://lists.example.com/mailman/confirm/test/" + cookie + "\n"} {
					if !strings.Contains(e.Msg.Body(), want) {
						t.Errorf("no %q in\n%s", want, e.Msg.Body())
					}
				}
			})
		}
	}
}

// A second wish is refused while the first one waits, where the site has it so.
func TestSecondPending(t *testing.T) {
	w, s := session(t, nil)
	ask := func() (subscribing, leaving error) {
		_, subscribing = s.Add(membership.UserDesc{Address: "dora@example.net"}, "")
		return subscribing, s.ConfirmUnsubscription("anne@example.com", "", "")
	}
	for range 2 {
		if a, b := ask(); a != nil || b != nil {
			t.Errorf("%v, %v", a, b)
		}
	}
	w.Set("REFUSE_SECOND_PENDING", true)
	if a, b := ask(); !errors.Is(a, membership.ErrAlreadyPending) || !errors.Is(b, membership.ErrAlreadyPending) {
		t.Errorf("%v, %v; want ErrAlreadyPending", a, b)
	}
	if err := s.ConfirmUnsubscription("bart@example.org", "", ""); err != nil {
		t.Errorf("somebody else: %v", err)
	}
}

// What a welcome says, and to whom.
func TestWelcome(t *testing.T) {
	w, s := session(t, map[string]pyvalue.Value{
		"welcome_msg": pyvalue.Str("Be nice."), "umbrella_list": int64(1), "umbrella_member_suffix": pyvalue.Str("-owner"),
	})
	how := membership.Approval{Text: i18n.Text{S: "You are in.\n"}}
	if err := s.AddApproved(membership.UserDesc{Address: "Sub@example.net", Password: "pass", Digest: int64(1)}, how); err != nil {
		t.Fatal(err)
	}
	e := only(t, w)
	if got, want := e.Msg.Get("Subject"), `Welcome to the "Test" mailing list (Digest mode)`; got != want {
		t.Errorf("Subject %q, want %q", got, want)
	}
	if got, want := e.Data.Strs("recips"), []string{"Sub-owner@example.net"}; !slices.Equal(got, want) {
		t.Errorf("to %q, want %q", got, want)
	}
	text := e.Msg.Body()
	if !strings.HasPrefix(text, "You are in.\n") {
		t.Errorf("the letter begins otherwise:\n%s", text)
	}
	for _, want := range []string{"Be nice.", "administrative address, Sub-owner@example.net.", "pass"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// Owners are told of changes in their own language's charset.
func TestOwnersAreTold(t *testing.T) {
	w, s := session(t, map[string]pyvalue.Value{"admin_notify_mchanges": int64(1), "send_welcome_msg": int64(0), "send_goodbye_msg": int64(0)})
	user := membership.UserDesc{Address: "dora@example.net", FullName: pyvalue.Unicode("D\u00f6ra \u65e5")}
	if err := s.AddApproved(user, membership.Approval{Whence: "via admin approval"}); err != nil {
		t.Fatal(err)
	}
	if err := s.ChangeAddressApproved(t.Context(), "dora@example.net", "Dora@new.example", false); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteApproved(membership.Removal{Name: "dora@new.example", Whence: "mailcmd"}); err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	var subjects []string
	for _, e := range w.Entries(t, site.Virgin) {
		subjects = append(subjects, e.Msg.Get("Subject"))
		if strings.Contains(e.Msg.Get("Subject"), "subscription notification") && !strings.Contains(e.Msg.Body(), "D?ra ? <dora@example.net>") {
			t.Errorf("the new member's name in\n%s", e.Msg.Body())
		}
	}
	slices.Sort(subjects)
	want := []string{"Test address change notification", "Test subscription notification", "Test unsubscribe notification"}
	if !slices.Equal(subjects, want) {
		t.Errorf("letters %q, want %q", subjects, want)
	}
	// The log is in Latin-1, as Mailman's.
	if got, want := w.Log.Of("subscribe")[0], "test: new D\xf6ra ? <dora@example.net>, via admin approval"; got != want {
		t.Errorf("log %q, want %q", got, want)
	}
}

// Who is told of a removal: whom the list or the caller says.
func TestDeleteApproved(t *testing.T) {
	yes, no := true, false
	for _, tt := range []struct {
		name               string
		goodbye, admins    bool // of the list
		tellMember, tellAd *bool
		letters            int
	}{
		{"as the list has it", true, true, nil, nil, 2},
		{"as the list has it, silent", false, false, nil, nil, 0},
		{"asked for", false, false, &yes, &yes, 2},
		{"asked for silence", true, true, &no, &no, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, s := session(t, map[string]pyvalue.Value{"send_goodbye_msg": tt.goodbye, "admin_notify_mchanges": tt.admins})
			removal := membership.Removal{Name: "Anne P <Anne@example.com>", TellMember: tt.tellMember, TellOwners: tt.tellAd}
			if err := s.DeleteApproved(removal); err != nil {
				t.Fatal(err)
			}
			if member.Of(s.List).Has("anne@example.com") {
				t.Error("still a member")
			}
			if got := w.Log.String(); got != "subscribe: test: deleted Anne P <Anne@example.com>\n" {
				t.Errorf("log is %q", got)
			}
			if err := s.DeleteApproved(removal); !errors.Is(err, member.ErrNotMember) {
				t.Errorf("removing again: %v, want ErrNotMember", err)
			}
			w.Commit(t)
			if got := len(w.Entries(t, site.Virgin)); got != tt.letters {
				t.Errorf("%d letters, want %d", got, tt.letters)
			}
		})
	}
}

// What unsubscribe_policy says.
func TestUnsubscribePolicy(t *testing.T) {
	for policy, want := range map[int64]membership.Outcome{0: membership.Done, 1: membership.NeedsApproval} {
		w, s := session(t, map[string]pyvalue.Value{"unsubscribe_policy": policy, "send_goodbye_msg": int64(0)})
		outcome, err := s.Delete("Anne <anne@example.com>", "mailcmd")
		if err != nil || outcome != want || member.Of(s.List).Has("anne@example.com") != (want == membership.NeedsApproval) {
			t.Errorf("policy %d: %v, %v", policy, outcome, err)
		}
		// The member is told at any rate.
		letter := map[int64]string{
			0: "You have been unsubscribed from the Test mailing list -> anne@example.com",
			1: "New unsubscription request from Test by anne@example.com -> test-owner@lists.example.com",
		}[policy]
		if got := letters(t, w); !slices.Equal(got, []string{letter}) {
			t.Errorf("policy %d: letters %q, want %q", policy, got, letter)
		}
	}
}

// Bans of the list and of the site, in all that makes an address a member's.
func TestBans(t *testing.T) {
	w, s := session(t, map[string]pyvalue.Value{"ban_list": pyvalue.Strings("^.*@bad\\.example$"), "subscribe_policy": int64(0)})
	w.Set("GLOBAL_BAN_LIST", pyvalue.Strings("worse@example.net"))
	s = again(t, w, s)
	for _, addr := range []string{"x@bad.example", "Worse@example.net"} {
		_, add := s.Add(membership.UserDesc{Address: addr}, "z@example.org")
		for what, err := range map[string]error{
			"subscription": add,
			"approved":     s.AddApproved(membership.UserDesc{Address: addr}, membership.Approval{}),
			"invitation":   s.Invite(membership.UserDesc{Address: addr}, i18n.Text{}),
			"change":       s.ChangeAddressApproved(t.Context(), "anne@example.com", addr, true),
		} {
			if !errors.Is(err, membership.ErrBanned) {
				t.Errorf("%s of %s: %v, want ErrBanned", what, addr, err)
			}
		}
	}
	for _, want := range []string{
		"Test banned subscription: x@bad.example from z@example.org (matched: ^.*@bad\\.example$)",
		"Test banned invitation: Worse@example.net (matched: Worse@example.net)",
		"Test banned address change: anne@example.com -> x@bad.example (matched: ^.*@bad\\.example$)",
	} {
		if !slices.Contains(w.Log.Of("vette"), want) {
			t.Errorf("the log lacks %q:\n%s", want, w.Log)
		}
	}
}

// Whose new address is a member's already loses the old one, and whose differs by
// upper case alone keeps all.
func TestChangeAddressApproved(t *testing.T) {
	for to, want := range map[string]string{
		"bart@example.org": "bart@example.org cate@example.net",
		"Anne@Example.com": "anne@example.com bart@example.org cate@example.net",
		"dora@example.net": "bart@example.org cate@example.net dora@example.net",
	} {
		_, s := session(t, nil)
		if err := s.ChangeAddressApproved(t.Context(), "anne@example.com", to, false); err != nil {
			t.Fatal(err)
		}
		members := member.Of(s.List).All()
		slices.Sort(members)
		if got := strings.Join(members, " "); got != want {
			t.Errorf("to %s: members %s, want %s", to, got, want)
		}
	}
}

// What describes somebody comes through pending.pck, whatever is missing in it.
func TestUserDesc(t *testing.T) {
	for _, u := range []membership.UserDesc{
		{Address: "a@example.com"},
		{Address: "a@example.com", FullName: pyvalue.Unicode("\u00e9"), Password: "p", Digest: int64(1), Language: "fr", Invitation: "test"},
	} {
		data, err := pickle.Dump(u.Pickle(), 0)
		if err != nil {
			t.Fatal(err)
		}
		v, _, err := pickle.Load(data)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := membership.UserDescFrom(v); err != nil || got != u {
			t.Errorf("%+v became %+v, %v", u, got, err)
		}
	}
	for _, v := range []pyvalue.Value{nil, pyvalue.Str("a@example.com"), &pickle.Instance{Class: pickle.Global{Module: "Mailman.Bouncer", Name: "_BounceInfo"}, State: new(pyvalue.Dict)}} {
		if _, err := membership.UserDescFrom(v); !errors.Is(err, membership.ErrNoUserDesc) {
			t.Errorf("%v: %v", v, err)
		}
	}
}
