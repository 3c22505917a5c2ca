// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

// Some notices are known by their first phrase alone: for them any line is the end, and any
// text counts as the address, since a warning counts for nobody.
const (
	anything   = `.+`
	anyAddress = `(?P<addr>.+)`
)

// simpleNotices are the forms of notices that mail is delayed (SimpleWarning.py:
// patterns), each with its sender.
var simpleNotices = stretches([][3]string{
	// pop3.pta.lia.net
	{`the address to which the message has not yet been delivered is`,
		`no action is required on your part`,
		`\s*(?P<addr>\S+@\S+)\s*`},
	// MessageSwitch
	{`this is just a warning, you do not need to take any action`,
		anything,
		anyAddress},
	// Symantec AntiVirus for SMTP Gateways
	{`delivery attempts will continue to be made`,
		anything,
		anyAddress},
	// googlemail.com
	{`this is a warning message only`,
		`message will be retried`,
		`\s*(?P<addr>\S+@\S+)\s*`},
	// RS
	{`we will continue to try to deliver`,
		anything,
		anyAddress},
	// kundenserver.de
	{`not yet been delivered`,
		`no action is required on your part`,
		`\s*<?(?P<addr>\S+@[^>\s]+)>?\s*`},
})

// simpleWarning recognises notices of a delay, which is no failure, by phrases before
// and behind the addresses (Bouncers/SimpleWarning.py).
func simpleWarning(r *report) Result {
	if len(r.firstStretch(simpleNotices())) == 0 {
		return Result{}
	}
	return warning
}
