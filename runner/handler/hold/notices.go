// SPDX-License-Identifier: GPL-2.0-or-later

package hold

import (
	"context"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/message/maildate"
	"mmgen/runner/moderation"
	"mmgen/runner/notice"
	"mmgen/runner/pending"
	"mmgen/runner/post"
	"mmgen/runner/queue"
)

// ForApproval puts a post among the list's requests, where a moderator
// decides on it, and tells its sender and the moderators (Hold.py:
// hold_for_approval). The verdict is Held.
func ForApproval(_ context.Context, p *post.Post, r Reason) (post.Verdict, error) {
	h := newHeldPost(p, r)
	requests, err := moderation.Of(p.Change)
	if err != nil {
		return post.Verdict{}, err
	}
	id, err := requests.Hold(Request(p, h.reason))
	if err != nil {
		return post.Verdict{}, err
	}
	if err := h.tell(id); err != nil {
		// The entry is shunted, and held when it comes back.
		requests.Unhold(id)
		return post.Verdict{}, err
	}
	messageID := "n/a"
	if p.Msg.Has("message-id") {
		messageID = p.Msg.Get("message-id")
	}
	p.Site.Logs.Logf("vette", "%s post from %s held, message-id=%s: %s", p.List.RealName(), h.sender, messageID, h.reason)
	return post.Verdict{Action: post.Held}, nil
}

// Request is what a list's requests keep about a held post. why is the reason that
// moderators read.
func Request(p *post.Post, why string) moderation.Held {
	return moderation.Held{
		Msg: p.Msg, Reason: why, Data: p.Data.Dict,
		NoSender: p.Translator.T("<missing>", nil), NoSubject: p.Translator.T("(no subject)", nil),
	}
}

// heldPost is a post that is being held, and what the letters say of it.
type heldPost struct {
	*post.Post
	sender      string
	subject     string // the subject in one line, in the charset of the list's language
	reason      string // the reason as moderators read it on the web
	cookie      string
	withdrawURL string // the page on which the sender can withdraw the post; "" until the sender is told
}

// newHeldPost notes the reason in the post's metadata, and the text for its sender in
// case it is refused.
func newHeldPost(p *post.Post, r Reason) *heldPost {
	h := &heldPost{Post: p}
	h.sender = p.Msg.Sender(p.Site.Settings.Bool("USE_ENVELOPE_SENDER"), false)
	if p.Data.Has("sender") {
		h.sender = p.Data.Str("sender")
	}
	if subject := p.Msg.Get("subject"); subject != "" {
		h.subject = header.Oneline(subject[:min(len(subject), moderation.MaxSubject)], p.Site.CharsetOf(p.List.PreferredLanguage()))
	} else {
		h.subject = p.Translator.T("(no subject)", nil)
	}
	h.reason = i18n.Wrap(i18n.Text{S: said(p.Translator, r.Notice, r.NoticeVars)}).S
	p.Data.SetStr("rejection_notice", rejection(p, r))
	return h
}

// said is one of a reason's texts: in English as long as it has no variables.
func said(t i18n.Translator, text string, vars i18n.Vars) string {
	if vars == nil {
		return text
	}
	return t.T(text, vars)
}

// rejection is the notice to the sender of a post that is refused.
func rejection(p *post.Post, r Reason) pyvalue.Value {
	own := p.List.Value("nonmember_rejection_notice")
	if text, ok := pyvalue.AsString(own); ok && text != "" && r.ID == NonMemberPost.ID {
		text = strings.ReplaceAll(text, "%(listowner)s", p.List.OwnerAddress())
		_, isUnicode := own.(pyvalue.Unicode)
		return i18n.Like(own, i18n.Wrap(i18n.Text{S: text, Unicode: isUnicode}).S)
	}
	return pyvalue.Str(i18n.Wrap(i18n.Text{S: said(p.Translator, r.Rejection, r.rejectionVars)}).S)
}

// tell sends the letters about a post that is held. The cookie withdraws it.
func (h *heldPost) tell(id int64) (err error) {
	if h.cookie, err = pending.New(h.Change, pending.HeldMessage, id); err != nil {
		return err
	}
	if err := h.tellSender(); err != nil {
		return err
	}
	if !h.List.Bool("admin_immed_notify") {
		return nil
	}
	return h.tellModerators()
}

// tellSender answers a post, unless it comes from a newsgroup or a program, or
// there were too many answers today. The subject is said in the language of
// the member, the text in that of the entry, which differ where the list
// counts the post as another member's.
func (h *heldPost) tellSender() error {
	if h.Data.Bool("fromusenet") || !wantsAnswer(h.Msg) || !h.List.Bool("respond_to_post_requests") {
		return nil
	}
	spoken := member.Of(h.List).Language(h.sender)
	if ok, err := notice.Autorespond(h.Site, h.Change, h.sender, spoken); !ok {
		return err
	}
	lang := spoken
	if h.Data.Has("lang") {
		lang = h.Data.Str("lang")
	}
	h.withdrawURL = h.List.ScriptURL("confirm", true) + "/" + h.cookie
	text, err := i18n.Letter{Name: "postheld.txt", Vars: h.vars(h.Translator), Lang: lang, List: h.List}.Make(h.Site)
	if err != nil {
		return err
	}
	letter := notice.User{
		Recipients: []string{h.sender}, Sender: h.List.OwnerAddress(), Text: text, Lang: lang,
		Subject: i18n.For(h.Site, spoken).T("Your message to %(listname)s awaits moderator approval", h.names()),
	}
	return notice.Send(h.Site, h.Change, letter.Message(h.Site))
}

// wantsAnswer tells whether a message asks for an answer, or at least does not
// say that it was sent to many (Hold.py: ackp).
func wantsAnswer(msg *message.Message) bool {
	many := slices.Contains([]string{"bulk", "junk", "list"}, pystr.Lower(msg.Get("precedence")))
	return !many || pystr.Lower(msg.Get("x-ack")) == "yes"
}

// tellModerators sends the post, and a message to which the answer decides on it. The
// letter has their own address as its sender, since its bounces need no handling.
func (h *heldPost) tellModerators() error {
	lang := h.List.PreferredLanguage()
	translator := i18n.For(h.Site, lang)
	text, err := i18n.Letter{Name: "postauth.txt", Vars: h.vars(translator), Raw: true, List: h.List}.Make(h.Site)
	if err != nil {
		return err
	}
	letter := notice.User{
		Recipients: []string{h.List.OwnerAddress()}, Sender: h.List.OwnerAddress(), Lang: lang,
		Subject: translator.T("%(listname)s post from %(sender)s requires approval", h.names()),
	}
	m := letter.Multipart(h.Site, notice.TextPart(h.Site, text, lang),
		message.NewRFC822(h.Msg), message.NewRFC822(h.confirmation(translator)))
	return notice.Send(h.Site, h.Change, m, queue.With("tomoderators", int64(1)))
}

// confirmation is a message for moderators to reply to.
func (h *heldPost) confirmation(translator i18n.Translator) *message.Message {
	text := translator.T(`If you reply to this message, keeping the Subject: header intact, Mailman will
discard the held message.  Do this if the message is spam.  If you reply to
this message and include an Approved: header with the list password in it, the
message will be approved for posting to the list.  The Approved: header can
also appear in the first line of the body of the reply.`, nil)
	m := notice.TextPart(h.Site, i18n.Wrap(i18n.Text{S: text}), h.List.PreferredLanguage())
	m.Add("Subject", "confirm "+h.cookie)
	m.Add("Sender", h.List.RequestAddress())
	m.Add("From", h.List.RequestAddress())
	m.Add("Date", maildate.FormatLocal(h.Site.Now()))
	m.Add("Message-ID", h.Site.UniqueMessageID(h.List))
	return m
}

// names are the variables that strings about a held post may have.
func (h *heldPost) names() i18n.Vars {
	return i18n.Vars{"listname": h.List.Value("real_name"), "sender": h.sender}
}

// vars are the variables of the letters. The reason is said by the translator.
func (h *heldPost) vars(translator i18n.Translator) i18n.Vars {
	vars := h.names()
	vars["reason"] = translator.T(h.reason, h.names())
	vars["hostname"] = h.List.Value("host_name")
	vars["subject"] = h.subject
	vars["admindb_url"] = h.List.ScriptURL("admindb", true)
	if h.withdrawURL != "" {
		vars["confirmurl"] = h.withdrawURL
	}
	return vars
}
