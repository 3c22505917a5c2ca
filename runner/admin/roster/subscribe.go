// SPDX-License-Identifier: GPL-2.0-or-later

package roster

import (
	"context"
	"errors"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/message/address"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
	"mmgen/runner/site"
)

// Subscription says how people are subscribed (bin/add_members).
type Subscription struct {
	Digest bool
	NoMail bool // delivery is disabled by the administrator at first
	// Welcome and Notify say whether the members and the owners are told; nil leaves
	// it to the list (send_welcome_msg, admin_notify_mchanges). An invitation leaves
	// both to the time when it is accepted.
	Welcome, Notify *bool
	// Invite asks them instead; Text is what that letter begins with.
	Invite bool
	Text   string
}

// Result is what became of one address.
type Result struct {
	Address string `json:"address"` // the text that the caller gave
	Done    bool   `json:"done"`
	Text    string `json:"text"` // the words of Mailman's script, in the language of the list and in UTF-8
}

// Subscribe subscribes people, given as addresses or as `Name <address>`, or invites them.
// The owners get one letter about all of them.
func Subscribe(ctx context.Context, s *site.Site, list string, people []string, how Subscription) (results []Result, err error) {
	err = changing(ctx, s, list, func(m *membership.Session) error {
		results = nil
		say := m.Translator
		welcome, notify := how.Welcome, m.List.Bool("admin_notify_mchanges")
		if welcome == nil {
			welcome = ref(m.List.Bool("send_welcome_msg"))
		}
		if how.Notify != nil {
			notify = *how.Notify
		}
		for _, person := range people {
			text, err := add(m, person, how, welcome)
			if err != nil {
				if text = refusal(m, say, person, err); text == "" {
					return err
				}
			}
			results = append(results, Result{person, err == nil, text})
		}
		if !notify || len(results) == 0 {
			return nil
		}
		return tellOwners(m, say, results)
	})
	return results, err
}

// truth is a flag as Mailman's scripts have it.
func truth(flag bool) int64 {
	if flag {
		return 1
	}
	return 0
}

func ref[T any](v T) *T { return &v }

// add subscribes or invites one person and returns what is to be said of that.
func add(m *membership.Session, person string, how Subscription, welcome *bool) (string, error) {
	say := m.Translator
	who := address.Parse(person)
	user := membership.UserDesc{Address: who.Addr, FullName: pyvalue.Str(who.Name), Digest: truth(how.Digest)}
	roster := member.Of(m.List)
	if how.Invite {
		user.Password = roster.RandomPassword()
		user.Language = m.List.PreferredLanguage()
		user.Invitation = m.List.InternalName()
		if roster.Has(who.Addr) {
			return "", member.ErrAlreadyMember
		}
		if err := m.Invite(user, i18n.TextOf(pyvalue.Str(how.Text))); err != nil {
			return "", err
		}
		return said(say, "Invited: %(member)s", "member", person), nil
	}
	err := m.AddApproved(user, membership.Approval{TellMember: welcome, TellOwners: ref(false), Whence: "bin/add_members"})
	if err != nil {
		return "", err
	}
	if how.NoMail {
		if err := roster.SetDeliveryStatus(strings.ToLower(who.Addr), member.ByAdmin); err != nil {
			return "", err
		}
	}
	return said(say, "Subscribed: %(member)s", "member", person), nil
}

// refusal is what is said of somebody who can't be subscribed; empty where the error is
// not about that person.
func refusal(m *membership.Session, say i18n.Translator, person string, err error) string {
	addr := address.Parse(person).Addr
	switch {
	case errors.Is(err, member.ErrAlreadyMember):
		return said(say, "Already a member: %(member)s", "member", person)
	case errors.Is(err, membership.ErrBanned):
		pattern, _, _ := m.BannedPattern(mlist.LowerDomain(addr))
		return person + ": " + said(say, "Banned address (matched %(pattern)s)", "pattern", pattern)
	case errors.Is(err, mlist.ErrBadAddress) && addr == "":
		return said(say, "Bad/Invalid email address: blank line", "", "")
	case errors.Is(err, mlist.ErrBadAddress):
		return said(say, "Bad/Invalid email address: %(member)s", "member", person)
	case errors.Is(err, mlist.ErrHostileAddress):
		return said(say, "Hostile address (illegal characters): %(member)s", "member", person)
	}
	return ""
}

// tellOwners sends the owners what was said.
func tellOwners(m *membership.Session, say i18n.Translator, results []Result) error {
	var text strings.Builder
	for _, r := range results {
		text.WriteString(r.Text + "\n")
	}
	return notice.Send(m.Site, m.Change, notice.User{
		Recipients: m.List.Strs("owner"),
		Sender:     m.Site.SiteAddress(m.List.HostName(), ""),
		Subject:    say.T("%(realname)s subscription notification", i18n.Vars{"realname": m.List.RealName()}),
		Text:       i18n.Text{S: text.String(), Unicode: true},
		Lang:       m.List.PreferredLanguage(),
	}.Message(m.Site))
}

// Removal says how people are removed (bin/remove_members). Goodbye and Notify say
// whether the members and the owners are told; nil leaves it to the list.
type Removal struct {
	Goodbye, Notify *bool
}

// Unsubscribe removes members from a list.
func Unsubscribe(ctx context.Context, s *site.Site, list string, addrs []string, how Removal) (results []Result, err error) {
	err = changing(ctx, s, list, func(m *membership.Session) error {
		results = nil
		for _, addr := range addrs {
			if !member.Of(m.List).Has(addr) {
				results = append(results, Result{addr, false, "No such member: " + addr})
				continue
			}
			err := m.DeleteApproved(membership.Removal{Name: addr, Whence: "bin/remove_members", TellMember: how.Goodbye, TellOwners: how.Notify})
			if err != nil {
				return err
			}
			results = append(results, Result{addr, true, "Removed: " + addr})
		}
		return nil
	})
	return results, err
}
