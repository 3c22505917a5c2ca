// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

const aolIntro = "mail to the following recipients could not be delivered"

// aol recognises reports of AOL that name a user without the host
// (Bouncers/AOL.py): the lines of one word behind the introduction.
func aol(r *report) Result {
	if r.ContentType() != "text/plain" || !strings.HasSuffix(sender(r.Message), "@aol.com") {
		return Result{}
	}
	begun := false
	var addrs []string
	for text := range decodedLines(r.Message) {
		for _, text := range pystr.SplitLines(text) {
			user := pystr.Strip(text)
			switch {
			case strings.Contains(text, aolIntro):
				begun = true
			case !begun || user == "":
			case strings.ContainsAny(user, pystr.Blanks):
				return failed(addrs...)
			case strings.Contains(user, "@"):
				addrs = append(addrs, user)
			default:
				addrs = append(addrs, user+"@aol.com")
			}
		}
	}
	return failed(addrs...)
}
