// SPDX-License-Identifier: GPL-2.0-or-later

package units

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// odd is a path with everything that means something to systemd. What it has to
// look like was found by giving it to systemd 252 and looking at what arrived.
const odd = `/srv/a b"c\d%n:e'f$g`

func TestEscape(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{"SourcePath=", plain(odd), `/srv/a b"c\d%%n:e'f$g`},
		{"ReadWritePaths=", word(odd), `"/srv/a b\"c\\d%%n:e'f$g"`},
		{"ReadWritePaths=-", word(optional(odd)), `"-/srv/a b\"c\\d%%n:e'f$g"`},
		{"BindPaths=", bindWord(optional(odd)), `"-/srv/a b\"c\\d%%n\:e'f$g"`},
		{"ExecStart= argument", argument(odd), `"/srv/a b\"c\\d%%n:e'f$$g"`},
		{"ExecStart= program", program("/opt/my %x $y"), `"/opt/my %%x $y"`},
		{"ExecStart= empty argument", argument(""), `""`},
		{"a list", join([]string{"/a", "/b c"}, word), `/a "/b c"`},
		{"PathExistsGlob=", glob(`/q/*?[x]{y}\z %d`, "/*.pck"), `/q/\*\?\[x]\{y}\\z %%d/*.pck`},
		{"PathExistsGlob=", glob("/var/lib/mailman/qfiles/in", "/*.pck"), "/var/lib/mailman/qfiles/in/*.pck"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
}

func TestRuntimeDirectory(t *testing.T) {
	for dir, want := range map[string]string{
		"/var/lock/mailman": "lock/mailman", "/run/lock/mailman/": "lock/mailman", "/var/run/mailman/locks": "mailman/locks",
		"/var/lib/mailman/locks": "", "/run": "", "/running/mailman": "",
	} {
		if got := RuntimeDirectory(dir); got != want {
			t.Errorf("RuntimeDirectory(%s) = %q, want %q", dir, got, want)
		}
	}
}

func TestWatchable(t *testing.T) {
	for dir, want := range map[string]bool{
		"/var/lib/mailman/qfiles/in": true, "/q s/100%/in": true, "/q]}/in": true,
		"/q*/in": false, "/q?/in": false, "/q[1]/in": false, "/q{1}/in": false, `/q\1/in`: false,
	} {
		if got := Watchable(dir); got != want {
			t.Errorf("Watchable(%s) = %v", dir, got)
		}
	}
}

func TestCheckPath(t *testing.T) {
	for p, good := range map[string]bool{
		"/var/lib/mailman": true, odd: true, "/grün": true,
		"": false, "var": false, "./x": false, "/a\nb": false, "/a\x7f": false, "/gr\xfcn": false, "/a ": false, `/a\`: false,
	} {
		if err := CheckPath(p); (err == nil) != good {
			t.Errorf("CheckPath(%q) = %v", p, err)
		}
	}
	for p, good := range map[string]bool{
		"/usr/bin/mmrun": true, "/opt/my tools/mmrun": true, "/usr/bin/": false, `/usr/"bin"/x`: false, "/it's": false, `/a\b`: false, "mmrun": false,
	} {
		if err := CheckProgram(p); (err == nil) != good {
			t.Errorf("CheckProgram(%q) = %v", p, err)
		}
	}
}

func TestCheckName(t *testing.T) {
	for name, good := range map[string]bool{
		"list": true, "mail-man_2.1": true, "_x": true, "host$": true, "38": true, "Mailman": true,
		"": false, "-x": false, "li st": false, "li\nst": false, "3com": false, "a/b": false, ".x": false, "%n": false, "root:root": false,
	} {
		if err := CheckName(name); (err == nil) != good {
			t.Errorf("CheckName(%q) = %v", name, err)
		}
	}
}

func TestAccess(t *testing.T) {
	got := NewAccess(
		[]string{"/var/lib/mailman", "/var/lib/mailman/lists", "/var/spool/mailman/", "/var/log/mailman", "/var/lib/mailman", "not a path"},
		[]string{"/var/spool/mailman/in", "/var/lib/mailman/old/out", "/srv/archive"})
	want := Access{
		Writable: []string{"/srv/archive", "/var/lib/mailman", "/var/log/mailman", "/var/spool/mailman"},
		Linked:   []string{"/var/lib/mailman/lists"},
		Mounts:   []string{"/srv/archive", "/var/lib/mailman/lists", "/var/log/mailman", "/var/spool/mailman"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
