// SPDX-License-Identifier: GPL-2.0-or-later

package notice

import (
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/message/mimecharset"
)

// fit is a text in a charset. Characters that the charset lacks become question marks,
// and so do those that are lacking in the charset in which the mail goes out: text in
// EUC-JP is sent as ISO-2022-JP, which has fewer characters. A subject may have brought
// broken bytes into the text; at these Mailman fails and shunts the entry.
func fit(text i18n.Text, cs string) string {
	s := text.In(cs)
	mail := mimecharset.New(cs)
	if _, err := mail.Convert(s); err == nil || !charset.Known(cs) || !charset.Known(mail.Output) {
		return s
	}
	return recode(recode(s, cs, mail.Output), mail.Output, cs)
}

// recode converts bytes from one known charset to another.
func recode(s, from, to string) string {
	decoded, _ := charset.Decode(s, from, charset.Replace)
	encoded, _ := charset.Encode(decoded, to, charset.Replace)
	return encoded
}
