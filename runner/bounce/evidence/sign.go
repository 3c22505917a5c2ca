// SPDX-License-Identifier: GPL-2.0-or-later

package evidence

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
)

// The signs by which a header tells a report from other mail. The expressions are
// matched with small letters.
var (
	systemSender  = pattern(`mailer-?daemon|post_?master|mail[ -]?delivery|mail[ -]daemon|mail system|\bdaemon@|\bmailer@|microsoftexchange[0-9a-f]{8}`)
	failedSubject = pattern(`undeliver|not deliver|(non|fail).{0,9}deliver|deliver.{0,20}(fail|error|problem|status)|fail\w*[ -]notice|` +
		`returned mail|mail.{0,12}return|mail (system )?error|error.{0,12}(send|deliver)|delivery (to|report)`)
	answerSubject = pattern(`out of (the )?office|auto(matic)?[ -]?(reply|response|answer|antwort)|vacation|on holiday|away from|` +
		`abwesen|absence|automatische antwort|r.ponse automatique|^(fwd?|wg|tr):`)
	receiptType  = pattern(`disposition-notification|feedback-report|multipart/(encrypted|signed)`)
	lateSubject  = pattern(`delay|warning|retry|not yet|still being`)
	answerFields = []string{"X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Vacation", "X-Mail-Autoreply"}
)

// isReport tells whether the header says that a mail system reports a failure.
func isReport(m *message.Message) bool {
	subject := lowered(m, "Subject")
	switch {
	case receiptType.MatchString(lowered(m, "Content-Type")):
		return false
	case answerSubject.MatchString(subject), lateSubject.MatchString(subject):
		return false
	case isAnswer(m):
		return false
	}
	return fromSystem(m) || failedSubject.MatchString(subject) && (isAutomatic(m) || isNobody(m))
}

// isAnswer tells whether a program says that it answers for a person.
func isAnswer(m *message.Message) bool {
	for _, name := range answerFields {
		if m.Has(name) {
			return true
		}
	}
	return strings.Contains(lowered(m, "Precedence"), "auto_reply")
}

// fromSystem tells whether a mail system is named as the author.
func fromSystem(m *message.Message) bool {
	return systemSender.MatchString(lowered(m, "From")) ||
		strings.Contains(lowered(m, "Content-Type"), "delivery-status")
}

// isAutomatic tells whether the envelope or the header says that no person wrote the
// message (RFC 5321 section 4.5.5, RFC 3834 section 5).
func isAutomatic(m *message.Message) bool {
	auto := strings.TrimSpace(lowered(m, "Auto-Submitted"))
	return strings.TrimSpace(lowered(m, "Return-Path")) == "<>" || auto != "" && auto != "no"
}

// isNobody tells whether the author is named, but has no address.
func isNobody(m *message.Message) bool {
	return m.Has("From") && !strings.Contains(head(m.Get("From"), maxLine), "@")
}

// lowered is the beginning of a field in small letters.
func lowered(m *message.Message, name string) string {
	return pystr.Lower(head(m.Get(name), maxLine))
}
