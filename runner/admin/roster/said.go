// SPDX-License-Identifier: GPL-2.0-or-later

package roster

import (
	"strings"

	"mmgen/runner/i18n"
)

// said is one of Mailman's strings in a language, with a variable in it, all in UTF-8: the
// string comes in the charset of the language, and the value as somebody typed it.
func said(say i18n.Translator, msgid, name, value string) string {
	const place = "\x00"
	text := i18n.Text{S: say.T(msgid, i18n.Vars{name: place})}.UTF8(say.Charset())
	return strings.Replace(text, place, value, 1)
}
