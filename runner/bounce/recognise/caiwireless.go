// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

const caiwirelessIntro = "the following recipients did not receive this message:"

// caiwireless recognises the reports of a server at caiwireless.net
// (Bouncers/Caiwireless.py): the address stands in the first line of text behind the
// introduction. Their Content-Type says multipart, but they have no parts.
func caiwireless(r *report) Result {
	if r.ContentType() != "multipart/mixed" {
		return Result{}
	}
	begun := false
	for text := range lines(r.Message) {
		text = pystr.Strip(text)
		if !begun {
			begun = strings.HasPrefix(pystr.Lower(text), caiwirelessIntro)
			continue
		}
		if text == "" {
			continue
		}
		if addr, ok := inAngles(text); ok && strings.HasPrefix(text, "<") {
			return failed(addr)
		}
		return Result{}
	}
	return Result{}
}
