// SPDX-License-Identifier: GPL-2.0-or-later

package parse

import "strings"

// onceFields are the fields that occur at most once in a header (RFC 5322, 3.6, and RFC 2045,
// 3).
var onceFields = map[string]bool{
	"from": true, "sender": true, "reply-to": true, "to": true, "cc": true,
	"date": true, "subject": true, "message-id": true, "in-reply-to": true, "references": true,
	"mime-version": true, "content-type": true, "content-transfer-encoding": true,
	"content-disposition": true, "content-id": true, "content-description": true,
}

// freeText are the fields whose value is free text (RFC 5322, 2.2.1).
var freeText = map[string]bool{
	"subject": true, "comments": true, "keywords": true, "thread-topic": true,
	"organization": true, "user-agent": true, "content-description": true,
}

// otherFields are further fields that occur in mail, and beginnings of names of such fields.
var (
	otherFields = map[string]bool{
		"received": true, "return-path": true, "delivered-to": true, "bcc": true,
		"comments": true, "keywords": true, "organization": true, "user-agent": true,
		"precedence": true, "priority": true, "importance": true, "sensitivity": true,
		"errors-to": true, "mailing-list": true, "auto-submitted": true, "autocrypt": true,
		"newsgroups": true, "path": true, "xref": true, "lines": true, "status": true,
		"approved": true, "approve": true, "envelope-to": true, "apparently-to": true,
		"return-receipt-to": true, "mail-followup-to": true, "feedback-id": true,
		"final-recipient": true, "original-recipient": true, "reporting-mta": true,
		"action": true, "diagnostic-code": true, "remote-mta": true, "arrival-date": true,
		"bounces-to": true, "accept-language": true, "supersedes": true, "urgent": true,
	}
	fieldPrefixes = []string{
		"x-", "content-", "list-", "resent-", "arc-", "dkim-", "domainkey-", "authentication-",
		"received-", "thread-", "disposition-", "delivery-", "original-", "nntp-", "old-", "tls-",
	}
)

// isMailField tells whether a field of that name, which is in lower case, occurs in mail.
func isMailField(name string) bool {
	if onceFields[name] || otherFields[name] || freeText[name] {
		return true
	}
	for _, prefix := range fieldPrefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
