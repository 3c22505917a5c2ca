// SPDX-License-Identifier: GPL-2.0-or-later

package cookheaders

import (
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/message/address"
	"mmgen/runner/message/header"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/parttext"
)

// mungeFrom makes the list the sender of the message: `Anne Person via Test
// <test@..>` (CookHeaders.py: process). That is where the list does so with all
// posts (from_is_list), or where SpamDetect found that the author's domain asks
// receivers to refuse mail that comes by way of a list (DMARC). It returns the
// authors, none where From stays.
func (c cook) mungeFrom() (authors []address.Address) {
	if c.fasttrack || !c.Data.Bool("from_is_list") && !c.List.Bool("from_is_list") {
		return nil
	}
	sender := address.Address{Addr: c.Data.Str("original_sender")}
	switch authors = c.authors(); len(authors) {
	case 0:
		authors = []address.Address{sender}
	case 1:
		sender = authors[0]
	}
	via := c.ListTranslator().T("%(realname)s via %(lrn)s", i18n.Vars{"realname": "%(realname)s", "lrn": "%(lrn)s"})
	cs := c.ListCharset()
	display := i18n.Text{S: via}.UTF8(cs)
	display = strings.ReplaceAll(display, "%(realname)s", c.displayName(sender))
	display = strings.ReplaceAll(display, "%(lrn)s", readableText(c.TextOf("real_name"), cs))
	h := header.NewEmpty(mimecharset.New(cs), header.Layout{})
	if err := h.AppendUnicode(display, nil, charset.Strict); err != nil {
		_ = h.AppendUnicode(display, mimecharset.New("utf-8"), charset.Strict) // utf-8 has everything
	}
	from := address.Address{Name: h.Encoded(), Addr: c.List.PostingAddress()}
	ChangeHeader(c.Post, "From", header.Text(address.Format(from)))
	return authors
}

// authors are the good addresses in From. (Where there are several, Mailman knows
// the sender alone, so that no reply goes to the others.)
func (c cook) authors() (good []address.Address) {
	for _, a := range address.ParseList(c.Msg.GetAll("From")) {
		if strings.IndexByte(a.Addr, '@') > 0 {
			good = append(good, a)
		}
	}
	return good
}

// displayName is the name in the new From: the one that the author wrote, else the
// member's, else the address without its domain.
func (c cook) displayName(author address.Address) string {
	name := i18n.Text{S: author.Name}
	if name.S == "" {
		known, _ := member.Of(c.List).Name(author.Addr)
		name.S, _ = pyvalue.AsString(known)
		_, name.Unicode = known.(pyvalue.Unicode)
		if name.S == "" {
			name = i18n.Text{S: author.Addr}
		}
	}
	name.S = hideDomain(name.S)
	if name.Unicode {
		return name.S
	}
	return readableHeader(name.S, c.ListCharset())
}

// readableHeader returns a header value in UTF-8 and on one line. For raw bytes, which by
// RFC 5322 are in no charset, the charset is guessed. (Mailman makes U+FFFD of them.)
func readableHeader(value, likely string) string {
	line, cs := header.MajorLine(value)
	if cs != "us-ascii" || pystr.IsASCII(line) {
		return i18n.Text{S: line}.UTF8(cs)
	}
	chunks, err := header.Decode(value)
	if err != nil {
		return parttext.Guess(line, likely)
	}
	var words []string
	for _, chunk := range chunks {
		text, err := charset.DecodeLenient(chunk.Text, chunk.Charset)
		if err != nil {
			text = parttext.Guess(chunk.Text, likely)
		}
		words = append(words, strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }), ""))
	}
	return strings.Join(words, " ")
}

// readableText is a text of the list's in UTF-8.
func readableText(t i18n.Text, cs string) string {
	if t.Unicode {
		return t.S
	}
	return parttext.Guess(t.S, cs)
}

// hideDomain replaces the domain of a name that looks like an address: another
// domain in From than its own makes mail look like spam.
func hideDomain(name string) string {
	for at, c := range []byte(name) {
		if c == '@' && looksLikeDomain(name[at+1:]) {
			return name[:at] + "---"
		}
	}
	return name
}

// looksLikeDomain: words with single dots between, and at least one dot.
func looksLikeDomain(s string) bool {
	return strings.Contains(s, ".") && !strings.Contains(s, " ") &&
		!strings.Contains("."+s+".", "..")
}
