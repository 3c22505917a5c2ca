// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"cmp"
	"crypto/sha1"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/confirmation"
	"mmgen/runner/decision"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/moderation"
	"mmgen/runner/pending"
	"mmgen/runner/site/sitetest"
)

// step is one thing that is done to a list, as play.py reads it. A cookie is its number,
// in the order in which cookies were made.
type step map[string]any

func (s step) str(key string) string {
	v, _ := s[key].(string)
	return v
}

// value is a text: str, unicode or nil.
func (s step) value(key string) pyvalue.Value {
	switch v := s[key].(type) {
	case string:
		return pyvalue.Str(v)
	case pyvalue.Unicode, float64:
		return v
	case int:
		return int64(v)
	}
	return nil
}

func (s step) int(key string) int {
	v, _ := s[key].(int)
	return v
}

func (s step) user() membership.UserDesc {
	return membership.UserDesc{
		Address: s.str("address"), FullName: s.value("name"), Password: s.str("password"), Digest: s.value("digest"), Language: s.str("user_lang"),
	}
}

func (s step) message() *message.Message {
	if _, ok := s["text"]; !ok {
		return nil
	}
	return message.Parse(s.str("text"))
}

// playHere plays a step with mmrun's code and returns what became of it, as Mailman
// calls it, and the cookies that there are then.
func playHere(t *testing.T, w *sitetest.World, st step, cookies []string) (string, []string) {
	t.Helper()
	if clock, ok := st["clock"].(float64); ok {
		w.Clock = time.UnixMicro(int64(clock * 1e6)).UTC()
	}
	w.Random = nextCookie(cookies)
	if play, ok := whole[st.str("op")]; ok {
		play(t, w, st)
		return "done", withNew(cookies, storedCookies(t, w, st.str("list")))
	}
	l := w.Open(t, st.str("list"))
	change, err := l.Change(t.Context(), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	s := &membership.Session{Site: w.Site, Change: change, List: l}
	s.Speak(st.str("lang"))
	result, err := ops[st.str("op")](t, s, st, cookies)
	if err != nil {
		result = nameOf(err)
	}
	if result == "" {
		t.Fatalf("%v: %v", st, err)
	}
	if err := change.Commit(); err != nil {
		t.Fatal(err)
	}
	return result, withNew(cookies, storedCookies(t, w, st.str("list")))
}

// nextCookie makes the random numbers of a step: the same here and with play.py, so that
// cookies are made of the next numbers.
func nextCookie(cookies []string) func() [20]byte {
	made := 0 // cookies in this step
	return func() [20]byte {
		n := len(cookies)
		if forCookie() {
			n += made
			made++
		}
		return sha1.Sum(fmt.Appendf(nil, "cookie %d", n))
	}
}

// forCookie tells whether it is for a cookie that a random number is asked for, and not
// for a password.
func forCookie() bool {
	callers := make([]uintptr, 16)
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
	for {
		frame, more := frames.Next()
		if strings.HasSuffix(frame.Function, "/runner/pending.New") {
			return true
		}
		if !more {
			return false
		}
	}
}

// whole are the steps that are more than a change of one list.
var whole = map[string]func(*testing.T, *sitetest.World, step){
	"command": playCommand, "bounce": playBounce, "sweep": playSweep,
}

// withNew adds the cookies that are new, which are sorted.
func withNew(cookies, stored []string) []string {
	for _, cookie := range stored {
		if !slices.Contains(cookies, cookie) {
			cookies = append(cookies, cookie)
		}
	}
	return cookies
}

// names are what Mailman calls the refusals.
var names = []struct {
	err  error
	name string
}{
	{mlist.ErrBadAddress, "MMBadEmailError"},
	{mlist.ErrHostileAddress, "MMHostileAddress"},
	{member.ErrAlreadyMember, "MMAlreadyAMember"},
	{member.ErrNotMember, "NotAMemberError"},
	{membership.ErrAlreadyPending, "MMAlreadyPending"},
	{membership.ErrBanned, "MembershipIsBanned"},
	{membership.ErrCantDigest, "MMCantDigestError"},
	{membership.ErrMustDigest, "MMMustDigestError"},
	{membership.ErrHostile, "HostileSubscriptionError"},
	{confirmation.ErrBadConfirmation, "MMBadConfirmation"},
	{confirmation.ErrBadPassword, "MMBadPasswordError"},
	{moderation.ErrNoRequest, "KeyError"},
	{decision.ErrWrongAction, "AssertionError"},
}

func nameOf(err error) string {
	for _, n := range names {
		if errors.Is(err, n.err) {
			return n.name
		}
	}
	return ""
}

func outcome(o membership.Outcome, err error) (string, error) {
	return []string{"done", "MMSubscribeNeedsConfirmation", "MMNeedApproval"}[o], err
}

func done(err error) (string, error) { return "done", err }

type op func(t *testing.T, s *membership.Session, st step, cookies []string) (string, error)

var ops = map[string]op{
	"add": func(_ *testing.T, s *membership.Session, st step, _ []string) (string, error) {
		return outcome(s.Add(st.user(), st.str("remote")))
	},
	"addapproved": func(_ *testing.T, s *membership.Session, st step, _ []string) (string, error) {
		return done(s.AddApproved(st.user(), membership.Approval{Whence: st.str("whence")}))
	},
	"delete": func(_ *testing.T, s *membership.Session, st step, _ []string) (string, error) {
		return outcome(s.Delete(st.str("address"), st.str("whence")))
	},
	"deleteapproved": func(_ *testing.T, s *membership.Session, st step, _ []string) (string, error) {
		return done(s.DeleteApproved(membership.Removal{Name: st.str("address"), Whence: st.str("whence")}))
	},
	"confirmdelete": func(_ *testing.T, s *membership.Session, st step, _ []string) (string, error) {
		return done(s.ConfirmUnsubscription(st.str("address"), st.str("user_lang"), st.str("remote")))
	},
	"change": func(_ *testing.T, s *membership.Session, st step, _ []string) (string, error) {
		_, err := pending.New(s.Change, pending.ChangeOfAddress, pyvalue.Str(st.str("address")), pyvalue.Str(st.str("new")), int64(st.int("globally")))
		return done(err)
	},
	"invite": func(_ *testing.T, s *membership.Session, st step, _ []string) (string, error) {
		return done(s.Invite(st.user(), i18n.Text{S: st.str("text")}))
	},
	"handle": func(_ *testing.T, s *membership.Session, st step, _ []string) (string, error) {
		return done(decision.Handle(s, int64(st.int("id")), decision.Decision{
			Action: decision.Action(st.int("action")), Comment: st.str("comment"), Preserve: st.int("preserve") == 1, Forward: st.str("forward"),
		}))
	},
	"set": func(_ *testing.T, s *membership.Session, st step, _ []string) (string, error) {
		v := st.value("value")
		if list, ok := st["value"].(*pyvalue.List); ok {
			v = list
		}
		s.List.Attrs.SetStr(st.str("name"), v)
		return "done", nil
	},
	"status": func(_ *testing.T, s *membership.Session, st step, _ []string) (string, error) {
		return done(member.Of(s.List).SetDeliveryStatus(st.str("address"), member.Status(st.int("value"))))
	},
	"reenable": func(_ *testing.T, s *membership.Session, st step, _ []string) (string, error) {
		_, err := pending.New(s.Change, pending.ReEnable, pyvalue.Str(s.List.InternalName()), pyvalue.Str(st.str("address")))
		return done(err)
	},
	"holdcookie": func(_ *testing.T, s *membership.Session, st step, _ []string) (string, error) {
		_, err := pending.New(s.Change, pending.HeldMessage, int64(st.int("id")))
		return done(err)
	},
	"hold":         hold,
	"confirm":      confirm,
	"authenticate": authenticate,
}

func hold(t *testing.T, s *membership.Session, st step, _ []string) (string, error) {
	data := new(pyvalue.Dict)
	data.SetStr("listname", pyvalue.Str(s.List.InternalName()))
	data.SetStr("filebase", pyvalue.Str("x"))
	data.SetStr("received_time", 12.5)
	requests, err := moderation.Of(s.Change)
	if err != nil {
		return "", err
	}
	_, err = requests.Hold(moderation.Held{
		Msg: st.message(), Reason: cmp.Or(st.str("reason"), "Why not"), Data: data,
		NoSender: s.Translator.T("<missing>", nil), NoSubject: s.Translator.T("(no subject)", nil),
	})
	return done(err)
}

func confirm(t *testing.T, s *membership.Session, st step, cookies []string) (string, error) {
	cookie := st.str("cookie")
	if n, ok := st["cookie"].(int); ok {
		cookie = cookies[n]
	}
	result, err := confirmation.Process(t.Context(), s, cookie, st.message())
	switch {
	case err != nil:
		return "", err
	case result.Outcome != membership.Done:
		return outcome(result.Outcome, nil)
	case result.Kind == pending.HeldMessage:
		return fmt.Sprintf("H%d", result.Action), nil
	}
	return result.Kind + " " + result.Address, nil
}

// authContexts are Mailman's numbers of roles (Defaults.py).
var authContexts = map[int]mlist.Role{2: mlist.Creator, 3: mlist.Admin, 4: mlist.Moderator, 5: mlist.SiteAdmin, 6: mlist.Poster}

func authenticate(_ *testing.T, s *membership.Session, st step, _ []string) (string, error) {
	for _, context := range st["roles"].([]int) {
		role, ok := authContexts[context]
		if ok && s.List.Authenticate(st.str("password"), role) == role ||
			!ok && member.Of(s.List).Authenticate(st.str("address"), st.str("password")) {
			return strconv.Itoa(context), nil
		}
	}
	return "0", nil
}
