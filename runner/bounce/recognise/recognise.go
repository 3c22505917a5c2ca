// SPDX-License-Identifier: GPL-2.0-or-later

// Package recognise finds out of whom a message tells that mail could not be
// delivered to them. It answers to Mailman/Bouncers/BouncerAPI.py and the modules
// beside it, one file each.
//
// A recogniser knows the reports of one kind of mail server. It is given the
// message and says which addresses failed, as the report has them: with any case,
// sometimes empty, not always a member's. It may say instead that the message is
// a notice of something that is no failure, as of a delay. Nothing is read or
// changed but the message.
//
// Message asks the recognisers in Mailman's order; the first that knows the
// message has the word. Where Python would raise an exception, which makes
// Mailman shunt the message, a recogniser does not know it. Two recognisers find
// addresses that Mailman's spoil: microsoft.go and groupwise.go.
//
// Recognisers that look at the text of a message look at its first 4 MB, and at the
// first 400,000 lines; lines of more than 64 KB they pass over. Of a status report
// they look at the first 110,000 recipients. A text that is built to be searched in
// vain is given up (budget in text.go).
package recognise

import (
	"slices"

	"mmgen/runner/message"
)

// Result is what a message says.
type Result struct {
	Failed  []string // addresses that failed, in Mailman's order
	Warning bool     // it is a notice of no failure (BouncerAPI.py: Stop)
}

// Known tells whether a recogniser knew the message.
func (r Result) Known() bool { return len(r.Failed) > 0 || r.Warning }

// warning is the Result of a notice that is no failure.
var warning = Result{Warning: true}

// failed is the Result of a report, or of a message that was not recognised
// where there are none.
func failed(addrs ...string) Result { return Result{Failed: addrs} }

// recogniser is one of Mailman's bounce modules.
type recogniser struct {
	name    string // the name of Mailman's module
	process func(*report) Result
}

// recognisers are Mailman's, in its order (BouncerAPI.py: BOUNCE_PIPELINE).
var recognisers = []recogniser{
	{"DSN", dsn},
	{"Qmail", qmail},
	{"Postfix", postfix},
	{"Yahoo", yahoo},
	{"Caiwireless", caiwireless},
	{"Exchange", exchange},
	{"Exim", exim},
	{"Netscape", netscape},
	{"Compuserve", compuserve},
	{"Microsoft", microsoft},
	{"GroupWise", groupWise},
	{"SMTP32", smtp32},
	{"SimpleMatch", simpleMatch},
	{"SimpleWarning", simpleWarning},
	{"Yale", yale},
	{"LLNL", llnl},
	{"AOL", aol},
}

// beyond are recognisers that Mailman never asks. What they find is to be counted
// only if it is a member's address.
var beyond = []recogniser{
	{"Sina", sina},
}

// Any asks all recognisers, Mailman's and those beyond, and tells which one knows the
// message: "" where none does.
func Any(msg *message.Message) (name string, result Result) {
	return ask(slices.Concat(recognisers, beyond), msg)
}

// Message asks Mailman's recognisers (BouncerAPI.py: ScanMessages).
func Message(msg *message.Message) Result {
	_, result := ask(recognisers, msg)
	return result
}

// Beyond asks the recognisers that Mailman does not have, or does not ask. They
// are for a message that Message did not know.
func Beyond(msg *message.Message) Result {
	_, result := ask(beyond, msg)
	return result
}

// ask asks recognisers one after the other until one knows the message.
func ask(table []recogniser, msg *message.Message) (name string, result Result) {
	r := newReport(msg)
	for _, one := range table {
		if result := one.process(r); result.Known() {
			return one.name, result
		}
	}
	return "", Result{}
}
