// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

// Shapes of addresses.
const (
	inBrackets = `<(?P<addr>[^>]*)>`
	bare       = `(?P<addr>[^\s@]+@[^\s@]+)`
	lineOf     = `^\s*` + bare + `\s*$`
)

// simpleReports are the forms of reports that have nothing else in common
// (SimpleMatch.py: PATTERNS), each with its sender.
var simpleReports = stretches([][3]string{
	// sdm.de
	{`here is your list of failed recipients`,
		`here is your returned mail`,
		inBrackets},
	// sendmail, as at sz-sb.de, corridor.com and nfg.nl
	{`the following addresses had`,
		`transcript of session follows`,
		`^ *(\(expanded from: )?<?(?P<addr>[^\s@]+@[^\s@>]+?)>?\)?\s*$`},
	// robanal.demon.co.uk
	{`this message was created automatically by mail delivery software`,
		`original message follows`,
		`rcpt to:\s*<(?P<addr>[^>]*)>`},
	// InterScan E-Mail VirusWall NT
	{`message from interscan e-mail viruswall nt`,
		`end of message`,
		`rcpt to:\s*<(?P<addr>[^>]*)>`},
	// Smail
	{`failed addresses follow:`,
		`message text follows:`,
		`\s*(?P<addr>\S+@\S+)`},
	// newmail.ru
	{`this is the machine generated message from mail service.`,
		`--- below the next line is a copy of the message.`,
		inBrackets},
	// MDaemon
	{`the following addresses did not receive a copy of your message:`,
		`--- session transcript ---`,
		`[>]\s*(?P<addr>.*)$`},
	// usa.net
	{`intended recipient:\s*(?P<addr>.*)$`,
		`--------returned mail follows--------`,
		`intended recipient:\s*(?P<addr>.*)$`},
	// hotpop.com
	{`undeliverable address:\s*(?P<addr>.*)$`,
		`original message attached`,
		`undeliverable address:\s*(?P<addr>.*)$`},
	// demon.co.uk
	{`this message was created automatically by mail delivery`,
		`^---- start of returned message ----`,
		`addressed to '(?P<addr>[^']*)'`},
	// prodigy.net: a full mailbox
	{`user's mailbox is full:`,
		`unable to deliver mail.`,
		`user's mailbox is full:\s*<(?P<addr>[^>]*)>`},
	// Microsoft SMTPSVC
	{`the email below could not be delivered to the following user:`,
		`old message:`,
		inBrackets},
	// Yahoo for others, as sbcglobal.net
	{`unable to deliver message to the following address\(es\)\.`,
		`--- original message follows\.`,
		`<(?P<addr>[^>]*)>:`},
	// googlemail.com
	{`delivery to the following recipient(s)? failed`,
		`----- original message -----`,
		lineOf},
	// kundenserver.de, mxlogic.net
	{`a message that you( have)? sent could not be delivered`,
		`^---`,
		inBrackets},
	// kundenserver.de
	{`a message that you( have)? sent could not be delivered`,
		`^---`,
		`^(?P<addr>[^\s@]+@[^\s@:]+):`},
	// thehartford.com and amenworld.com; a line without `@` ends it
	{`del(i|e)very to the following recipient(s)? (failed|was aborted)`,
		`^[^d][^@]{2,}$`,
		`^\s*(. )?` + bare + `\s*$`},
	// hartfordlife.com
	{`^your message\s*$`,
		`^because:`,
		lineOf},
	// InterScan NT
	{`^unable to deliver message to`,
		`\*+\s+end of message\s+\*+`,
		inBrackets},
	// earthlink.net
	{`^sorry, unable to deliver your message to`,
		`^a copy of the original message`,
		`\s*` + bare + `\s+`},
	// ademe.fr
	{`^a message could not be delivered to:`,
		`^subject:`,
		lineOf},
	// andrew.ac.jp
	{`^invalid final delivery userid:`,
		`^original message follows.`,
		`\s*` + bare + `\s*$`},
	// E500_SMTP_Mail_Service
	{`---- failed recipients ----`,
		` mail ----`,
		inBrackets},
	// cynergycom.net
	{`a message that you sent could not be delivered`,
		`^---`,
		`(?P<addr>[^\s@]+@[^\s@)]+)`},
	// LSMTP for Windows
	{`^--> error description:\s*$`,
		`^error-end:`,
		`^error-for:\s+` + bare},
	// qmail in three languages
	{`your message could not be delivered`,
		`^-`,
		`<(?P<addr>[^>]*)>:`},
	// socgen.com
	{`your message could not be delivered to`,
		`^\s*$`,
		bare},
	// dadoservice.it
	{`your message has encountered delivery problems`,
		`your message reads`,
		`addressed to\s*(?P<addr>[^\s@]+@[^\s@)]+)`},
	// gomaps.com
	{`did not reach the following recipient`,
		`^\s*$`,
		`\s` + bare},
	// EYOU
	{`this is the deliver program at`,
		`^-`,
		`^(?P<addr>[^\s@]+@[^\s@<>]+)`},
	// ieo.it
	{`this is the email server at`,
		`^-`,
		`\s` + bare + `[\s,]`},
	// MDaemon at pla.net.py
	{`- no such user here`,
		`there is no user`,
		`^` + bare + `\s`},
	// fastdnsservers.com
	{`the following recipient.*could not be reached`,
		`bogus stop pattern`,
		`^` + bare + `\s*$`},
	// lttf.com
	{`could not deliver message to`,
		`^\s*--`,
		`^failed recipient:\s*` + bare + `\s*$`},
	// uci.edu
	{`--------message not delivered`,
		`--------error detail`,
		lineOf},
	// Dovecot: over quota
	{`^your message`,
		`^reporting`,
		`your message to ` + bare + ` was automatically rejected`},
	// mail.ru
	{`a message that you sent was rejected`,
		`this is a copy of your message`,
		`\s` + bare},
	// MailEnable
	{`message could not be delivered to some recipients.`,
		`message headers follow`,
		`recipient: \[smtp:` + bare + `\]`},
	// Yahoo in another form
	{`wasn\'t able to deliver the following message`,
		`---below this line is a copy of the message.`,
		`to: ` + bare},
	// unknown
	{`this is a delivery failure notification message`,
		`the problem appears to be`,
		`-- ` + bare},
})

// validAddress is what SimpleMatch takes for an address (SimpleMatch.py: VALID).
var validAddress = match(`^(?P<addr>[\x21-\x3d\x3f\x41-\x7e]+@[a-z0-9._]+)$`)

// simpleMatch recognises reports by phrases before and behind the addresses
// (Bouncers/SimpleMatch.py).
func simpleMatch(r *report) Result {
	var valid []string
	for _, addr := range r.firstStretch(simpleReports()) {
		if r.has(newLine(addr), validAddress) {
			valid = append(valid, addr)
		}
	}
	return failed(valid...)
}
