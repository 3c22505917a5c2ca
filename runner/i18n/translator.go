// SPDX-License-Identifier: GPL-2.0-or-later

package i18n

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/site"
)

// Translator says Mailman's strings in one language: what Mailman keeps in the
// global that i18n.py: set_language sets. The zero Translator is English.
type Translator struct {
	lang       string
	catalogues []*catalogue // a string is looked for in the first one, then in the next
}

// Plain is the translator that is used where no language was chosen. It speaks English, as
// Mailman's runners do outside of the handling of an entry: they are daemons without a locale.
var Plain Translator

// For returns the translator of a language (i18n.py: set_language). A language that has no
// catalogue in MESSAGES_DIR, such as English, is translated to English. A catalogue that can't
// be read counts as missing, with a line in the log.
//
// Python would look for the catalogue of a language under its locale too (fr_FR,
// fr_FR.ISO8859-1); Mailman has none of these. Strings that pt_BR lacks come from pt.
func For(s *site.Site, lang string) Translator {
	t := Translator{lang: lang}
	base, _, regional := strings.Cut(lang, "_")
	names := []string{lang}
	if regional {
		names = append(names, base)
	}
	for _, name := range names {
		path := filepath.Join(s.Settings.Str("MESSAGES_DIR"), name, "LC_MESSAGES", "mailman.mo")
		if c := catalogueOf(s, path); c != nil {
			t.catalogues = append(t.catalogues, c)
		}
	}
	return t
}

// read has the catalogues that were read, by path; nil where there is no such file. Every
// message has a language, and there are few languages.
var read sync.Map

func catalogueOf(s *site.Site, path string) *catalogue {
	if c, ok := read.Load(path); ok {
		return c.(*catalogue)
	}
	c, err := readCatalogue(path)
	if err != nil && !os.IsNotExist(err) {
		s.Logs.Logf("error", "message catalogue %s: %v; the strings stay English", path, err)
	}
	read.Store(path, c)
	return c
}

// Lang is the language the translator was made for, "" for Plain.
func (t Translator) Lang() string { return t.lang }

// Charset is the charset of what T returns, "" where there is no catalogue.
func (t Translator) Charset() string {
	if len(t.catalogues) == 0 {
		return ""
	}
	return t.catalogues[0].charset
}

// T translates a string and puts the variables into it (i18n.py: _). msgid is
// Mailman's own string, for it is the key in the catalogues. The result is
// bytes in Charset; variables that are unicode are converted to it.
func (t Translator) T(msgid string, vars Vars) string {
	if msgid == "" {
		return "" // "" is the key of the head of the catalogue
	}
	s := t.translate(msgid)
	cs := t.Charset()
	if cs == "" {
		cs = "us-ascii"
	}
	v, err := pyvalue.FormatMapping(pyvalue.Str(s), vars.safeDict(cs))
	if err != nil {
		return s
	}
	return TextOf(v).S
}

// Say is T for a text that is not Mailman's own, such as a list's notice: where the catalogue
// does not have it, the text is not translated and only gets its variables.
func (t Translator) Say(text Text, vars Vars) Text {
	if !text.Unicode {
		return Text{S: t.T(text.S, vars)}
	}
	said, err := Interpolate(text, vars)
	if err != nil {
		return text
	}
	return said
}

func (t Translator) translate(msgid string) string {
	for _, c := range t.catalogues {
		if s, ok := c.lookup(msgid); ok {
			return s
		}
	}
	return msgid
}

// Ctime writes a local time in words (i18n.py: ctime, of a number).
func (t Translator) Ctime(when time.Time) string {
	zone, _ := when.Zone()
	return t.T("%(wday)s %(mon)s %(day)2i %(hh)02i:%(mm)02i:%(ss)02i %(tzname)s %(year)04i", Vars{
		"wday": t.T(when.Format("Mon"), nil), "mon": t.T(when.Format("Jan"), nil), "day": when.Day(),
		"hh": when.Hour(), "mm": when.Minute(), "ss": when.Second(), "tzname": zone, "year": when.Year(),
	})
}
