// SPDX-License-Identifier: GPL-2.0-or-later

package evidence

import (
	"slices"
	"strings"
)

// failuresInText reads what a report says in sentences, and the transcripts of SMTP sessions
// in it.
func failuresInText(r *report) (addrs []string, known bool) {
	if !r.isReport() {
		return nil, false
	}
	s := story{announced: failedSubject.MatchString(lowered(r.Message, "Subject")), named: map[string]*suspect{}}
	for l := range r.lines() {
		if isLate(l) {
			return nil, true
		}
		s.line(l)
	}
	addrs = s.failed()
	return addrs, len(addrs) > 0
}

// latePhrases say that a server goes on trying.
var latePhrases = []string{"will be retried", "will continue to", "still trying", "will keep trying", "keep trying", "not yet been delivered",
	"temporary failure report", "do not need to re", "warning message only", "will try again", "will retry", "has been delayed", "is delayed",
	"delivery delayed", "delayed delivery", "not yet delivered", "further attempts"}

func isLate(l line) bool { return containsAny(l.lower, latePhrases) }

// announcements are what a report says before it names recipients.
var announcements = []string{"deliver", "rejected", "returned", "bounce", "fail", "error", "transcript of session", "not sent", "not be sent",
	"did not reach", "rcpt to"}

// suspect is a recipient that a text names.
type suspect struct {
	addr    string
	verdict verdict
	told    bool // a verdict about this recipient was found
	alone   bool // the address stands in a place where only recipients stand
}

// story is what a text has told so far.
type story struct {
	announced bool // the text said that something was not delivered, in words or by a reply
	waits     bool // the text told of a temporary failure
	named     map[string]*suspect
	order     []*suspect
	current   []*suspect // the recipients that the text is about now
	indent    int        // indentation of the line that named the first of them
	command   command    // the last command of a transcript
	before    verdict    // the verdict that came before any recipient was named
}

// command is an SMTP command in a transcript.
type command int

const (
	noCommand command = iota
	rcpt
	otherCommand
)

var (
	commands    = []string{"rcpt to", "mail from", "data", "helo ", "ehlo ", "quit"}
	commandLine = pattern(`(?:^|[>< ])(rcpt to|mail from|data$|helo |ehlo |quit$)`)
	// otherField matches fields and labels beside which no recipient stands.
	otherField = pattern(`^[\s>*-]*(from|to|cc|(original |envelope )?sender|return-path|reply-to|subject|date|sent|message-?id|in-reply-to|` +
		`references|x-[a-z-]+|[a-z]+-mta|reporting-[a-z]+|feedback-id|size|list-[a-z]+|generating server|received|for (further )?(assistance|help|information))\b[ \t]*:`)
)

func (s *story) line(l line) {
	v := l.verdict()
	s.waits = s.waits || v == temporary
	s.announced = s.announced || containsAny(l.lower, announcements) || !s.waits && l.hasReply()
	switch {
	case l.text == "" || strings.Contains(l.text, ":") && otherField.MatchString(l.lower):
	case s.isCommand(l):
	case strings.Contains(l.lower, "<<<"), s.command != noCommand && strings.Contains(l.lower, ">>>") && v != silent:
		if s.command != otherCommand {
			s.tell(v)
		}
	case strings.IndexByte(l.text, '@') < 0 || !s.names(l, v):
		s.tell(v)
	}
}

// isCommand takes a command of a transcript.
func (s *story) isCommand(l line) bool {
	if !containsAny(l.lower, commands) {
		return false
	}
	m := commandLine.FindStringSubmatch(l.lower)
	if m == nil {
		return false
	}
	s.command = otherCommand
	if m[1] == "rcpt to" {
		s.command = rcpt
		if addrs := addresses(l.text); len(addrs) > 0 {
			s.name(addrs[0], 0, true)
		}
		s.tell(l.verdict())
	}
	return true
}

// names takes the recipient that a line names, if it does, with the verdict beside it.
func (s *story) names(l line, v verdict) bool {
	at := places(l.text)
	if len(at) == 0 {
		return false
	}
	indent := len(l.text) - len(strings.TrimLeft(l.text, " \t"))
	if len(s.current) > 0 && indent > s.indent && !s.current[0].told && v != silent {
		return false // this line is the end of the sentence in the line before
	}
	before, after := l.lower[:at[0].start], l.lower[at[0].end:]
	addr := l.text[at[0].start:at[0].end]
	switch {
	case strings.Contains(before, "expanded from"):
		s.alias(addr)
	case strings.Contains(l.lower, "sender"):
		return false
	case isAlone(before, after):
		s.name(addr, indent, true)
	case isIntroduced(before):
		s.name(addr, indent, false)
	default:
		return false
	}
	s.tell(v)
	return true
}

var (
	// besideAddress matches what may stand before an address that a line is about.
	besideAddress = pattern(`^[\s>*'"<(\[\x{2022}-]*(?:(?:failed |invalid |final-|original-)?(?:recipient|address|e-?mail|user|mailbox)s?(?: address)?\s*[:=]\s*(?:rfc822;)?[\s<'"]*)?$`)
	// besideIt matches what may stand after it.
	besideIt = pattern(`^[>'")\]]*\s*(?:$|[:;,(<\[]|\.\.\.|\.$|on |- |#?[45](?:[0-5][0-9]|\.[0-9]+\.[0-9]+)\b)`)
	// recipientBefore matches the words before a recipient in a sentence.
	recipientBefore = pattern(`(?:(?:deliver|sen[dt]|mail|message)\w*\b.{0,40} (?:to|for)|recipients?(?: address)?|address(?:ed to)?|user|mailbox|account)[\s:'"<(]*$`)
	// startsCode matches a reply before an address.
	startsCode = pattern(`^[\s>]*[45][0-5][0-9][ -](?:#?[45]\.[0-9.]+ )?[\s<'"(]*$`)
)

// isAlone tells whether nothing stands beside an address that is not about it. A label
// before it ends in a colon or an equals sign.
func isAlone(before, after string) bool {
	if strings.Trim(before, " \t\n\f\r>*'\"<([-") != "" && !strings.ContainsAny(before, ":=\u2022") {
		return false
	}
	return besideAddress.MatchString(before) && besideIt.MatchString(after)
}

// lastWords are the words with which a text ends that recipientBefore matches.
var lastWords = []string{"to", "for", "recipient", "recipients", "address", "user", "mailbox", "account"}

// isIntroduced tells whether words or a reply before an address say that it is a
// recipient's.
func isIntroduced(before string) bool {
	said := strings.TrimRight(before, " \t\n\f\r:'\"<(")
	introduced := slices.ContainsFunc(lastWords, func(word string) bool { return strings.HasSuffix(said, word) })
	return introduced && recipientBefore.MatchString(before) || startsCode.MatchString(before)
}

// name makes an address one of those that the text is about now. It takes the place of the
// earlier ones if a verdict about them was found.
func (s *story) name(addr string, indent int, alone bool) {
	key := strings.ToLower(addr)
	one := s.named[key]
	if one == nil {
		if len(s.order) == maxRecipients {
			return
		}
		one = &suspect{addr: addr}
		s.named[key] = one
		s.order = append(s.order, one)
	}
	one.alone = one.alone || alone
	if len(s.current) > 0 && s.current[0] != one && !s.current[0].told {
		s.current = append(s.current, one)
		return
	}
	one.told = false
	s.current, s.indent = []*suspect{one}, indent
}

// alias adds an address to which mail for the last recipient was redirected: what was said
// of that recipient holds for it too.
func (s *story) alias(addr string) {
	if len(s.current) == 0 {
		return
	}
	last := s.current[len(s.current)-1]
	s.name(addr, s.indent, true)
	if one := s.named[strings.ToLower(addr)]; one != nil && one.verdict < last.verdict {
		one.verdict = last.verdict
	}
}

// tell passes a verdict on to those that the text is about.
func (s *story) tell(v verdict) {
	if v == silent {
		return
	}
	if len(s.current) == 0 {
		s.before = max(s.before, v)
	}
	for _, one := range s.current {
		one.verdict, one.told = max(one.verdict, v), true
	}
	if len(s.current) > 1 {
		s.current = s.current[len(s.current)-1:]
	}
}

// failed are the recipients that failed for good: those with a permanent verdict, and those
// that were named alone after such a verdict about all of them.
func (s *story) failed() (addrs []string) {
	if !s.announced {
		return nil
	}
	for _, one := range s.order {
		if one.verdict == permanent || one.verdict == silent && one.alone && s.before == permanent {
			addrs = append(addrs, one.addr)
		}
	}
	return addrs
}
