// SPDX-License-Identifier: GPL-2.0-or-later

package check

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/runner/site"
)

// TestJudge: who may write, which bits are missing or too many, and the one command that
// mends all of it.
func TestJudge(t *testing.T) {
	owner := Owner{User: "list", Group: "list", UID: 38, GIDs: []int{38, 50}}
	dir, file := rule{groupDir, othersWrite}, rule{groupFile, othersWrite}
	for name, test := range map[string]struct {
		a    attributes
		r    rule
		want *Finding
	}{
		"the site's own":       {attributes{38, 38, 0o2770, true}, dir, nil},
		"another user's":       {attributes{33, 38, 0o2775, true}, dir, nil},
		"others may read":      {attributes{38, 38, 0o664, false}, file, nil},
		"new files go astray":  {attributes{0, 38, 0o775, true}, dir, &Finding{Level: Warning, What: "its mode lacks g+s", Mend: "chmod g+s '/a b'"}},
		"a group that it has":  {attributes{0, 50, 0o660, false}, file, &Finding{Level: Warning, What: "its group is number 50, and not list", Mend: "chgrp list '/a b'"}},
		"chgrp takes a setgid": {attributes{38, 50, 0o2770, true}, dir, &Finding{Level: Warning, What: "its group is number 50, and not list", Mend: "chgrp list '/a b' && chmod g+s '/a b'"}},
		"root's":               {attributes{0, 0, 0o600, false}, file, &Finding{Level: Error, What: "the site's user, list, can't write it; its group is number 0, and not list; its mode lacks g+rw", Mend: "chgrp list '/a b' && chmod g+rw '/a b'"}},
		"everybody's":          {attributes{38, 38, 0o2777, true}, dir, &Finding{Level: Error, What: "others may write into it", Mend: "chmod o-w '/a b'"}},
		"private":              {attributes{38, 38, 0o2775, true}, rule{groupDir, others}, &Finding{Level: Error, What: "others may list it and enter it", Mend: "chmod o-rx '/a b'"}},
		"not to be entered":    {attributes{38, 38, 0o2670, true}, dir, &Finding{Level: Error, What: "the site's user, list, can't write it; its mode lacks u+x", Mend: "chmod u+x '/a b'"}},
	} {
		if test.want != nil {
			test.want.Where = "/a b"
		}
		if diff := cmp.Diff(test.want, test.a.judge(owner, test.r, "/a b")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestProgramsIn: aliases as Mailman's scripts, Postfix's and mmrun's write them.
func TestProgramsIn(t *testing.T) {
	const text = `demo: "|/var/lib/mailman/mail/mailman post demo"
demo-admin: "|/var/lib/mailman/mail/mailman admin demo"
other: |"/usr/bin/mmrun owner other"
# old: "|/old/mailman post old"
vacation: "|/usr/bin/vacation -a post demo"
root: admin
`
	want := []string{"/var/lib/mailman/mail/mailman", "/usr/bin/mmrun"}
	if diff := cmp.Diff(want, programsIn(text)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestIsOurs: mmrun, cmd/mailman, links to them and copies of them, as one that is setgid,
// are ours. Mailman's wrapper and another Go program are not.
func TestIsOurs(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	builtOf := func(pkg string) string { return "\x7fELF\x00" + (&debug.BuildInfo{Path: pkg}).String() + "\x00" }
	m := &Machine{Site: &site.Site{}, Program: put("mmrun", builtOf("mmgen/cmd/mmrun.test")), WayIn: put("mailman", builtOf("mmgen/cmd/mailman.test"))}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(m.Program, link); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{
		link:    true,
		m.WayIn: true,
		put("small", builtOf("mmgen/cmd/mailman")): true,
		put("copy", builtOf("mmgen/cmd/mmrun")):    true,
		put("mmgen", builtOf("mmgen/cmd/mmgen")):   false,
		put("wrapper", "\x7fELF\x00scripts/post"):  false,
		filepath.Join(dir, "gone"):                 false,
	} {
		if got := m.isOurs(path); got != want {
			t.Errorf("%s: got %t, want %t", filepath.Base(path), got, want)
		}
	}
}
