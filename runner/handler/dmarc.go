// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"

	"mmgen/runner/dmarc"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/message/address"
	"mmgen/runner/mlist"
	"mmgen/runner/post"
	"mmgen/runner/queue"
)

// applyDMARC does what dmarc_moderation_action says to a post from one of
// dmarc_moderation_addresses, or from a domain whose DMARC policy would make other mail
// servers refuse it when this site sends it (SpamDetect.py: process). Munging and
// wrapping is left to CookHeaders and WrapMessage, by from_is_list.
func applyDMARC(ctx context.Context, p *post.Post) (post.Verdict, error) {
	p.Data.SetStr("from_is_list", int64(0))
	author := PolicyAuthor(p.List, p.Msg, p.Data)
	if author == "" {
		return post.Verdict{}, nil
	}
	_, listed, err := member.Of(p.List).FittingPattern(author, "dmarc_moderation_addresses", false)
	if err != nil {
		return post.Verdict{}, err
	}
	checker := dmarc.Checker{Site: p.Site, List: p.List, Answers: p.DMARC}
	if !listed && !checker.IsProhibited(ctx, author) {
		return post.Verdict{}, nil
	}
	switch action := p.List.Float("dmarc_moderation_action"); action {
	case dmarc.Munge, dmarc.Wrap:
		p.Data.SetStr("from_is_list", int64(action))
	case dmarc.Reject:
		return post.Rejection(dmarcNotice(p)), nil
	case dmarc.Discard:
		return post.Verdict{Action: post.Discard}, nil
	}
	return post.Verdict{}, nil
}

// PolicyAuthor is the author whose domain's DMARC policy matters to SpamDetect, "" for
// nobody. It is not asked for those whom dmarc_moderation_addresses names.
func PolicyAuthor(l *mlist.List, msg *message.Message, data queue.Metadata) string {
	if data.Bool("toowner") || l.Float("dmarc_moderation_action") <= 0 {
		return ""
	}
	return address.Parse(msg.Get("from")).Addr
}

// dmarcNotice is what the author of a refused post is told.
func dmarcNotice(p *post.Post) i18n.Text {
	if p.List.Bool("dmarc_moderation_notice") {
		return i18n.Wrap(p.TextOf("dmarc_moderation_notice"))
	}
	return i18n.Wrap(i18n.Text{S: p.Translator.T(
		`You are not allowed to post to this mailing list From: a domain which
publishes a DMARC policy of reject or quarantine, and your message has been
automatically rejected.  If you think that your messages are being rejected in
error, contact the mailing list owner at %(listowner)s.`,
		i18n.Vars{"listowner": p.List.OwnerAddress()})})
}
