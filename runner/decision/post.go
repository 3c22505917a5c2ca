// SPDX-License-Identifier: GPL-2.0-or-later

package decision

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/message/address"
	"mmgen/runner/message/maildate"
	"mmgen/runner/moderation"
	"mmgen/runner/notice"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// post is a held post that is decided.
type post struct {
	*membership.Session
	moderation.HeldPost
	Decision
}

// handlePost is ListAdmin.py: __handlepost.
func handlePost(s *membership.Session, r *moderation.Requests, id int64, d Decision) (gone bool, err error) {
	held, err := r.HeldPost(id)
	if err != nil {
		return false, err
	}
	p := post{s, held, d}
	err = p.decide()
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil // lost
	}
	if err != nil || d.Action == Defer {
		return false, err
	}
	r.RemoveFile(held)
	return true, nil
}

// decide does all but removing the message. fs.ErrNotExist says that it is lost.
func (p post) decide() error {
	if p.Preserve {
		if err := p.preserve(); err != nil {
			return err
		}
	}
	var err error
	switch p.Action {
	case Defer, Discard:
	case Approve:
		err = p.approve()
	case Reject:
		err = p.reject()
	default:
		err = ErrWrongAction
	}
	if err == nil && p.Forward != "" {
		err = p.forward()
	}
	if err != nil {
		return err
	}
	p.log()
	return nil
}

// approve puts the message into the incoming queue, for all to get it.
func (p post) approve() error {
	msg, err := p.Message(p.List.Env())
	if err != nil {
		return err
	}
	data := queue.Metadata{Dict: p.Data}.Copy()
	data.SetStr("approved", int64(1))
	data.SetStr("adminapproved", int64(1))
	data.Delete(pyvalue.Str("filebase")) // the post gets a new file when it is held again
	msg.Add("X-Mailman-Approved-At", maildate.FormatLocal(p.Site.Now()))
	id := "n/a"
	if msg.Has("Message-ID") {
		id = msg.Get("Message-ID")
	}
	p.Site.Logs.Logf("vette", "%s: held message approved, message-id: %s", p.List.InternalName(), id)
	return p.Site.Put(p.Change, site.In, msg, data)
}

func (p post) reject() error {
	lang := member.Of(p.List).Language(p.Sender)
	subject := p.SubjectIn(p.Site.CharsetOf(lang))
	return refuse(p.Session, refusal{
		to: p.Sender, lang: lang, why: p.reason(p.Translator),
		what: p.Translator.T(`Posting of your message titled "%(subject)s"`, i18n.Vars{"subject": subject}),
	})
}

// log logs the decision about a message that is not posted.
func (p post) log() {
	var what, subject string
	switch p.Action {
	case Reject:
		what, subject = "Refused", p.SubjectIn(p.Site.CharsetOf(member.Of(p.List).Language(p.Sender)))
	case Discard:
		what, subject = "Discarded", p.SubjectIn("")
	default:
		return
	}
	// Mailman doubles percent signs, as for a format, but never formats the text.
	double := func(s string) string { return strings.ReplaceAll(s, "%", "%%") }
	note := fmt.Sprintf("%s: %s posting:\n\tFrom: %s\n\tSubject: %s", p.List.InternalName(), what, double(p.Sender), double(subject))
	if p.Comment != "" {
		note += "\n\tReason: " + double(p.Comment)
	}
	p.Site.Logs.Logf("vette", note)
}

// preserve writes the message to SPAM_DIR, as spam-LIST-NUMBER.msg.
func (p post) preserve() error {
	text, err := p.Text(p.List.Env())
	if err != nil {
		return err
	}
	_, rest, _ := strings.Cut(filepath.Base(p.File), "-")
	path := filepath.Join(p.Site.Settings.Str("SPAM_DIR"), "spam-"+strings.TrimSuffix(rest, filepath.Ext(rest))+".msg")
	if err := p.Change.WriteFile(path+".tmp", path, []byte(text), preservedMode); err != nil {
		return fmt.Errorf("preserving a held message: %w", err)
	}
	return nil
}

// preservedMode is what Mailman's umask leaves of a preserved message.
const preservedMode = 0o660

// forward sends the message to somebody, as an attachment. It is in the language of the
// one who gets it, or in the list's where there are several.
func (p post) forward() error {
	msg, err := p.Message(p.List.Env())
	if err != nil {
		return err
	}
	var to []string
	for _, a := range address.ParseList([]string{p.Forward}) {
		to = append(to, a.Addr)
	}
	lang := p.List.PreferredLanguage()
	if len(to) == 1 {
		lang = member.Of(p.List).Language(to[0])
	}
	letter := notice.User{
		Recipients: to, Sender: p.List.BouncesAddress(), Lang: lang,
		Subject: i18n.For(p.Site, lang).T("Forward of moderated message", nil),
	}
	return notice.Send(p.Site, p.Change, letter.Forwarding(p.Site, msg))
}
