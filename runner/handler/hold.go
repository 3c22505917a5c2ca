// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"

	"mmgen/runner/message"
	"mmgen/runner/message/address"
)

// hold keeps posts for a moderator that are not fit for the list as they are,
// whoever wrote them (Hold.py: process). Posts that are approved pass.
func hold(ctx context.Context, p *Post) (Verdict, error) {
	if p.Data.Bool("approved") {
		return Verdict{}, nil
	}
	for _, rule := range holdRules {
		if r, ok := rule(p); ok {
			return holdForApproval(ctx, p, r)
		}
	}
	return Verdict{}, nil
}

// holdRules are what may be wrong with a post. The first decides.
var holdRules = []func(*Post) (reason, bool){
	looksLikeCommand,
	hasTooManyRecipients,
	hasImplicitDestination,
	hasSuspiciousHeader,
	isTooBig,
	isForModeratedNewsgroup,
}

func looksLikeCommand(p *Post) (reason, bool) {
	if !p.List.Bool("administrivia") ||
		!isAdministrivia(p.Msg, p.Site.Settings.Int("DEFAULT_MAIL_COMMANDS_MAX_LINES")) {
		return reason{}, false
	}
	return administrivia(p.List), true
}

// hasTooManyRecipients counts what comes out of the fields, addresses or not.
func hasTooManyRecipients(p *Post) (reason, bool) {
	limit := p.List.Float("max_num_recipients")
	if limit <= 0 {
		return reason{}, false
	}
	recips := address.ParseList(append(p.Msg.GetAll("to"), p.Msg.GetAll("cc")...))
	return tooManyRecipients, float64(len(recips)) >= limit
}

func hasImplicitDestination(p *Post) (reason, bool) {
	return implicitDestination, p.List.Bool("require_explicit_destination") &&
		!p.List.HasExplicitDest(p.Msg) && !p.Data.Bool("fromusenet")
}

func hasSuspiciousHeader(p *Post) (reason, bool) {
	return suspiciousHeaders, p.List.Bool("bounce_matching_headers") && p.List.MatchingHeader(p.Msg) != ""
}

func isTooBig(p *Post) (reason, bool) {
	limit := p.List.Float("max_message_size")
	if limit <= 0 {
		return reason{}, false
	}
	size := bodySize(p.Msg)
	return messageTooBig(size, limit), float64(size)/1024 > limit
}

// bodySize is how many bytes of a message are not header: texts as they are
// encoded, and what stands before and behind the parts.
func bodySize(msg *message.Message) int {
	size := 0
	msg.Walk(func(part *message.Message) {
		preamble, _ := part.Preamble()
		epilogue, _ := part.Epilogue()
		size += len(part.Body()) + len(preamble) + len(epilogue)
	})
	return size
}

// isForModeratedNewsgroup tells whether the list is the moderator of the
// newsgroup that its posts go to.
func isForModeratedNewsgroup(p *Post) (reason, bool) {
	return moderatedNewsgroup, p.List.Bool("gateway_to_news") && p.List.Float("news_moderation") == 2
}
