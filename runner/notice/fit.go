// SPDX-License-Identifier: GPL-2.0-or-later

package notice

import (
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/message/mimecharset"
)

// fit is a text in a charset, with question marks for what that lacks, or
// what the charset lacks that mail in it goes out as: EUC-JP has letters that
// ISO-2022-JP, which it is sent as, has not. Bytes may have come in with a
// subject; at those that mean nothing Mailman fails and shunts the entry.
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
