// SPDX-License-Identifier: GPL-2.0-or-later

package hold

import (
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/message/header"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// bilingual is a site with letters and strings in French and German.
func bilingual(t *testing.T) *sitetest.World {
	w := sitetest.New(t)
	w.Write(t, "templates/fr/postheld.txt", []byte("retenu \xe0 cause de \"%(reason)s\": %(subject)s\n"))
	w.Write(t, "templates/de/postauth.txt", []byte("h\xe4lt \"%(reason)s\": %(subject)s\n"))
	w.AddCatalogue(t, "fr", "iso-8859-1",
		"Post to moderated list", "Liste mod\xe9r\xe9e",
		messageTooBig(0, 0).Notice, "Trop gros:\n%(size)d",
		"Your message to %(listname)s awaits moderator approval", "Message \xe0 %(listname)s",
	)
	w.AddCatalogue(t, "de", "iso-8859-1",
		"Post to moderated list", "Moderierte Liste",
		"%(listname)s post from %(sender)s requires approval", "F\xfcr %(listname)s von %(sender)s",
	)
	return w
}

// Letters and their subjects are in the language of their receivers; what stands
// among the requests is in that of the sender, or waits to be translated.
func TestHoldLanguages(t *testing.T) {
	languages := new(pyvalue.Dict)
	languages.SetStr("anne@example.com", pyvalue.Str("fr"))
	for _, tt := range []struct {
		reason                      Reason
		kept, inSender, inModerator string
	}{
		{ModeratedPost, "Post to moderated list", "Liste mod\xe9r\xe9e", "Moderierte Liste"},
		{messageTooBig(50000, 40), "Trop gros: 50000", "Trop gros: 50000", "Trop gros: 50000"},
	} {
		w := bilingual(t)
		p := postToHold(t, w, map[string]pyvalue.Value{
			"preferred_language": pyvalue.Str("de"), "language": languages,
			"available_languages": pyvalue.Strings("de", "en", "fr"),
		}, "From: anne@example.com\nSubject: =?utf-8?b?w6nigqw=?=\n\nBonjour\n")
		p.Data.SetStr("lang", pyvalue.Str("fr"))
		p.Translator = i18n.For(w.Site, "fr")
		if _, err := ForApproval(t.Context(), p, tt.reason); err != nil {
			t.Fatal(err)
		}
		for _, e := range w.Committed(t, site.Virgin) {
			part, want := e.Msg, "retenu \xe0 cause de \""+tt.inSender+"\": \xe9?\n"
			subject := "Message \xe0 Test"
			if e.Msg.IsMultipart() {
				part, want = e.Msg.Parts()[0], "h\xe4lt \""+tt.inModerator+"\": \xe9?\n"
				subject = "F\xfcr Test von anne@example.com"
			}
			if got := part.DecodedBody(); got != want || part.ContentCharset() != "iso-8859-1" {
				t.Errorf("%s: the letter is %q in %s, want %q", tt.reason.ID, got, part.ContentCharset(), want)
			}
			if got := header.Oneline(e.Msg.Get("subject"), "iso-8859-1"); got != subject {
				t.Errorf("%s: the subject is %q, want %q", tt.reason.ID, got, subject)
			}
		}
		if got := w.HeldRequest(t)[3]; got != pyvalue.Str(tt.kept) {
			t.Errorf("%s: the reason is %q, want %q", tt.reason.ID, got, tt.kept)
		}
	}
}
