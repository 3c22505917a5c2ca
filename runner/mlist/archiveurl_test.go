// SPDX-License-Identifier: GPL-2.0-or-later

package mlist_test

import (
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/site/sitetest"
)

func TestArchiveURL(t *testing.T) {
	for _, c := range []struct {
		private                    bool
		webPage, archive, want, of string
	}{
		{of: "private", private: true, want: "http://lists.example.com/mailman/private/test/"},
		{of: "public", want: "http://lists.example.com/pipermail/test/"},
		{of: "no slash", webPage: "https://other.example:8080/mm/", archive: "https://%(hostname)s/%%/%(listname)s", want: "https://other.example:8080/%/test/"},
		{of: "no host", webPage: "/mm/", archive: "http://%(hostname)s/%(listname)s/", want: "http://lists.example.com/test/"},
	} {
		w := sitetest.New(t)
		change := map[string]pyvalue.Value{"archive_private": c.private}
		if c.webPage != "" {
			change["web_page_url"] = pyvalue.Str(c.webPage)
		}
		if c.archive != "" {
			w.Set("PUBLIC_ARCHIVE_URL", c.archive)
		}
		w.AddList(t, "test", change)
		if got := w.Open(t, "test").ArchiveURL(); got != c.want {
			t.Errorf("%s: %s, want %s", c.of, got, c.want)
		}
	}
}
