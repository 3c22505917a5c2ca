// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"fmt"

	"mmgen/runner/i18n"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
)

// sender is the author's address (Message.py: get_sender).
func (p *Post) sender() string {
	return p.Msg.Sender(p.Site.Settings.Bool("USE_ENVELOPE_SENDER"), false)
}

// senders are all addresses that may be the author's, as SENDER_HEADERS has them
// (Message.py: get_senders); None in it stands for the envelope line.
func (p *Post) senders() []string {
	v, _ := p.Site.Settings.Value("SENDER_HEADERS")
	headers := pickle.Items(v)
	names := make([]string, len(headers))
	for i, h := range headers {
		name, _ := h.(pickle.Str)
		names[i] = string(name)
	}
	return p.Msg.Senders(false, names)
}

// listCharset is the charset of the list's language.
func (p *Post) listCharset() string { return p.Site.CharsetOf(p.List.PreferredLanguage()) }

// listTranslator speaks the language of the list, which may be another than the
// author's.
func (p *Post) listTranslator() i18n.Translator {
	lang := p.List.PreferredLanguage()
	if lang == p.Translator.Lang() {
		return p.Translator
	}
	return i18n.For(p.Site, lang)
}

// textOf is a list's attribute as a Python text; one that is no text counts as empty.
func (p *Post) textOf(attr string) i18n.Text {
	v := p.List.Value(attr)
	s, _ := pickle.AsString(v)
	_, isUnicode := v.(pickle.Unicode)
	return i18n.Text{S: s, Unicode: isUnicode}
}

// enqueue puts the message as it is now into another queue.
func (p *Post) enqueue(setting string, extra ...queue.Extra) error {
	if err := p.Site.Put(p.Change, setting, p.Msg, p.Data, extra...); err != nil {
		return fmt.Errorf("handing a message to list %s on: %w", p.List.InternalName(), err)
	}
	return nil
}
