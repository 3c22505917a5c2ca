// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"path/filepath"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// FuzzDigest: whatever two posts are, they come into a digest of each kind, and
// nothing waits then.
func FuzzDigest(f *testing.F) {
	paths, _ := filepath.Glob("testdata/*.txtar")
	for i, path := range paths {
		c := sitetest.OpenCase(f, path)
		f.Add(c.Texts["post1"], c.Texts["post2"], i)
	}
	langs := []string{"en", "fr", "ja", "ru"}
	f.Fuzz(func(t *testing.T, one, two string, lang int) {
		w := sitetest.New(t)
		w.AddList(t, "test", map[string]pyvalue.Value{
			"preferred_language": pyvalue.Str(langs[lang&3]), "digest_size_threshhold": int64(0),
		})
		d := digester(t, w)
		for _, text := range []string{one, two} {
			if err := d.Add(t.Context(), message.Parse(text)); err != nil {
				t.Fatal(err)
			}
		}
		if sent, err := d.SendNow(t.Context()); !sent || err != nil {
			t.Fatalf("%v, %v", sent, err)
		}
		w.Commit(t)
		if entries := w.Entries(t, site.Virgin); len(entries) != 2 {
			t.Errorf("%d entries", len(entries))
		}
		if waiting, _ := subjects(t, w); waiting != "" {
			t.Errorf("%q wait", waiting)
		}
	})
}
