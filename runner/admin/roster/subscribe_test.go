// SPDX-License-Identifier: GPL-2.0-or-later

package roster_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner/admin/roster"
	"mmgen/runner/site/sitetest"
)

// TestSaidInUTF8: what is said of people is in UTF-8, whatever the charset of the list's
// language, and names are as they were typed.
func TestSaidInUTF8(t *testing.T) {
	w := sitetest.New(t)
	w.AddCatalogue(t, "de", "iso-8859-1",
		"Subscribed: %(member)s", "Hinzugef\xfcgt: %(member)s",
		"Bad/Invalid email address: %(member)s", "Ung\xfcltige Adresse: %(member)s",
		"Removed: %(s)s", "Gel\xf6scht: %(s)s")
	w.AddList(t, "test", map[string]pyvalue.Value{
		"preferred_language": pyvalue.Str("de"), "available_languages": pyvalue.Strings("de"),
		"members": &pyvalue.Dict{}, "digest_members": &pyvalue.Dict{},
	})
	got, err := roster.Subscribe(t.Context(), w.Site, "test", []string{"Łukasz <l@example.com>", "mull"}, roster.Subscription{})
	if err != nil {
		t.Fatal(err)
	}
	gone, err := roster.SyncMembers(t.Context(), w.Site, "test", []string{"l@example.com", "m@example.com"}, roster.Sync{})
	if err != nil {
		t.Fatal(err)
	}
	synced, err := roster.SyncMembers(t.Context(), w.Site, "test", []string{"l@example.com"}, roster.Sync{})
	if err != nil {
		t.Fatal(err)
	}
	want := []roster.Result{
		{Address: "Łukasz <l@example.com>", Done: true, Text: "Hinzugefügt: Łukasz <l@example.com>"},
		{Address: "mull", Text: "Ungültige Adresse: mull"},
		{Address: "m@example.com", Done: true, Text: "Added  : m@example.com"},
		{Address: "m@example.com", Done: true, Text: "Gelöscht: m@example.com"},
	}
	if diff := cmp.Diff(want, append(append(got, gone...), synced...)); diff != "" {
		t.Errorf("said (-want +got):\n%s", diff)
	}
}
