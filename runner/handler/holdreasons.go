// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
)

// reason is why a post is held: an exception class below Errors.HoldMessage.
// Its texts are Mailman's own, the keys of its catalogues.
//
// A text without variables is kept in English among the list's requests, and
// translated for whoever reads it. One with variables is translated when the
// post is held, into the language of its sender.
type reason struct {
	id            string // the class in Mailman
	notice        string // what is wrong with the post
	noticeVars    i18n.Vars
	rejection     string // what its sender is told should it be refused
	rejectionVars i18n.Vars
}

// unknownRejection is what Errors.py: HoldMessage has for a class that says
// nothing better.
const unknownRejection = "Your message was rejected"

// The reasons of Hold.py that are the same for each post. It has two more,
// ForbiddenPoster and NotExplicitlyAllowed, that nothing raises any more.
var (
	moderatedPost = reason{
		id:        "ModeratedPost",
		notice:    "Post to moderated list",
		rejection: "Your message was deemed inappropriate by the moderator.",
	}
	nonMemberPost = reason{
		id:        "NonMemberPost",
		notice:    "Post by non-member to a members-only list",
		rejection: "Non-members are not allowed to post messages to this list.",
	}
	tooManyRecipients = reason{
		id:        "TooManyRecipients",
		notice:    "Too many recipients to the message",
		rejection: "Please trim the recipient list; it is too long.",
	}
	implicitDestination = reason{
		id:     "ImplicitDestination",
		notice: "Message has implicit destination",
		rejection: `Blind carbon copies or other implicit destinations are
not allowed.  Try reposting your message by explicitly including the list
address in the To: or Cc: fields.`,
	}
	suspiciousHeaders = reason{
		id:        "SuspiciousHeaders",
		notice:    "Message has a suspicious header",
		rejection: "Your message had a suspicious header.",
	}
	moderatedNewsgroup = reason{
		id:        "ModeratedNewsgroup",
		notice:    "Posting to a moderated newsgroup",
		rejection: moderatedPost.rejection,
	}
)

// administrivia is a post that looks like an email command.
func administrivia(l *mlist.List) reason {
	return reason{
		id:     "Administrivia",
		notice: "Message may contain administrivia",
		rejection: `Please do *not* post administrative requests to the mailing
list.  If you wish to subscribe, visit %(listurl)s or send a message with the
word ` + "`help'" + ` in it to the request address, %(request)s, for further
instructions.`,
		rejectionVars: i18n.Vars{"listurl": l.ScriptURL("listinfo", true), "request": l.RequestAddress()},
	}
}

// messageTooBig is a post whose size, in bytes, is above the limit, in KB.
func messageTooBig(size int, limit float64) reason {
	return reason{
		id: "MessageTooBig",
		notice: `Message body is too big: %(size)d bytes with a limit of
%(limit)d KB`,
		noticeVars: i18n.Vars{"size": size, "limit": limit},
		rejection: `Your message was too big; please trim it to less than
%(kb)d KB in size.`,
		rejectionVars: i18n.Vars{"kb": limit},
	}
}
