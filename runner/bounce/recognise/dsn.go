// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
)

// dsn recognises delivery status notifications (RFC 3464; Bouncers/DSN.py). A
// block about a delayed recipient makes all of it a warning. Python's email
// package reads the recipient fields, so an address with `=` in it ends there.
func dsn(r *report) Result {
	d := statusReader{}
	r.Walk(func(part *message.Message) {
		if !d.delayed && part.ContentType() == "message/delivery-status" {
			d.part(part)
		}
	})
	if d.delayed {
		return warning
	}
	return failed(d.found.list()...)
}

// statusReader collects the addresses of delivery-status parts.
type statusReader struct {
	found   set
	delayed bool
}

// message.Parse does not make a part of each block where a report has very many: it leaves
// the rest of them in the text of the last part. They are parsed some at a time.
const (
	manyBlocks = 100
	atATime    = 1000
	maxBlocks  = 110_000 // blocks of a part that are looked at
	maxReport  = 16 << 20
)

func (d *statusReader) part(part *message.Message) {
	seen := len(part.Parts())
	if d.blocks(part); seen < manyBlocks {
		return
	}
	text := head(part.Parts()[seen-1].Body(), maxReport)
	for text != "" && seen < maxBlocks && !d.delayed {
		var some string
		some, text = cutBlocks(text, atATime)
		d.blocks(message.Parse("Content-Type: message/delivery-status\n\n" + some))
		seen += atATime
	}
}

// blocks reads the blocks of a part, up to one about a delayed recipient.
func (d *statusReader) blocks(part *message.Message) {
	for _, block := range part.Parts() {
		if d.block(block); d.delayed {
			return
		}
	}
}

// cutBlocks cuts a text behind the nth empty line.
func cutBlocks(text string, n int) (some, rest string) {
	end := 0
	for line := range strings.Lines(text) {
		if end += len(line); line == "\n" || line == "\r\n" {
			if n--; n == 0 {
				break
			}
		}
	}
	return text[:end], text[end:]
}

// block takes the address from the fields about one recipient. Original-Recipient
// goes before Final-Recipient, whose address need not be that of a member.
func (d *statusReader) block(block *message.Message) {
	action := pystr.Lower(block.Get("Action"))
	d.delayed = strings.HasPrefix(action, "delayed")
	if !strings.HasPrefix(action, "fail") && !strings.HasPrefix(action, "error") { // OpenSMTPD writes error
		return
	}
	var words []string
	for _, field := range []string{"Original-Recipient", "Final-Recipient"} {
		typed := false
		for _, name := range block.ParamNames(field) {
			if pystr.EqualFold(name, "rfc822") {
				typed = true
			} else {
				words = append(words, name)
			}
		}
		if typed {
			d.add(words)
			return
		}
		d.add(bracketed(words))
	}
}

func (d *statusReader) add(values []string) {
	for _, value := range values {
		d.found.add(firstAddress(value))
	}
}

// bracketed are the `<address>` among words of a field that does not say what
// type of address it has.
func bracketed(words []string) []string {
	var addrs []string
	for _, w := range words {
		if strings.HasPrefix(w, "<") && strings.HasSuffix(w, ">") {
			addrs = append(addrs, w[1:len(w)-1])
		}
	}
	return addrs
}
