// SPDX-License-Identifier: GPL-2.0-or-later

package i18n_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/site/sitetest"
)

const latin1Head = "Project-Id-Version: x\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n"

func TestTranslator(t *testing.T) {
	for name, order := range map[string]binary.AppendByteOrder{"little endian": binary.LittleEndian, "big endian": binary.BigEndian} {
		t.Run(name, func(t *testing.T) {
			w := sitetest.New(t)
			w.WriteCatalogue(t, "fr", sitetest.Catalogue(order, "disabled", "d\xe9sactiv\xe9", "", latin1Head,
				"Welcome to %(realname)s", "Bienvenue \xe0 %(realname)s", "one\x00many", "un\x00des", "broken %(x)s", "cass\xe9 %(x"))
			fr := i18n.For(w.Site, "fr")
			if fr.Lang() != "fr" || fr.Charset() != "iso-8859-1" {
				t.Errorf("language %q, charset %q", fr.Lang(), fr.Charset())
			}
			for _, tt := range []struct {
				msgid string
				vars  i18n.Vars
				want  string
			}{
				{"disabled", nil, "d\xe9sactiv\xe9"},
				{"Welcome to %(realname)s", i18n.Vars{"realname": "Test"}, "Bienvenue \xe0 Test"},
				{"Welcome to %(realname)s", i18n.Vars{"realname": pyvalue.Unicode("é日")}, "Bienvenue \xe0 \xe9?"},
				{"Welcome to %(realname)s", nil, "Bienvenue \xe0 %(realname)s"},
				{"not in it: %(n)d", i18n.Vars{"n": 3}, "not in it: 3"},
				{"broken %(x)s", i18n.Vars{"x": "y"}, "cass\xe9 %(x"},
				{"one", nil, "one"}, // has plural forms
				{"", nil, ""},       // the head is nobody's business
			} {
				if got := fr.T(tt.msgid, tt.vars); got != tt.want {
					t.Errorf("T(%q) = %q, want %q", tt.msgid, got, tt.want)
				}
			}
		})
	}
}

func TestTranslatorWithoutCatalogue(t *testing.T) {
	w := sitetest.New(t)
	for _, translator := range []i18n.Translator{i18n.Plain, i18n.For(w.Site, "en"), i18n.For(w.Site, "")} {
		if got := translator.T("Welcome to %(realname)s", i18n.Vars{"realname": pyvalue.Unicode("é")}); got != "Welcome to ?" {
			t.Errorf("%q says %q", translator.Lang(), got)
		}
		if translator.Charset() != "" {
			t.Errorf("%q has the charset %q", translator.Lang(), translator.Charset())
		}
	}
	if got := w.Log.String(); got != "" {
		t.Errorf("log is %q", got)
	}
}

// pt_BR takes from pt what it lacks.
func TestRegionalLanguage(t *testing.T) {
	w := sitetest.New(t)
	w.WriteCatalogue(t, "pt", sitetest.Catalogue(binary.LittleEndian, "", latin1Head, "yes", "sim", "bus", "autocarro"))
	w.WriteCatalogue(t, "pt_BR", sitetest.Catalogue(binary.LittleEndian, "", strings.Replace(latin1Head, "iso-8859-1", "utf-8", 1), "bus", "ônibus"))
	br := i18n.For(w.Site, "pt_BR")
	for msgid, want := range map[string]string{"bus": "ônibus", "yes": "sim", "no": "no"} {
		if got := br.T(msgid, nil); got != want {
			t.Errorf("T(%q) = %q, want %q", msgid, got, want)
		}
	}
	if br.Charset() != "utf-8" {
		t.Errorf("charset is %q", br.Charset())
	}
}

// A catalogue that can't be read leaves English, and a line in the log.
func TestBrokenCatalogue(t *testing.T) {
	good := string(sitetest.Catalogue(binary.LittleEndian, "", latin1Head, "yes", "oui"))
	for name, data := range map[string]string{
		"empty":               "",
		"no catalogue":        strings.Repeat("text ", 20),
		"short":               good[:16],
		"tables cut off":      good[:40],
		"strings cut off":     good[:len(good)-5],
		"a billion strings":   good[:8] + "\xff\xff\xff\x3f" + good[12:],
		"tables at the end":   good[:12] + "\xf0\xff\xff\xff" + good[16:],
		"a string of 4 bytes": good[:28] + "\xff\xff\xff\xff" + good[32:],
	} {
		t.Run(name, func(t *testing.T) {
			w := sitetest.New(t)
			w.WriteCatalogue(t, "fr", []byte(data))
			if got := i18n.For(w.Site, "fr").T("yes", nil); got != "yes" {
				t.Errorf("says %q", got)
			}
			if !strings.Contains(w.Log.String(), "mailman.mo") {
				t.Errorf("log is %q", w.Log)
			}
		})
	}
}

func TestCtime(t *testing.T) {
	w := sitetest.New(t)
	w.WriteCatalogue(t, "de", sitetest.Catalogue(binary.LittleEndian, "", latin1Head, "Wed", "Mi", "Nov", "Nov.",
		"%(wday)s %(mon)s %(day)2i %(hh)02i:%(mm)02i:%(ss)02i %(tzname)s %(year)04i",
		"%(wday)s %(day)2i. %(mon)s %(hh)02i:%(mm)02i:%(ss)02i %(tzname)s %(year)04i"))
	when := time.Date(2026, 11, 4, 1, 2, 3, 0, time.UTC)
	for lang, want := range map[string]string{
		"en": "Wed Nov  4 01:02:03 UTC 2026",
		"de": "Mi  4. Nov. 01:02:03 UTC 2026",
	} {
		if got := i18n.For(w.Site, lang).Ctime(when); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}
