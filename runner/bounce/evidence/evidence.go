// SPDX-License-Identifier: GPL-2.0-or-later

// Package evidence finds failed addresses in reports that none of Mailman's
// recognisers knows (runner/bounce/recognise). It answers to nothing in Mailman.
//
// Mailman knows reports by the words of the server that wrote them. This package
// asks what all such reports have in common:
//
//   - the header says that a mail system wrote the message (sign.go), and neither
//     that it is an answer of a person's program nor a receipt nor a complaint;
//   - the subject or the text says that something could not be delivered, and not
//     that it is only late;
//   - an address stands where a recipient is named, with a permanent failure beside
//     it: a reply code or status of class 5 (RFC 5321 section 4.2.1, RFC 3463), or
//     words such as "user unknown".
//
// Words are known in English only. In other languages a reply of class 5 stands for the
// announcement, and the only address of a report for its recipient (lone.go).
//
// What follows in the report, from the returned message on, is not looked at: any
// address may stand there. Nor is a remote server's answer taken for more than a
// verdict about the recipient it was asked about. Failures of class 4 do not count,
// even if the server has given up.
//
// Addresses are guesses by rule. The caller is to count only those that are
// members' (runner/bounce: Decide).
//
// At most the first 4 MB, 400,000 lines and 110,000 recipients are looked at, and of
// a line the first 2,000 bytes. The cost is linear in what is looked at.
package evidence

import "mmgen/runner/message"

// reader finds failed addresses in one family of reports. It says whether it knows
// the report, which may tell of no failure.
type reader struct {
	name string
	read func(*report) (addrs []string, known bool)
}

// readers are asked in this order, and the first one that knows the report decides. Those
// that look at fields stand before those that look at words.
var readers = []reader{
	{"notification of Amazon SNS", snsNotification},
	{"status fields", statusFields},
	{"text", failuresInText},
	{"gateway", gatewayRecipient},
	{"only address", loneRecipient},
}

// Failed returns the addresses that a message reports as failed for good, each once, as
// they stand there. It returns nothing for a message that is not such a report.
func Failed(msg *message.Message) []string {
	r := newReport(msg)
	for _, one := range readers {
		if addrs, known := one.read(r); known {
			return unique(addrs)
		}
	}
	return nil
}

func unique(addrs []string) (once []string) {
	seen := map[string]bool{}
	for _, addr := range addrs {
		if !seen[addr] {
			seen[addr] = true
			once = append(once, addr)
		}
	}
	return once
}
