// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
	"mmgen/runner/message/address"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// Applicants are the addresses that a mail asks to subscribe, before anything is done
// with it. Whether the list takes them is not looked at.
func Applicants(s *site.Site, in Installed, msg *message.Message, data queue.Metadata) (addrs []string) {
	sender := msg.Sender(s.Settings.Bool("USE_ENVELOPE_SENDER"), false)
	author := authorOf(address.Parse(msg.Get("from")), sender)
	switch {
	case data.Bool("tojoin"):
		return []string{author}
	case !data.Bool("torequest"):
		return nil
	}
	lines := read(msg, s.CharsetOf(data.Str("lang")), s.Settings.Int("DEFAULT_MAIL_COMMANDS_MAX_LINES")).lines
	for i, line := range lines {
		words := pystr.Fields(line)
		if len(words) == 0 {
			continue
		}
		c, args, ok := in.find(pystr.Lower(words[0]), words[1:], i == 0)
		switch {
		case ok && c.names[0] == "subscribe":
			addrs = append(addrs, subscribedBy(args, author))
		case !ok && i > 0:
			return addrs // a line that is not a command ends the script
		}
	}
	return addrs
}

// subscribedBy is the address that the arguments of a command subscribe, else the author
// of the mail.
func subscribedBy(args []string, author string) string {
	for _, arg := range args {
		if _, ok := addressArg(pystr.Lower(arg)); ok {
			author = arg[len("address="):]
		}
	}
	return author
}

// authorOf is the address in the From field, or the sender's where that field has none.
func authorOf(from address.Address, sender string) string {
	if from.Addr != "" {
		return from.Addr
	}
	return sender
}
