// SPDX-License-Identifier: GPL-2.0-or-later

package confirmation

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
)

// approval is the password that a message approves something with (MailList.py:
// ProcessConfirmation): in a header field Approved or Approve or, if there is none with
// a password, in the first line of the first text/plain part that is not blank. ok is
// false where nothing looks like an approval. Posts are approved in more forms, see
// package approval.
func approval(msg *message.Message) (password string, ok bool) {
	for _, name := range []string{"Approved", "Approve"} {
		if ok = msg.Has(name); ok {
			password = msg.Get(name)
			break
		}
	}
	if password != "" {
		return password, true
	}
	if line, found := approvalLine(msg); found {
		return line, true
	}
	return "", ok
}

func approvalLine(msg *message.Message) (password string, ok bool) {
	texts := msg.TextParts("plain")
	if len(texts) == 0 {
		return "", false
	}
	for line := range strings.Lines(texts[0].DecodedBody()) {
		if pystr.Strip(line) == "" {
			continue
		}
		name, value, found := strings.Cut(line, ":")
		switch pystr.Lower(pystr.Strip(name)) {
		case "approve", "approved":
			return pystr.Strip(value), found
		}
		return "", false
	}
	return "", false
}
