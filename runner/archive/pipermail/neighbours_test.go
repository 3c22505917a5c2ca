// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"regexp"
	"testing"
)

var toNeighbour = regexp.MustCompile(`<LINK REL="(Previous|Next)"  HREF="(\d+)\.html">`)

// TestSameIDAgain: an article whose message id has come often stands several times in the
// thread index. Its page has the links of Mailman's: those of its second place, unless a
// newer article stands beside it.
func TestSameIDAgain(t *testing.T) {
	first, second, third := post("a", 1, "Subject: Topic"), post("a", 2, "Subject: Topic"), post("a", 3, "Subject: Topic")
	other := post("b", 9, "Subject: Other")
	for name, tt := range map[string]struct {
		posts      []string
		page, want string
	}{
		"twice":                         {[]string{first, second}, "000001", ""},
		"three times, the page before":  {[]string{first, second, third}, "000001", "Previous 000001 Next 000001 "},
		"three times":                   {[]string{first, second, third}, "000002", ""},
		"three times, and then another": {[]string{first, second, third, other}, "000002", "Previous 000002 Next 000003 "},
		"and then two others":           {[]string{first, second, third, other, post("c", 0, "Subject: Early")}, "000002", "Previous 000002 Next 000002 "},
		"three times before another":    {[]string{other, first, second, third}, "000002", "Previous 000002 Next 000002 "},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			archive(t, w, tt.posts...)
			got := ""
			for _, link := range toNeighbour.FindAllStringSubmatch(read(t, w, "2026-November/"+tt.page+".html"), -1) {
				got += link[1] + " " + link[2] + " "
			}
			if got != tt.want {
				t.Errorf("links are %q, want %q", got, tt.want)
			}
		})
	}
}
