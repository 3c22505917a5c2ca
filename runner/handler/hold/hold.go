// SPDX-License-Identifier: GPL-2.0-or-later

// Package hold keeps posts for a moderator, as Mailman's handler Hold does
// (Mailman/Handlers/Hold.py): the rules by which a post is held, the reasons with their
// texts, and the letters to the sender and the moderators. Other handlers use it to
// hold posts for reasons of their own.
package hold

import (
	"context"

	"mmgen/runner/message"
	"mmgen/runner/message/address"
	"mmgen/runner/post"
)

// Process keeps posts for a moderator that are not fit for the list as they are,
// whoever wrote them (Hold.py: process). Posts that are approved pass.
func Process(ctx context.Context, p *post.Post) (post.Verdict, error) {
	if p.Data.Bool("approved") {
		return post.Verdict{}, nil
	}
	for _, rule := range holdRules {
		if r, ok := rule(p); ok {
			return ForApproval(ctx, p, r)
		}
	}
	return post.Verdict{}, nil
}

// holdRules are the reasons to hold a post. The first that applies decides.
var holdRules = []func(*post.Post) (Reason, bool){
	looksLikeCommand,
	hasTooManyRecipients,
	hasImplicitDestination,
	hasSuspiciousHeader,
	isTooBig,
	isForModeratedNewsgroup,
}

func looksLikeCommand(p *post.Post) (Reason, bool) {
	if !p.List.Bool("administrivia") ||
		!isAdministrivia(p.Msg, p.Site.Settings.Int("DEFAULT_MAIL_COMMANDS_MAX_LINES")) {
		return Reason{}, false
	}
	return administrivia(p.List), true
}

// hasTooManyRecipients counts what comes out of the fields, addresses or not.
func hasTooManyRecipients(p *post.Post) (Reason, bool) {
	limit := p.List.Float("max_num_recipients")
	if limit <= 0 {
		return Reason{}, false
	}
	recips := address.ParseList(append(p.Msg.GetAll("to"), p.Msg.GetAll("cc")...))
	return tooManyRecipients, float64(len(recips)) >= limit
}

func hasImplicitDestination(p *post.Post) (Reason, bool) {
	return implicitDestination, p.List.Bool("require_explicit_destination") &&
		!hasExplicitDest(p.List, p.Msg) && !p.Data.Bool("fromusenet")
}

func hasSuspiciousHeader(p *post.Post) (Reason, bool) {
	return suspiciousHeaders, p.List.Bool("bounce_matching_headers") && matchingHeader(p) != ""
}

func isTooBig(p *post.Post) (Reason, bool) {
	limit := p.List.Float("max_message_size")
	if limit <= 0 {
		return Reason{}, false
	}
	size := bodySize(p.Msg)
	return messageTooBig(size, limit), float64(size)/1024 > limit
}

// bodySize is the size of a message without its header, in bytes: its texts in their
// transfer encoding, and what stands before and behind the parts of multiparts.
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
func isForModeratedNewsgroup(p *post.Post) (Reason, bool) {
	return moderatedNewsgroup, p.List.Bool("gateway_to_news") && p.List.Float("news_moderation") == 2
}
