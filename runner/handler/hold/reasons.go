// SPDX-License-Identifier: GPL-2.0-or-later

package hold

import (
	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
)

// Reason is why a post is held: an exception class below Errors.HoldMessage.
// Its texts are Mailman's own, the keys of its catalogues.
//
// A text without variables is kept in English among the list's requests, and translated
// for its reader. One with variables is translated when the post is held, into the
// language of its sender.
type Reason struct {
	ID            string // the name of Mailman's exception class
	Notice        string // what is wrong with the post
	NoticeVars    i18n.Vars
	Rejection     string // what its sender is told if a moderator refuses the post
	rejectionVars i18n.Vars
}

// UnknownRejection is the text of Errors.py: HoldMessage for classes without one of
// their own.
const UnknownRejection = "Your message was rejected"

// The reasons of Hold.py that are the same for each post. It has two more,
// ForbiddenPoster and NotExplicitlyAllowed, that nothing raises any more.
var (
	ModeratedPost = Reason{
		ID:        "ModeratedPost",
		Notice:    "Post to moderated list",
		Rejection: "Your message was deemed inappropriate by the moderator.",
	}
	NonMemberPost = Reason{
		ID:        "NonMemberPost",
		Notice:    "Post by non-member to a members-only list",
		Rejection: "Non-members are not allowed to post messages to this list.",
	}
	tooManyRecipients = Reason{
		ID:        "TooManyRecipients",
		Notice:    "Too many recipients to the message",
		Rejection: "Please trim the recipient list; it is too long.",
	}
	implicitDestination = Reason{
		ID:     "ImplicitDestination",
		Notice: "Message has implicit destination",
		Rejection: `Blind carbon copies or other implicit destinations are
not allowed.  Try reposting your message by explicitly including the list
address in the To: or Cc: fields.`,
	}
	suspiciousHeaders = Reason{
		ID:        "SuspiciousHeaders",
		Notice:    "Message has a suspicious header",
		Rejection: "Your message had a suspicious header.",
	}
	moderatedNewsgroup = Reason{
		ID:        "ModeratedNewsgroup",
		Notice:    "Posting to a moderated newsgroup",
		Rejection: ModeratedPost.Rejection,
	}
)

// administrivia is a post that looks like an email command.
func administrivia(l *mlist.List) Reason {
	return Reason{
		ID:     "Administrivia",
		Notice: "Message may contain administrivia",
		Rejection: `Please do *not* post administrative requests to the mailing
list.  If you wish to subscribe, visit %(listurl)s or send a message with the
word ` + "`help'" + ` in it to the request address, %(request)s, for further
instructions.`,
		rejectionVars: i18n.Vars{"listurl": l.ScriptURL("listinfo", true), "request": l.RequestAddress()},
	}
}

// messageTooBig is a post whose size, in bytes, is above the limit, in KB.
func messageTooBig(size int, limit float64) Reason {
	return Reason{
		ID: "MessageTooBig",
		Notice: `Message body is too big: %(size)d bytes with a limit of
%(limit)d KB`,
		NoticeVars: i18n.Vars{"size": size, "limit": limit},
		Rejection: `Your message was too big; please trim it to less than
%(kb)d KB in size.`,
		rejectionVars: i18n.Vars{"kb": limit},
	}
}
