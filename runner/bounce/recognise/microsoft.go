// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
)

const microsoftIntro = "transcript of session follows"

// microsoft recognises the reports of Microsoft's SMTPSVC
// (Bouncers/Microsoft.py): in the first part, lines with `@` from the introduction
// on. Mailman takes such a line whole, with its line end, which no address has.
func microsoft(r *report) Result {
	if r.ContentType() != "multipart/mixed" || len(r.Parts()) == 0 || r.Parts()[0].IsMultipart() {
		return Result{}
	}
	begun := false
	var addrs []string
	for text := range lines(r.Parts()[0]) {
		begun = begun || strings.Contains(pystr.Lower(text), microsoftIntro)
		if begun && strings.Contains(text, "@") {
			addrs = append(addrs, wordsWithAt(text)...)
		}
	}
	return failed(addrs...)
}

// wordsWithAt are the words of a text that have `@` in them, without the
// punctuation around them.
func wordsWithAt(text string) []string {
	var words []string
	for _, w := range pystr.Fields(text) {
		if strings.Contains(w, "@") {
			words = append(words, strings.Trim(w, "<>()[]\"':;,."))
		}
	}
	return words
}
