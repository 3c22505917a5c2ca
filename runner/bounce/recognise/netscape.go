// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
)

const netscapeIntro = "this message was undeliverable due to the following reason:"

// netscape recognises the reports of Netscape Messaging Server (Bouncers/Netscape.py):
// multiparts with `<address>` in a text, which is not the last part. As there, a part
// without any field does not count.
func netscape(r *report) Result {
	leaves := leaves(r.Message)
	if !r.IsMultipart() || len(leaves) == 0 {
		return Result{}
	}
	for _, part := range leaves[:len(leaves)-1] {
		if part.ContentType() == "text/plain" {
			if len(part.Fields()) == 0 {
				break
			}
			return failed(netscapeText(part)...)
		}
	}
	return Result{}
}

func netscapeText(part *message.Message) (addrs []string) {
	begun := false
	for text := range lines(part) {
		if !begun {
			begun = strings.Contains(pystr.Lower(text), netscapeIntro)
			continue
		}
		if addr, ok := lastInAngles(text); ok && !strings.HasPrefix(pystr.Lower(text), "please reply to") {
			addrs = append(addrs, addr)
		}
	}
	return addrs
}

// lastInAngles returns the last text of the form `<address>`, without the angle brackets.
func lastInAngles(text string) (addr string, ok bool) {
	end := strings.LastIndexByte(text, '>')
	if end < 0 {
		return "", false
	}
	start := strings.LastIndexByte(text[:end], '<')
	if start < 0 {
		return "", false
	}
	addr, _, _ = strings.Cut(text[start+1:], ">")
	return addr, true
}
