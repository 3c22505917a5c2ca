// SPDX-License-Identifier: GPL-2.0-or-later

package notice

import (
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message/header"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// Who has had all answers of the day gets one letter about that, in the
// language asked for; the list's own letter is not looked for.
func TestAutorespond(t *testing.T) {
	w := sitetest.New(t)
	w.Set("MAX_AUTORESPONSES_PER_DAY", int64(1))
	w.Write(t, "lists/test/fr/nomoretoday.txt", []byte("of the list\n"))
	w.Write(t, "templates/fr/nomoretoday.txt", []byte("assez \xe0 %(sender)s de %(listname)s (%(num)d), %(owneremail)s\n"))
	w.AddList(t, "test", map[string]pyvalue.Value{"real_name": pyvalue.Unicode("Test")})
	c := w.Change(t, "test")
	for i, want := range []bool{true, false, false} {
		got, err := Autorespond(w.Site, c, "anne@example.com", "fr")
		if got != want || err != nil {
			t.Errorf("time %d: %v, %v; want %v", i+1, got, err, want)
		}
	}
	w.Commit(t)
	entries := w.Entries(t, site.Virgin)
	if len(entries) != 1 {
		t.Fatalf("%d letters, want 1", len(entries))
	}
	m := entries[0].Msg
	if got, want := m.DecodedBody(), "assez \xe0 anne@example.com de Test@lists.example.com (1),\ntest-owner@lists.example.com\n"; got != want {
		t.Errorf("the letter is %q, want %q", got, want)
	}
	for field, want := range map[string]string{
		"From": "test-owner@lists.example.com", "To": "anne@example.com",
		"Subject": "Last autoresponse notification for today", "Precedence": "bulk",
	} {
		if got := header.Oneline(m.Get(field), "us-ascii"); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	if got := strings.Join(entries[0].Data.Strs("recips"), ","); got != "anne@example.com" {
		t.Errorf("it goes to %s", got)
	}
}

// Without a language it is the list's.
func TestAutorespondLanguage(t *testing.T) {
	w := sitetest.New(t)
	w.Set("MAX_AUTORESPONSES_PER_DAY", int64(1))
	w.Write(t, "templates/de/nomoretoday.txt", []byte("genug\n"))
	w.AddList(t, "test", map[string]pyvalue.Value{"preferred_language": pyvalue.Str("de")})
	c := w.Change(t, "test")
	for range 2 {
		if _, err := Autorespond(w.Site, c, "anne@example.com", ""); err != nil {
			t.Fatal(err)
		}
	}
	w.Commit(t)
	if entries := w.Entries(t, site.Virgin); len(entries) != 1 || entries[0].Msg.DecodedBody() != "genug\n" {
		t.Errorf("letters %v, want one of `genug`", entries)
	}
}
