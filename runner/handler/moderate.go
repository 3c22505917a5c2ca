// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"fmt"

	"mmgen/generator/pyvalue"
	"mmgen/runner/handler/hold"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
	"mmgen/runner/post"
)

// The values of generic_nonmember_action.
const (
	nonmemberAccept  = 0
	nonmemberHold    = 1
	nonmemberReject  = 2
	nonmemberDiscard = 3
)

// moderate decides by the author of a post (Moderate.py: process): a member with the
// moderation flag is moderated as the list says, posts of other members go through. For
// a post by somebody else the first of the *_these_nonmembers decides that has the
// sender, or else generic_nonmember_action.
func moderate(ctx context.Context, p *post.Post) (post.Verdict, error) {
	if p.Data.Bool("approved") {
		return post.Verdict{}, nil
	}
	if addr, ok := author(p); ok {
		if !member.Of(p.List).Option(addr, member.Moderate) {
			return post.Verdict{}, nil
		}
		return moderateMember(ctx, p, addr)
	}
	action, err := nonmemberAction(p)
	if err != nil {
		return post.Verdict{}, err
	}
	switch action {
	case nonmemberHold:
		return hold.ForApproval(ctx, p, hold.NonMemberPost)
	case nonmemberReject:
		return post.Rejection(nonmemberNotice(p)), nil
	case nonmemberDiscard:
		return discardNonmember(p)
	}
	return post.Verdict{}, nil
}

// author is the first address of a post that is a member's, or the same person's
// as a member's by equivalent_domains.
func author(p *post.Post) (address string, ok bool) {
	for _, sender := range p.Senders() {
		same := mlist.EquivalentAddresses(sender, p.List.Str("equivalent_domains"))
		for _, addr := range append([]string{sender}, same...) {
			if member.Of(p.List).Has(addr) {
				return addr, true
			}
		}
	}
	return "", false
}

func moderateMember(ctx context.Context, p *post.Post, addr string) (post.Verdict, error) {
	switch action := p.List.Float("member_moderation_action"); action {
	case 0:
		p.Data.SetStr("sender", pyvalue.Str(addr))
		return hold.ForApproval(ctx, p, hold.ModeratedPost)
	case 1:
		text := i18n.Text{S: hold.UnknownRejection}
		if p.List.Bool("member_moderation_notice") {
			text = i18n.Wrap(p.TextOf("member_moderation_notice"))
		}
		return post.Rejection(text), nil
	case 2:
		return post.Verdict{Action: post.Discard}, nil
	default:
		return post.Verdict{}, fmt.Errorf("list %s: member_moderation_action is %v; 0, 1 and 2 mean something", p.List.InternalName(), action)
	}
}

// nonmemberAction is the action for a post whose author is not a member.
func nonmemberAction(p *post.Post) (float64, error) {
	sender := p.Sender()
	for _, these := range []struct {
		attr   string
		action float64
	}{
		{"accept_these_nonmembers", nonmemberAccept},
		{"hold_these_nonmembers", nonmemberHold},
		{"reject_these_nonmembers", nonmemberReject},
		{"discard_these_nonmembers", nonmemberDiscard},
	} {
		if _, ok, err := member.Of(p.List).FittingPattern(sender, these.attr, true); ok || err != nil {
			return these.action, err
		}
	}
	action := p.List.Float("generic_nonmember_action")
	if action < 0 || action > 4 {
		return 0, fmt.Errorf("list %s: generic_nonmember_action is %v; 0 to 4 mean something", p.List.InternalName(), action)
	}
	if p.Data.Bool("fromusenet") {
		return nonmemberAccept, nil
	}
	return action, nil
}

// nonmemberNotice is the notice to people who must not post because they are not
// members (do_reject). The list's own words may name the owner's address.
func nonmemberNotice(p *post.Post) i18n.Text {
	vars := i18n.Vars{"listowner": p.List.OwnerAddress()}
	own := p.TextOf("nonmember_rejection_notice")
	switch {
	case own.S == "":
		return i18n.Wrap(i18n.Text{S: p.Translator.T(`Your message has been rejected, probably because you are not subscribed to the
mailing list and the list's policy is to prohibit non-members from posting to
it.  If you think that your messages are being rejected in error, contact the
mailing list owner at %(listowner)s.`, vars)})
	case own.Unicode:
		owner := pyvalue.SafeDict{"listowner": pyvalue.Str(p.List.OwnerAddress())}
		if filled, err := pyvalue.FormatMapping(pyvalue.Unicode(own.S), owner); err == nil {
			own = i18n.TextOf(filled)
		}
		return i18n.Wrap(own)
	}
	return i18n.Wrap(i18n.Text{S: p.Translator.T(own.S, vars)})
}

// discardNonmember throws a post away. With forward_auto_discards the people
// who run the list get it (do_discard).
func discardNonmember(p *post.Post) (post.Verdict, error) {
	if !p.List.Bool("forward_auto_discards") {
		return post.Verdict{Action: post.Discard}, nil
	}
	lang := p.List.PreferredLanguage()
	text := i18n.Wrap(i18n.Text{S: p.Translator.T("The attached message has been automatically discarded.", nil)})
	letter := notice.User{
		Recipients: []string{p.List.OwnerAddress()}, Sender: p.List.BouncesAddress(), Lang: lang,
		Subject: p.Translator.T("Auto-discard notification", nil),
	}.Multipart(p.Site, notice.TextPart(p.Site, text, lang), message.NewRFC822(p.Msg))
	if err := notice.Send(p.Site, p.Change, letter); err != nil {
		return post.Verdict{}, err
	}
	return post.Verdict{Action: post.Discard}, nil
}
