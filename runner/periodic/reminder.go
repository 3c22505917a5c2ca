// SPDX-License-Identifier: GPL-2.0-or-later

package periodic

import (
	"fmt"
	"strings"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
	"mmgen/runner/moderation"
	"mmgen/runner/notice"
	"mmgen/runner/site"
)

// reminder is what the moderators are told.
type reminder struct {
	site       *site.Site
	list       *mlist.List
	requests   *moderation.Requests
	translator i18n.Translator
	charset    string // the charset of the list's language
}

// letter tells how many requests wait, and which, and how many have expired.
func (r reminder) letter(expired, waiting int) (notice.User, error) {
	l, lang := r.list, r.list.PreferredLanguage()
	u := notice.User{Recipients: []string{l.OwnerAddress()}, Sender: l.BouncesAddress(), Lang: lang}
	if expired > 0 {
		u.Text.S = r.translator.T("Notice: %(discarded)d old request(s) automatically expired.\n\n", i18n.Vars{"discarded": expired})
	}
	vars := i18n.Vars{"count": waiting, "realname": l.Value("real_name")}
	if waiting == 0 {
		u.Subject = r.translator.T("%(realname)s moderator request check result", vars)
		return u, nil
	}
	u.Subject = r.translator.T("%(count)d %(realname)s moderator request(s) waiting", vars)
	head, err := i18n.Letter{Name: "checkdbs.txt", List: l, Vars: i18n.Vars{
		"count": waiting, "host_name": l.Value("host_name"), "adminDB": l.ScriptURL("admindb", true), "real_name": l.Value("real_name"),
	}}.Make(r.site)
	if err != nil {
		return u, err
	}
	u.Text = u.Text.Then(head, r.charset).Then(i18n.Text{S: "\n"}, r.charset).Then(r.pending(), r.charset)
	return u, nil
}

// kinds are the requests that are listed, in this order, each kind below a heading.
var kinds = []struct {
	kind     moderation.Kind
	heading  string
	describe func(r reminder, id int64) ([]i18n.Text, error)
}{
	{moderation.Subscription, "Pending subscriptions:", reminder.applicant},
	{moderation.Unsubscription, "Pending unsubscriptions:", reminder.leaver},
	{moderation.HeldMessage, "\nPending posts:", reminder.post},
}

// pending lists the requests (checkdbs: pending_requests). What the charset of the list's
// language lacks becomes a question mark.
func (r reminder) pending() i18n.Text {
	var lines []string
	for _, k := range kinds {
		ids := r.requests.IDs(k.kind)
		if len(ids) > 0 {
			lines = append(lines, i18n.Text{S: r.translator.T(k.heading, nil)}.UTF8(r.charset))
		}
		for _, id := range ids {
			described, err := k.describe(r, id)
			if err != nil {
				r.site.Logs.Logf("error", "%v", err)
				continue
			}
			for _, line := range described {
				lines = append(lines, line.UTF8(r.charset))
			}
		}
	}
	return i18n.Text{S: i18n.Text{S: strings.Join(lines, "\n"), Unicode: true}.In(r.charset)}
}

// applicant describes somebody who wants to become a member.
func (r reminder) applicant(id int64) ([]i18n.Text, error) {
	a, err := r.requests.Applicant(id)
	name := ""
	if pyvalue.Truth(a.FullName) {
		name = " (" + i18n.TextOf(a.FullName).In(r.charset) + ")"
	}
	return []i18n.Text{{S: fmt.Sprintf("    %s%s %s", a.Address, name, r.ctime(a.Time))}}, err
}

// leaver describes a member who wants to leave.
func (r reminder) leaver(id int64) ([]i18n.Text, error) {
	addr, err := r.requests.Leaver(id)
	return []i18n.Text{{S: "    " + addr}}, err
}

// post describes a post that is held. An empty line follows.
func (r reminder) post(id int64) ([]i18n.Text, error) {
	p, err := r.requests.HeldPost(id)
	text := r.translator.T("From: %(sender)s on %(date)s\nSubject: %(subject)s\nCause: %(reason)s", i18n.Vars{
		"sender": p.Sender, "date": r.ctime(p.Time), "subject": p.SubjectIn(r.charset), "reason": r.translator.T(p.Reason, nil),
	})
	return []i18n.Text{{S: text}, {}}, err
}

// ctime is a time as ctime(3) has it.
func (r reminder) ctime(seconds float64) string {
	return time.UnixMicro(int64(seconds * 1e6)).In(r.site.Now().Location()).Format(time.ANSIC)
}
