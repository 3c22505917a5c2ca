// SPDX-License-Identifier: GPL-2.0-or-later

package cookheaders

import (
	"errors"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/message/header"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/subject"
)

// prefixSubject puts the list's subject_prefix before the subject
// (CookHeaders.py: prefix_subject), and keeps for later handlers the subject as
// it came (`origsubj`) and without any prefix (`stripped_subject`).
//
// A prefix that is there already goes, and many a `Re:` becomes one: before the prefix
// (OLD_STYLE_PREFIXING), or behind it, as always where the prefix has a %d for the
// number of the post. A subject whose bytes are not of its charset stays as it is, and
// so does every subject if the prefix can't be written.
func (c cook) prefixSubject() {
	prefix := c.TextOf("subject_prefix")
	prefix.S = trimText(prefix)
	if prefix.S == "" {
		return
	}
	value, ok := c.Msg.Value("Subject")
	if !ok {
		value = header.Text("")
	}
	c.Data.SetStr("origsubj", header.PickleValue(value))
	line, name := header.MajorLine(value.Encoded())
	text, err := charset.Decode(line, name, charset.Strict)
	if err != nil {
		return
	}
	s := cookedSubject{charset: name, indent: indentOf(value.Encoded())}
	numbered := hasNumber(prefix.S)
	s.oldStyle = !numbered && c.Site.Settings.Bool("OLD_STYLE_PREFIXING")
	known := prefix
	if s.oldStyle && !known.Unicode { // Mailman never adds one that is not ASCII here
		known = i18n.Text{S: prefix.UTF8(headerCharset(c.Post)), Unicode: true}
	}
	text, s.reply = cutReply(subject.CutPrefix(text, known, numbered))
	s.text = strings.TrimFunc(text, pystr.IsSpace)
	s.keepBytes(value.Encoded(), prefix, numbered)
	if s.text == "" && c.nameless(&s) != nil {
		return
	}
	if s.prefix, err = numberedPrefix(prefix, c.List.Value("post_id")); err != nil {
		return
	}
	if whole, stripped, ok := c.asciiSubject(s); ok {
		c.setSubject(whole, stripped)
	} else if whole, stripped, err := c.encodedSubject(s); err == nil {
		c.setSubject(whole, stripped)
	}
}

func (c cook) setSubject(whole, stripped *header.Header) {
	ChangeHeader(c.Post, "Subject", whole)
	c.Data.SetStr("stripped_subject", header.PickleValue(stripped))
}

// cookedSubject is a subject taken apart.
type cookedSubject struct {
	prefix   i18n.Text
	reply    string // "Re:" or ""
	text     string // UTF-8
	charset  string // the charset in which the header is written
	indent   string // the white space with which its folded lines begin
	oldStyle bool   // "Re:" stands before the prefix
}

// keepBytes leaves encoded words that touch each other or other text as they
// stand, where what is left of the subject without prefix and reply says the same.
func (s *cookedSubject) keepBytes(value string, prefix i18n.Text, numbered bool) {
	if !pystr.IsASCII(value) || !header.HasTouchingWords(value) {
		return
	}
	value = strings.NewReplacer("\r", "", "\n", "").Replace(value)
	rest, reply := cutReply(subject.CutPrefix(value, prefix, numbered))
	rest = pystr.Strip(rest)
	text, err := header.DecodedLine(rest)
	if err == nil && reply == s.reply && strings.TrimFunc(text, pystr.IsSpace) == s.text {
		s.text, s.charset = rest, "us-ascii"
	}
}

// nameless gives an empty subject the words `(no subject)`.
func (c cook) nameless(s *cookedSubject) error {
	var err error
	s.charset = c.ListCharset()
	s.text, err = charset.Decode(c.ListTranslator().T("(no subject)", nil), s.charset, charset.Strict)
	return err
}

// asciiSubject is the subject as a single text; ok is false where that is not
// ASCII.
func (c cook) asciiSubject(s cookedSubject) (whole, stripped *header.Header, ok bool) {
	if s.charset != "us-ascii" || !pystr.IsASCII(s.prefix.S) || !pystr.IsASCII(s.text) {
		return nil, nil, false
	}
	words := []string{s.prefix.S, s.text}
	switch {
	case s.oldStyle:
		words = []string{s.reply, s.prefix.S, s.text}
	case s.reply != "":
		words = []string{s.prefix.S, s.reply, s.text}
	}
	layout := s.layout()
	whole = ListHeader(c.Post, i18n.Text{S: strings.Join(words, " ")}, layout)
	stripped = ListHeader(c.Post, i18n.Text{S: s.reply + " " + s.text}, layout)
	return whole, stripped, true
}

// encodedSubject is the subject in chunks, each in its charset: the prefix in
// the list's, the text in its own.
func (c cook) encodedSubject(s cookedSubject) (whole, stripped *header.Header, err error) {
	// Blanks between encoded words are lost, so that those in them count.
	s.prefix.S += " "
	if s.reply != "" {
		s.reply += " "
	}
	text, err := charset.Encode(s.text, s.charset, charset.Replace)
	if err != nil {
		return nil, nil, err
	}
	layout, cs := s.layout(), mimecharset.New(s.charset)
	reply := i18n.Text{S: s.reply}
	first, second := s.prefix, reply
	if s.oldStyle {
		first, second = reply, s.prefix
	}
	whole = ListHeader(c.Post, first, layout)
	stripped = ListHeader(c.Post, reply, layout)
	err = errors.Join(appendText(whole, second, c.charsetFor(second)),
		whole.Append(text, cs, charset.Strict), stripped.Append(text, cs, charset.Strict))
	return whole, stripped, err
}

func (s cookedSubject) layout() header.Layout {
	return header.Layout{Name: "Subject", Indent: s.indent}
}

// charsetFor is that of a text of the list's in a header: nil, the header's own, for
// one that any charset holds, or that is converted by its characters. (Mailman takes
// the header's own for bytes too, so that a prefix behind a `Re:`, or behind the place
// for one, is never added unless it is ASCII.)
func (c cook) charsetFor(text i18n.Text) *mimecharset.Charset {
	if text.Unicode || isPrintable(text.S) {
		return nil
	}
	return mimecharset.New(headerCharset(c.Post))
}

// indentOf is what the second line of a folded header begins with.
func indentOf(value string) string {
	if i := strings.IndexAny(value, "\r\n"); i >= 0 {
		crlf := strings.HasPrefix(value[i:], "\r\n\t")
		if tab := strings.HasPrefix(value[i+1:], "\t"); tab || crlf {
			return "\t"
		}
	}
	return " "
}

// hasNumber tells whether the prefix numbers the posts. As Mailman has it, one
// that begins with its number does not count.
func hasNumber(prefix string) bool {
	_, _, ok := subject.NumberAt(prefix[1:])
	return ok
}

// numberedPrefix puts the number of the post into the prefix. A prefix without a %d stays
// unchanged; one that is no valid format is an error.
func numberedPrefix(prefix i18n.Text, number pyvalue.Value) (i18n.Text, error) {
	var template pyvalue.Value = pyvalue.Str(prefix.S)
	if prefix.Unicode {
		template = pyvalue.Unicode(prefix.S)
	}
	filled, err := pyvalue.Format(template, number)
	if errors.Is(err, &pyvalue.Error{Type: "TypeError"}) {
		return prefix, nil
	}
	prefix.S, _ = pyvalue.AsString(filled)
	return prefix, err
}

// cutReply takes `Re:` and its like off the head of a subject, numbers as in
// `Re[2]:` included; reply is "Re:" where there was any.
func cutReply(text string) (rest, reply string) {
	for {
		after, ok := cutOneReply(text)
		if !ok {
			return text, reply
		}
		text, reply = after, "Re:"
	}
}

func cutOneReply(text string) (rest string, ok bool) {
	rest = trimLeftASCII(text)
	if len(rest) < 2 {
		return "", false
	}
	switch strings.ToUpper(rest[:2]) {
	case "RE", "AW", "SV", "VS":
	default:
		return "", false
	}
	rest = trimLeftASCII(rest[2:])
	if inner, found := strings.CutPrefix(rest, "["); found {
		after := strings.TrimLeft(inner, "0123456789")
		if len(after) == len(inner) || after == "" || after[0] != ']' {
			return "", false
		}
		rest = trimLeftASCII(after[1:])
	}
	if rest, ok = strings.CutPrefix(rest, ":"); !ok {
		return "", false
	}
	return trimLeftASCII(rest), true
}

func trimLeftASCII(s string) string { return strings.TrimLeft(s, pystr.Blanks) }

// trimText is strip() of a Python text.
func trimText(t i18n.Text) string {
	if t.Unicode {
		return strings.TrimFunc(t.S, pystr.IsSpace)
	}
	return pystr.Strip(t.S)
}
