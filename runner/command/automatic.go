// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"slices"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
)

// Precedence is the Precedence field of a mail whose commands are not carried out,
// since a program sent it that might answer the answer: bulk, junk or list, without an
// X-Ack: yes (CommandRunner.py: _dispose). "" is for all other mail.
func Precedence(msg *message.Message) string {
	precedence := pystr.Lower(msg.Get("precedence"))
	if pystr.Lower(msg.Get("x-ack")) != "yes" && slices.Contains([]string{"bulk", "junk", "list"}, precedence) {
		return precedence
	}
	return ""
}
