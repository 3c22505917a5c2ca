// SPDX-License-Identifier: GPL-2.0-or-later

package job

import (
	"testing"
	"time"

	"mmgen/runner/message"
	"mmgen/runner/site/sitetest"
)

// TestDated: which Date a post has in the archive (ArchRunner.py: _dispose). The clock says
// Wed, 18 Nov 2026 11:06:40.
func TestDated(t *testing.T) {
	const (
		received = "Wed, 18 Nov 2026 11:05:40 -0000"
		added    = "X-List-Received-Date: " + received + "\n\nx\n"
		replaced = "Subject: s\nDate: " + received + "\n"
		fine     = "Tue, 17 Nov 2026 12:00:00 +0100"
	)
	for name, tt := range map[string]struct {
		policy     int
		date, want string
	}{
		"none":                   {0, "", replaced + added},
		"an empty one":           {2, "Date: \n", replaced + added},
		"a fine one":             {2, "Date: " + fine + "\n", "Date: " + fine + "\nSubject: s\n" + added},
		"always clobbered":       {1, "Date: " + fine + "\n", replaced + "X-Original-Date: " + fine + "\n" + added},
		"two weeks old":          {2, "Date: Wed, 4 Nov 2026 11:06:40 +0000\n", "Date: Wed, 4 Nov 2026 11:06:40 +0000\nSubject: s\n" + added},
		"16 days old":            {2, "Date: Mon, 2 Nov 2026 11:06:40 +0000\n", replaced + "X-Original-Date: Mon, 2 Nov 2026 11:06:40 +0000\n" + added},
		"16 days in future":      {2, "Date: Fri, 4 Dec 2026 11:06:41 +0000\n", replaced + "X-Original-Date: Fri, 4 Dec 2026 11:06:41 +0000\n" + added},
		"old, which is fine":     {0, "Date: Mon, 2 Nov 1998 11:06:40 +0000\n", "Date: Mon, 2 Nov 1998 11:06:40 +0000\nSubject: s\n" + added},
		"no date at all":         {2, "Date: soon\n", replaced + "X-Original-Date: soon\n" + added},
		"an absurd year":         {2, "Date: Tue, 18 Jun 0102 05:12:09 +0500\n", replaced + "X-Original-Date: Tue, 18 Jun 0102 05:12:09 +0500\n" + added},
		"an original date, then": {2, "Date: soon\nX-Original-Date: x\n", replaced + "X-Original-Date: soon\n" + added},
		"two of them":            {2, "Date: soon\nDate: " + fine + "\n", replaced + "X-Original-Date: soon\n" + added},
	} {
		t.Run(name, func(t *testing.T) {
			w := sitetest.New(t)
			w.Set("ARCHIVER_CLOBBER_DATE_POLICY", int64(tt.policy))
			a := &archiving{site: w.Site}
			post := message.Parse(tt.date + "Subject: s\n\nx\n")
			before := post.String()
			if got := a.dated(post, time.Unix(1795000000-60, 0)).String(); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
			if post.String() != before {
				t.Error("the entry's own message has changed")
			}
		})
	}
}
