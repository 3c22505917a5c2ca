// SPDX-License-Identifier: GPL-2.0-or-later

package scrub

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/parttext"
)

// say says one of Mailman's strings. The result is bytes in the list's charset, or in UTF-8
// where foreign is true.
func (j *job) say(msgid string, vars i18n.Vars) string {
	if !j.foreign() {
		return j.Translator.T(msgid, vars)
	}
	text, err := charset.Decode(j.Translator.T(msgid, nil), j.Translator.Charset(), charset.Replace)
	if err != nil {
		return i18n.Plain.T(msgid, vars)
	}
	said, err := i18n.Interpolate(i18n.Text{S: text, Unicode: true}, vars)
	if err != nil {
		return text
	}
	return said.S
}

// foreign tells whether the translator has another charset than the list. Mailman
// puts its bytes into a text of the list's charset all the same. Here what is
// said, variables included, is UTF-8 until it is put into a message.
func (j *job) foreign() bool {
	own := j.Translator.Charset()
	return own != "" && !sameCharset(own, j.charset)
}

// oneline is a variable with a header value, decoded and in one line.
func (j *job) oneline(text i18n.Text) any {
	switch {
	case j.foreign():
		return j.asIs(i18n.Text{S: header.Oneline(text.S, "utf-8"), Unicode: text.Unicode})
	case text.Unicode && !pystr.IsASCII(text.S):
		return i18n.Text{S: oneLine(text.S), Unicode: true}
	}
	return header.Oneline(text.S, j.charset)
}

// asIs is a variable with a header value that is not decoded.
func (j *job) asIs(text i18n.Text) any {
	if j.foreign() {
		return i18n.Text{S: parttext.Guess(text.S, j.charset), Unicode: true}
	}
	return text
}

// replace puts one of Mailman's strings in place of a part (Scrubber.py:
// replace_payload_by_text).
func (j *job) replace(part *message.Message, msgid string, vars i18n.Vars) {
	text := j.say(msgid, vars)
	cs := j.charset
	if j.foreign() {
		if fit, err := charset.Encode(text, cs, charset.Strict); err == nil {
			text = fit
		} else {
			cs = "utf-8"
		}
	}
	putText(part, text, cs)
}

// putText makes bytes in a charset the body of a part. Where they can't be converted to the
// form in which that charset goes out, and Python raises an exception, the body is UTF-8.
func putText(part *message.Message, text, cs string) {
	part.Del("content-type")
	part.Del("content-transfer-encoding")
	if err := part.SetBodyCharset(text, mimecharset.New(cs)); err == nil {
		return
	}
	part.Del("content-type")
	part.Del("content-transfer-encoding")
	_ = part.SetBodyCharset(parttext.Guess(text, cs), mimecharset.New("utf-8"))
}

// oneLine is u”.join(u.splitlines()).
func oneLine(text string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune("\n\v\f\r\x1c\x1d\x1e\u0085\u2028\u2029", c) {
			return -1
		}
		return c
	}, text)
}
