// SPDX-License-Identifier: GPL-2.0-or-later

// Package decorate puts the list's own texts around messages: header and footer of
// posts, and those of digests. It answers to Mailman/Handlers/Decorate.py.
//
// The texts are templates, with %(name)s or, where the list says so, $name. They may
// speak of the list (real_name, list_name, host_name, web_page_url, description, info,
// cgiext), of what earlier handlers left in the metadata (`decoration-data`) and, in a
// message to a single member, of the member (user_address, user_delivered_to,
// user_password, user_language, user_name, user_optionsurl).
package decorate

import (
	"errors"
	"fmt"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// Message puts the list's header and footer around a message (Decorate.py: process). Digests
// and the letters that Mailman writes are not changed (`isdigest` and `nodecorate` in the
// metadata). recips are the recipients that the message is about to go to. With `personalize`
// in the metadata there must be exactly one, and the texts may speak of that member.
//
// A plain text becomes one text of header, body and footer. It is in the charset of the list's
// language if that has all characters, else in its own charset. A text that neither charset can
// hold, or whose own charset is unknown, is wrapped, and so is a text whose transfer encoding
// can't be undone completely (Mailman sends garbage then). Where the charset can hold the text,
// but the charset in which it goes out can't, the text is UTF-8 (Mailman doubles header and
// footer there). A multipart/mixed gets header and footer as parts. Any other message is
// wrapped in a new multipart/mixed, and so is one that calls itself multipart/mixed but has no
// parts (Mailman can't send such a message after that).
func Message(s *site.Site, list *mlist.List, msg *message.Message, data queue.Metadata, recips []string) error {
	if data.Bool("isdigest") || data.Bool("nodecorate") {
		return nil
	}
	extra := pyvalue.SafeDict{}
	if data.Bool("personalize") {
		if len(recips) != 1 {
			return fmt.Errorf("decorating a personalized message for %d recipients; it must be one", len(recips))
		}
		aboutMember(s, list, recips[0], extra)
	}
	addDecorationData(data, extra)
	d := decoration{
		header:  Text(s, list, list.Value("msg_header"), "non-digest header", extra),
		footer:  Text(s, list, list.Value("msg_footer"), "non-digest footer", extra),
		charset: s.CharsetOf(list.PreferredLanguage()),
	}
	if d.header == nil && d.footer == nil {
		return nil
	}
	switch {
	case !msg.IsMultipart() && msg.ContentType() == "text/plain":
		if d.extend(msg) {
			return nil
		}
	case msg.IsMultipart() && msg.ContentType() == "multipart/mixed":
		d.surround(msg, msg.Parts())
		return nil
	}
	d.wrap(msg)
	return nil
}

// decoration is what is put around a message: pyvalue.Str, pyvalue.Unicode or
// nil for nothing.
type decoration struct {
	header, footer pyvalue.Value
	charset        string // the list's charset, in which a str is
}

// extend makes header, body and footer one text. It returns false where that is not
// possible; the message is then as it was.
func (d decoration) extend(msg *message.Message) bool {
	own := msg.ContentCharset()
	if own == "" {
		own = "us-ascii"
	}
	body, err := unicodeBody(msg, own)
	if err != nil {
		return false
	}
	header, err1 := d.unicode(d.header)
	footer, err2 := d.unicode(d.footer)
	if err1 != nil || err2 != nil {
		return false
	}
	if footer != "" && !strings.HasSuffix(body, "\n") {
		body += "\n"
	}
	text := header + body + footer
	flow := msg.Flow()
	if !setText(msg, text, d.charset, own) {
		return false
	}
	msg.SetFlow(flow)
	return true
}

// errNotWhole says that the transfer encoding of a body can't be undone completely, so that
// text would be lost if the body were written anew.
var errNotWhole = errors.New("the body can't be decoded as a whole")

// unicodeBody is the body of a text in UTF-8.
func unicodeBody(msg *message.Message, cs string) (string, error) {
	if msg.BodyIsUnicode() {
		return msg.Body(), nil
	}
	text, whole := msg.DecodedWhole()
	if !whole {
		return "", errNotWhole
	}
	return charset.Decode(text, cs, charset.Strict)
}

// unicode is a text of the list in UTF-8; bytes that mean nothing in its charset are left out.
func (d decoration) unicode(text pyvalue.Value) (string, error) {
	if bytes, ok := text.(pyvalue.Str); ok {
		return charset.Decode(string(bytes), d.charset, charset.Ignore)
	}
	s, _ := pyvalue.AsString(text)
	return s, nil
}

// setText makes text (UTF-8) the body: in the list's charset or else in the charset of the
// message, in the form in which that goes out. Where that form lacks a character the body is
// UTF-8: EUC-JP has letters that ISO-2022-JP, as which it is sent, lacks. setText returns
// false, and changes nothing, where a charset is unknown or neither can hold the text.
func setText(msg *message.Message, text, list, own string) bool {
	held := list == own
	for _, name := range []string{list, own} {
		encoded, err := charset.Encode(text, name, charset.Strict)
		if errors.Is(err, charset.ErrUnknown) {
			return false
		}
		if err != nil {
			continue
		}
		held = true
		cs := mimecharset.New(name)
		if _, err := cs.Convert(encoded); err == nil {
			return putText(msg, encoded, cs)
		}
	}
	return held && putText(msg, text, mimecharset.New("utf-8"))
}

func putText(msg *message.Message, encoded string, cs *mimecharset.Charset) bool {
	msg.Del("Content-Transfer-Encoding")
	msg.Del("Content-Type")
	return msg.SetBodyCharset(encoded, cs) == nil
}

// surround makes a multipart/mixed of header, parts and footer.
func (d decoration) surround(msg *message.Message, parts []*message.Message) {
	var all []*message.Message
	if d.header != nil {
		all = append(all, d.part(d.header))
	}
	all = append(all, parts...)
	if d.footer != nil {
		all = append(all, d.part(d.footer))
	}
	msg.SetParts(all)
}

// part is the header or the footer as a part of its own.
func (d decoration) part(text pyvalue.Value) *message.Message {
	return i18n.TextOf(text).InlinePart(d.charset)
}

// wrap moves the message's content into a part of a new multipart/mixed. The
// message itself stays the outermost one and keeps its header.
func (d decoration) wrap(msg *message.Message) {
	inner := message.New()
	for _, field := range msg.Fields() {
		if strings.HasPrefix(strings.ToLower(field.Name), "content-") {
			inner.AddFields(field)
		}
	}
	described := len(inner.Fields()) > 0
	inner.SharePayload(msg)
	inner.CopyEnvelope(msg)
	if !described {
		inner.Add("Content-Type", inner.ContentType())
	}
	if !msg.Has("MIME-Version") {
		msg.Add("MIME-Version", "1.0")
	}
	d.surround(msg, []*message.Message{inner})
	msg.Del("Content-Type")
	msg.Del("Content-Transfer-Encoding")
	msg.Del("Content-Disposition")
	msg.Add("Content-Type", "multipart/mixed")
}
