// SPDX-License-Identifier: GPL-2.0-or-later

package evidence

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
)

// recipient are the fields about one recipient (RFC 3464 section 2.3).
type recipient struct{ original, final, action, status, diagnostic string }

// set takes a field. It returns false for one that is not about a recipient.
func (r *recipient) set(name, value string) bool {
	for _, f := range []struct {
		name string
		to   *string
	}{
		{"original-recipient", &r.original}, {"final-recipient", &r.final}, {"action", &r.action},
		{"status", &r.status}, {"diagnostic-code", &r.diagnostic},
	} {
		if f.name == name {
			*f.to = value
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
	for _, value := range []string{r.original, r.final} {
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
	r.Walk(func(part *message.Message) {
		if part.ContentType() == "message/delivery-status" {
			for _, block := range part.Parts() {
				c.block(block)
			}
		}
	})
	for l := range r.statusLines() {
		c.line(l)
	}
	c.end()
	return c.addrs, c.known
}

// statusLines are the lines of the texts, if there is a recipient's field in them.
func (r *report) statusLines() func(func(line) bool) {
	for _, text := range r.texts() {
		if strings.Contains(pystr.Lower(text), "-recipient:") {
			return r.lines()
		}
	}
	return func(func(line) bool) {}
}

// collector takes the addresses of failed recipients out of fields.
type collector struct {
	recipient
	last  string // name of the field before
	addrs []string
	known bool // a recipient with an action or a status was there
}

func (c *collector) block(block *message.Message) {
	for _, f := range []string{"original-recipient", "final-recipient", "action", "status", "diagnostic-code"} {
		c.set(f, block.Get(f))
	}
	c.end()
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
		c.known = c.known || c.action+c.status != ""
		if c.failed() && len(c.addrs) < maxRecipients {
			c.addrs = append(c.addrs, addr)
		}
	}
	c.recipient, c.last = recipient{}, ""
}
