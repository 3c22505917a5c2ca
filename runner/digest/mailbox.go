// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"strings"

	"mmgen/runner/message"
)

// messagesOf are the messages of a mailbox. Each begins with a line that begins with `From `,
// whatever follows, and ends before the next such line. Text before the first one is skipped
// (mailbox.py: PortableUnixMailbox).
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

// nextLine is the offset of the first line, not counting the line at the head, that begins with
// prefix; the end of the text where there is none.
func nextLine(text, prefix string) int {
	i := strings.Index(text, "\n"+prefix)
	if i < 0 {
		return len(text)
	}
	return i + 1
}
