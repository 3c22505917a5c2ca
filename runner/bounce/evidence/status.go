// SPDX-License-Identifier: GPL-2.0-or-later

package evidence

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
	"mmgen/runner/message/transfer"
)

// recipient are the fields about one recipient (RFC 3464 section 2.3).
type recipient struct{ original, final, actual, action, status, diagnostic string }

// recipientFields are the fields that are about a recipient.
var recipientFields = []struct {
	name string
	of   func(*recipient) *string
}{
	{"original-recipient", func(r *recipient) *string { return &r.original }},
	{"final-recipient", func(r *recipient) *string { return &r.final }},
	{"x-actual-recipient", func(r *recipient) *string { return &r.actual }},
	{"action", func(r *recipient) *string { return &r.action }},
	{"status", func(r *recipient) *string { return &r.status }},
	{"diagnostic-code", func(r *recipient) *string { return &r.diagnostic }},
}

// set keeps the value of a field. It returns false for a field that is not about a
// recipient.
func (r *recipient) set(name, value string) bool {
	for _, f := range recipientFields {
		if f.name == name {
			*f.of(r) = value
			return true
		}
	}
	return false
}

// failed tells whether the recipient failed for good. Where no action is given, the
// status says so, or else the diagnosis.
func (r *recipient) failed() bool {
	action := strings.ToLower(strings.Trim(r.action, " \t\"'"))
	switch {
	case strings.HasPrefix(action, "fail"):
		return !strings.HasPrefix(strings.TrimSpace(r.status), "4")
	case action != "":
		return false
	case r.status != "":
		return strings.HasPrefix(strings.TrimSpace(r.status), "5")
	}
	return newLine(r.diagnostic).verdict() == permanent
}

// addr is the recipient's address: the original one, which is the member's, if it is
// known.
func (r *recipient) addr() string {
	for _, value := range []string{r.original, r.final, r.actual} {
		if addrs := addresses(head(value, maxLine)); len(addrs) > 0 {
			return addrs[0]
		}
	}
	return ""
}

// statusFields reads the fields of a status report, whether they are in a part of
// their own or in a text.
func statusFields(r *report) (addrs []string, known bool) {
	if !r.isReport() {
		return nil, false
	}
	var c collector
	for _, part := range statusParts(r.Message) {
		c.part(part)
	}
	c.end()
	for l := range r.statusLines() {
		c.line(l)
	}
	c.end()
	return c.addrs, c.known
}

// statusParts are the parts of a report that are meant for programs. Some servers send them
// as files.
func statusParts(m *message.Message) (parts []*message.Message) {
	m.Walk(func(part *message.Message) {
		if part.ContentType() == "message/delivery-status" {
			parts = append(parts, part)
		}
	})
	for _, part := range m.Parts() {
		if part.ContentType() == "application/octet-stream" && hasRecipientField(fieldsOf(part)) {
			parts = append(parts, part)
		}
	}
	return parts
}

// inBlocks tells whether the fields of a part are divided into blocks, its parts. That is
// not so where the part is sent as a file, or has a transfer encoding, which RFC 6522 does
// not allow.
func inBlocks(part *message.Message) bool {
	coding := lowered(part, "Content-Transfer-Encoding")
	return part.IsMultipart() && !strings.Contains(coding, "base64") && !strings.Contains(coding, "quoted")
}

// fieldsOf is the text of a part, with its transfer encoding undone.
func fieldsOf(part *message.Message) string {
	text := part.Body()
	if part.IsMultipart() {
		var blocks strings.Builder
		for _, block := range part.Parts() {
			blocks.WriteString(head(block.String(), maxText-min(maxText, blocks.Len())))
		}
		text = blocks.String()
	}
	text, _ = transfer.Decode(head(text, maxText), part.Get("Content-Transfer-Encoding"))
	return text
}

func hasRecipientField(text string) bool {
	return strings.Contains(pystr.Lower(head(text, maxText)), "-recipient:")
}

// statusLines are the lines of the texts, if there is a recipient's field in them.
func (r *report) statusLines() func(func(line) bool) {
	for _, text := range r.texts() {
		if hasRecipientField(text) {
			return r.lines()
		}
	}
	return func(func(line) bool) {}
}

// collector takes the addresses of failed recipients out of fields.
type collector struct {
	recipient
	last  string // name of the last field
	addrs []string
	known bool // a recipient with an action or a status was there
}

func (c *collector) part(part *message.Message) {
	if inBlocks(part) {
		for _, block := range part.Parts() {
			c.block(block)
		}
		return
	}
	for raw := range strings.Lines(fieldsOf(part)) {
		c.line(newLine(raw))
	}
}

// block takes a block of fields. A server that has a blank line between any two makes
// several blocks of one recipient.
func (c *collector) block(block *message.Message) {
	if block.Has("original-recipient") || block.Has("final-recipient") {
		c.end()
	}
	for _, f := range recipientFields {
		if block.Has(f.name) {
			*f.of(&c.recipient) = block.Get(f.name)
		}
	}
}

// line takes a line of a text. Fields about one recipient may have blank lines
// between them; a second address begins the next recipient.
func (c *collector) line(l line) {
	name, value, isField := strings.Cut(strings.TrimLeft(l.text, "> \t"), ":")
	name = strings.ToLower(name)
	switch {
	case !isField && c.last == "diagnostic-code":
		c.diagnostic += " " + head(name, maxLine-min(maxLine, len(c.diagnostic)))
		return
	case name == "final-recipient" && c.final != "", name == "original-recipient" && c.original != "", name == "action" && c.action != "":
		c.end()
	}
	if c.set(name, strings.TrimSpace(value)) {
		c.last = name
	}
}

// end ends the fields about one recipient.
func (c *collector) end() {
	if addr := c.addr(); addr != "" {
		failed := c.failed()
		c.known = c.known || failed || c.action+c.status != ""
		if failed && len(c.addrs) < maxRecipients {
			c.addrs = append(c.addrs, addr)
		}
	}
	c.recipient, c.last = recipient{}, ""
}
