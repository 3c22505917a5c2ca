// SPDX-License-Identifier: GPL-2.0-or-later

package evidence

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
)

// maxLone is how long the text of a report may be, in bytes, that was written for users.
const maxLone = 64 << 10

// loneRecipient reads reports in languages whose words this package does not know, as
// mail providers write them for their users. Such a report names one recipient, in the
// middle of a sentence, and has the server's reply in English below it. So the only
// address that a mail system's report names before the returned message has failed, if a
// reply there says so of a recipient, none is of class 4, and nothing says that it is
// late. An author of the returned message is named for other reasons.
func loneRecipient(r *report) (addrs []string, known bool) {
	if !r.isReport() || !fromSystem(r.Message) {
		return nil, false
	}
	failed, only, left := false, "", maxLone
	for l := range r.lines() {
		left -= len(l.text) + 1
		switch {
		case left < 0:
			return nil, false
		case strings.Contains(l.text, ":") && otherField.MatchString(l.lower):
			continue
		case isLate(l), l.verdict() == temporary, strings.Contains(l.lower, "sender"):
			return nil, false
		}
		failed = failed || l.failsRecipient()
		for _, addr := range addresses(l.text) {
			if only != "" && !strings.EqualFold(only, addr) {
				return nil, false
			}
			only = addr
		}
	}
	if !failed || only == "" || isAuthor(r.Message, only) {
		return nil, false
	}
	return []string{only}, true
}

// isAuthor tells whether an address is that of an author of a message in a report.
func isAuthor(m *message.Message, addr string) bool {
	found := false
	m.Walk(func(part *message.Message) {
		from := pystr.Lower(head(part.Get("From"), maxLine))
		found = found || part != m && strings.Contains(from, pystr.Lower(addr))
	})
	return found
}

// failsRecipient tells whether a line is a reply of class 5 to the address of a recipient
// (RFC 3463: X.1, X.2), and not to that of the sender (X.1.7, X.1.8) or to the message.
func (l line) failsRecipient() bool {
	return l.hasReply() && (recipientStatus.MatchString(l.lower) || containsAny(l.lower, permanentWords))
}

var recipientStatus = pattern(`\b5\.(?:1\.(?:[0-6]|10)|2\.[0-4])\b`)

// hasReply tells whether a line begins with a reply of class 5, or has one behind a label
// or behind what a server said.
func (l line) hasReply() bool {
	return hasReplyCode(l.text) && replyLine.MatchString(l.lower)
}

// hasReplyCode tells whether replyLine may match: it needs a code with a separator and
// something else behind.
func hasReplyCode(text string) bool {
	for i := 0; i+4 < len(text); i++ {
		if text[i] == '5' && '0' <= text[i+1] && text[i+1] <= '5' && isDigit(text[i+2]) && (text[i+3] == ' ' || text[i+3] == '-') {
			return true
		}
	}
	return false
}

// replyLine matches a reply code with a status code or words behind it.
var replyLine = pattern(`(?:^(?:\S+ ){0,2}[^\s:]*(?::|\x{ff1a})\s*|^[\s>]*|said:? |returned )['"#]?5[0-5][0-9][ -](?:#?5\.[0-9]+\.[0-9]+\b|['"<a-z])`)
