// SPDX-License-Identifier: GPL-2.0-or-later

// Package post is what the handlers of a pipeline work on, a message on its way to a
// list, and what each of them says of it, its verdict.
package post

import (
	"fmt"

	"mmgen/generator/pyvalue"
	"mmgen/runner/dmarc"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// Post is a message on its way through the pipeline of a list. The list is
// locked; the caller saves it afterwards. Handlers change the
// message, the metadata and the list in place.
type Post struct {
	Site       *site.Site
	Change     *mlist.Change // what a handler makes appears when this is committed
	List       *mlist.List   // the list that Change is for
	Msg        *message.Message
	Data       queue.Metadata
	Translator i18n.Translator // the language of the sender (Runner.py: _onefile)
	DMARC      *dmarc.Answers  // the DMARC policies of authors' domains that are known; nil without any
}

// Sender is the author's address (Message.py: get_sender).
func (p *Post) Sender() string {
	return p.Msg.Sender(p.Site.Settings.Bool("USE_ENVELOPE_SENDER"), false)
}

// Senders are all addresses that may be the author's, as SENDER_HEADERS has them
// (Message.py: get_senders); None in it stands for the envelope line.
func (p *Post) Senders() []string {
	v, _ := p.Site.Settings.Value("SENDER_HEADERS")
	headers := pyvalue.Items(v)
	names := make([]string, len(headers))
	for i, h := range headers {
		name, _ := h.(pyvalue.Str)
		names[i] = string(name)
	}
	return p.Msg.Senders(false, names)
}

// ListCharset is the charset of the list's language.
func (p *Post) ListCharset() string { return p.Site.CharsetOf(p.List.PreferredLanguage()) }

// ListTranslator speaks the language of the list, which may be another than the
// author's.
func (p *Post) ListTranslator() i18n.Translator {
	lang := p.List.PreferredLanguage()
	if lang == p.Translator.Lang() {
		return p.Translator
	}
	return i18n.For(p.Site, lang)
}

// TextOf is a list's attribute as a Python text; one that is no text counts as empty.
func (p *Post) TextOf(attr string) i18n.Text {
	v := p.List.Value(attr)
	s, _ := pyvalue.AsString(v)
	_, isUnicode := v.(pyvalue.Unicode)
	return i18n.Text{S: s, Unicode: isUnicode}
}

// Enqueue puts the message as it is now into another queue.
func (p *Post) Enqueue(setting string, extra ...queue.Extra) error {
	if err := p.Site.Put(p.Change, setting, p.Msg, p.Data, extra...); err != nil {
		return fmt.Errorf("handing a message to list %s on: %w", p.List.InternalName(), err)
	}
	return nil
}
