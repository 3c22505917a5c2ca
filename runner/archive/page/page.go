// SPDX-License-Identifier: GPL-2.0-or-later

// Package page writes the pages and texts of a list's archive. It answers to
// what Mailman/Archiver/HyperArch.py makes of articles: Article (as_html, as_text,
// loadbody_fromHTML) and HyperArchive (html_head, html_foot, html_TOC,
// format_article, volNameToDesc). It reads templates and nothing else, and writes
// no file.
//
// Pages are made of the templates article.html, archidxhead.html, archidxfoot.html,
// archidxentry.html, archtoc.html or archtocnombox.html, archtocentry.html,
// archliststart.html, archlistend.html and emptyarchive.html: the site's, else
// those of mmgen/templates/archive (see i18n.Letter). A page is in the charset of
// the list's language, an article's in that of the language the list had when
// the post came; other characters are references.
//
// # Nothing in a message is taken for HTML
//
// All that comes from a message is escaped before it is put into a template, and
// templates are filled once, so that no `%(..)s` in a message counts. The lines
// that an article's body stands between in its page can't be in a body. Three
// things are safer than in Mailman: a javascript: address and its like does not
// become a link; attributes of an article that a site's own template may name
// (%(subject)s, %(author)s, %(datestr)s, ..) are escaped too; and a page in
// which no body is found is left as it is.
//
// # White space
//
// Mailman adds an empty line to the body of an article's page each time it
// writes that anew, which it does with all the pages behind a new post in the
// thread index. Here a body ends in one empty line, as in Mailman after the first
// time, however often the page is written.
package page

import (
	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/markup"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

// version is the program that pages name as their writer (pipermail.py: __version__).
const version = "0.09 (Mailman edition)"

// Pages makes the pages of one list. It keeps the templates that it has read. It
// is not for several goroutines at once.
type Pages struct {
	site      *site.Site
	list      *mlist.List
	home      voice // the list's language
	voices    map[string]voice
	templates map[templateKey]*template
	escape    func(string) string // escapes bytes for HTML
}

// New returns the pages of a list.
func New(s *site.Site, l *mlist.List) *Pages {
	p := &Pages{
		site: s, list: l,
		voices: map[string]voice{}, templates: map[templateKey]*template{},
		escape: markup.Escaper(s.Settings),
	}
	p.home = p.voice(l.PreferredLanguage())
	return p
}

// voice is a language, and how it is written.
type voice struct {
	i18n.Translator
	lang, charset string
}

func (p *Pages) voice(lang string) voice {
	v, ok := p.voices[lang]
	if !ok {
		v = voice{i18n.For(p.site, lang), lang, p.site.CharsetOf(lang)}
		p.voices[lang] = v
	}
	return v
}

// quote is a text in a page of that language (HyperArch.py: html_quote).
func (v voice) quote(t i18n.Text) string {
	return i18n.Text{S: markup.Quote(t.S), Unicode: t.Unicode}.InHTML(v.charset)
}

func (v voice) quoteStr(s string) string { return v.quote(i18n.Text{S: s}) }

// atmark stands in the place of the @ of an address that is obscured.
func (v voice) atmark() string { return v.T(" at ", nil) }

// meta is the element that names the charset of a page (html_charset).
func (v voice) meta() string {
	return `<META http-equiv="Content-Type" content="text/html; charset=` + v.charset + `">`
}

// direction is that of a language's script (LC_DESCRIPTIONS): ltr or rtl.
func (p *Pages) direction(lang string) string {
	described, _ := p.site.Settings.Value("LC_DESCRIPTIONS")
	if languages, ok := described.(*pyvalue.Dict); ok {
		if items := pyvalue.Items(languages.GetStr(lang)); len(items) > 2 {
			if dir, _ := pyvalue.AsString(items[2]); dir == "rtl" {
				return dir
			}
		}
	}
	return "ltr"
}

func (p *Pages) obscures() bool { return p.site.Settings.Bool("ARCHIVER_OBSCURES_EMAILADDRS") }

func (p *Pages) listinfo() string { return p.list.ScriptURL("listinfo", true) }
