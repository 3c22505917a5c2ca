// SPDX-License-Identifier: GPL-2.0-or-later

package scrub

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/site/sitetest"
)

var harmlessPath = regexp.MustCompile(`^files/attachments/[-0-9]+/[0-9a-f]{8}/[-._A-Za-z0-9]+$`)

// FuzzScrub: whatever a message is, what comes of it is one text, or what
// never was a multipart, and its files have harmless names in their folder.
func FuzzScrub(f *testing.F) {
	paths, _ := filepath.Glob("testdata/*.txtar")
	for i, path := range paths {
		f.Add(sitetest.OpenCase(f, path).Texts["message"], i)
	}
	langs := []string{"en", "fr", "ja", "ru"}
	f.Fuzz(func(t *testing.T, text string, how int) {
		w := sitetest.New(t)
		w.AddList(t, "test", map[string]pyvalue.Value{"preferred_language": pyvalue.Str(langs[how&3])})
		w.Set("ARCHIVE_HTML_SANITIZER", int64(how>>2&3))
		w.Set("SCRUBBER_DONT_USE_ATTACHMENT_FILENAME", how>>4&1 == 0)
		w.Set("SCRUBBER_USE_ATTACHMENT_FILENAME_EXTENSION", how>>5&1 == 0)
		msg := message.Parse(text)
		keep, err := scrubAlone(t, w, msg)
		if err == nil && keep && msg.IsMultipart() {
			t.Error("a multipart is left")
		}
		for path := range stored(t, w) {
			if !harmlessPath.MatchString(path) {
				t.Errorf("stored as %q", path)
			}
		}
		above, _ := os.ReadDir(w.Path("archives/private"))
		for _, entry := range above {
			if entry.Name() != "test" {
				t.Errorf("%s is beside the list's archive", entry.Name())
			}
		}
	})
}
