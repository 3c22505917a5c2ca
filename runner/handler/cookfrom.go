// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"strings"

	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/pickle"
)

// mungeFrom makes the list the sender of the message: `Anne Person via Test
// <test@..>` (CookHeaders.py: process). That is where the list does so with all
// posts (from_is_list), or where SpamDetect found that the author's domain asks
// receivers to refuse mail that comes by way of a list (DMARC). It returns the
// author; munged is false where From stays.
func (c cook) mungeFrom() (author message.Address, munged bool) {
	if c.fasttrack || !c.Data.Bool("from_is_list") && !c.List.Bool("from_is_list") {
		return author, false
	}
	author = c.author()
	via := c.listTongue().T("%(realname)s via %(lrn)s", i18n.Vars{"realname": "%(realname)s", "lrn": "%(lrn)s"})
	cs := c.listCharset()
	display := i18n.Text{S: via}.UTF8(cs)
	display = strings.ReplaceAll(display, "%(realname)s", c.displayName(author))
	display = strings.ReplaceAll(display, "%(lrn)s", c.textOf("real_name").UTF8(cs))
	h := message.NewEmptyHeader(message.NewCharset(cs), message.HeaderLayout{})
	if err := h.AppendUnicode(display, nil, charset.Strict); err != nil {
		_ = h.AppendUnicode(display, message.NewCharset("utf-8"), charset.Strict) // utf-8 has everything
	}
	from := message.Address{Name: h.Encoded(), Addr: c.List.PostingAddress()}
	c.change("From", message.Text(message.FormatAddress(from)))
	return author, true
}

// author is the single good address in From, else the sender without a name.
func (c cook) author() message.Address {
	var good []message.Address
	for _, a := range message.ParseAddresses(c.Msg.GetAll("From")) {
		if strings.IndexByte(a.Addr, '@') > 0 {
			good = append(good, a)
		}
	}
	if len(good) == 1 {
		return good[0]
	}
	return message.Address{Addr: c.Data.Str("original_sender")}
}

// displayName is how the author is called: as the author says, else as the list
// knows the member, else by the address, without its domain.
func (c cook) displayName(author message.Address) string {
	name := i18n.Text{S: author.Name}
	if name.S == "" {
		known, _ := c.List.MemberName(author.Addr)
		name.S, _ = pickle.AsString(known)
		_, name.Unicode = known.(pickle.Unicode)
		if name.S == "" {
			name = i18n.Text{S: author.Addr}
		}
	}
	name.S = hideDomain(name.S)
	if name.Unicode {
		return name.S
	}
	line, cs := message.MajorLine(name.S)
	return i18n.Text{S: line}.UTF8(cs)
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
