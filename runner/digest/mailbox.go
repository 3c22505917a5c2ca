// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"strings"

	"mmgen/runner/message"
)

// messagesOf are the messages of a mailbox: each begins with a line that
// begins with `From `, whatever follows there, and ends before the next. What
// stands before the first is passed over (mailbox.py: PortableUnixMailbox).
func messagesOf(mailbox string) []*message.Message {
	const from = "From "
	var messages []*message.Message
	next := 0
	if !strings.HasPrefix(mailbox, from) {
		next = nextLine(mailbox, from)
	}
	for mailbox = mailbox[next:]; mailbox != ""; mailbox = mailbox[next:] {
		next = nextLine(mailbox, from)
		messages = append(messages, message.Parse(mailbox[:next]))
	}
	return messages
}

// nextLine is where a line behind the first begins with prefix, or the end.
func nextLine(text, prefix string) int {
	i := strings.Index(text, "\n"+prefix)
	if i < 0 {
		return len(text)
	}
	return i + 1
}
