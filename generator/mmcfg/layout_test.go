// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/generator/rootfs"
)

const defaultsPy = `import os
PREFIX = '/usr/lib/mailman'
VAR_PREFIX = '/var/lib/mailman'
QUEUE_DIR = os.path.join(VAR_PREFIX, 'spool')
INQUEUE_DIR = os.path.join(QUEUE_DIR, 'in')
SMTPPORT = 26
def hours(n): return 3600 * n
from Version import *
`

// TestLayouts finds sites where distributions put them.
func TestLayouts(t *testing.T) {
	const mmCfg = "from Defaults import *\nSMTPHOST = 'here'\n"
	for _, c := range []struct {
		name   string
		files  map[string]string
		mmCfg  string // the flag, below the root
		layout string
		source string
		pkg    string
		want   map[string]string
	}{
		{
			name: "Debian with Python",
			files: map[string]string{
				"etc/debian_version": "12\n", "etc/mailman/mm_cfg.py": mmCfg,
				"usr/lib/mailman/Mailman/Defaults.py": defaultsPy, "usr/lib/mailman/Mailman/Version.py": "VERSION = '2.1.29'\n",
				"usr/lib/mailman/Mailman/mm_cfg.py": "-> /etc/mailman/mm_cfg.py",
			},
			layout: "Debian", source: "/etc/mailman/mm_cfg.py", pkg: "/usr/lib/mailman/Mailman",
			want: map[string]string{"SMTPHOST": "here", "QUEUE_DIR": "/var/lib/mailman/spool", "VERSION": "2.1.29",
				// what this Defaults.py lacks follows from what it has
				"OUTQUEUE_DIR": "/var/lib/mailman/spool/out", "PIDFILE": "/var/run/mailman/mailman.pid"},
		},
		{
			name:   "Debian without Python",
			files:  map[string]string{"etc/debian_version": "12\n", "etc/mailman/mm_cfg.py": mmCfg + "add_language('xx', 'X', 'koi8-r')\n"},
			layout: "Debian", source: "/etc/mailman/mm_cfg.py",
			want: map[string]string{"PREFIX": "/var/lib/mailman", "BIN_DIR": "/var/lib/mailman/bin", "DEFAULT_EMAIL_HOST": "localhost",
				"SMTP_HELO_HOST": "localhost", "QUEUE_DIR": "/var/lib/mailman/qfiles", "PUBLIC_ARCHIVE_URL": "http://%(hostname)s/pipermail/%(listname)s/",
				"MAILMAN_USER": "list", "LOCK_DIR": "/var/lib/mailman/locks"},
		},
		{
			name:   "RHEL without Python",
			files:  map[string]string{"etc/redhat-release": "7\n", "etc/mailman/mm_cfg.py": mmCfg},
			layout: "RHEL", source: "/etc/mailman/mm_cfg.py",
			want: map[string]string{"QUEUE_DIR": "/var/spool/mailman", "INQUEUE_DIR": "/var/spool/mailman/in", "LOG_DIR": "/var/log/mailman",
				"LOCK_DIR": "/var/lock/mailman", "TEMPLATE_DIR": "/etc/mailman/templates", "SITE_PW_FILE": "/etc/mailman/adm.pw",
				"DATA_DIR": "/var/lib/mailman/data", "MAILMAN_USER": "mailman", "PREFIX": "/usr/lib/mailman"},
		},
		{
			name:   "RHEL, told by its templates",
			files:  map[string]string{"etc/mailman/templates/en/x.txt": "", "etc/mailman/mm_cfg.py": mmCfg},
			layout: "RHEL", source: "/etc/mailman/mm_cfg.py",
		},
		{
			name:   "/etc/mailman of neither",
			files:  map[string]string{"etc/mailman/mm_cfg.py": mmCfg},
			layout: "stock", source: "/etc/mailman/mm_cfg.py",
			want: map[string]string{"PREFIX": "/usr/lib/mailman", "VAR_PREFIX": "/var/lib/mailman", "DEFAULT_EMAIL_HOST": "lists.example.com"},
		},
		{
			name:   "upstream",
			files:  map[string]string{"usr/local/mailman/Mailman/mm_cfg.py": mmCfg},
			layout: "upstream", source: "/usr/local/mailman/Mailman/mm_cfg.py",
			want: map[string]string{"VAR_PREFIX": "/usr/local/mailman", "QUEUE_DIR": "/usr/local/mailman/qfiles", "BIN_DIR": "/usr/local/mailman/bin"},
		},
		{
			name:   "FreeBSD port",
			files:  map[string]string{"usr/local/mailman/Mailman/mm_cfg.py": mmCfg, "usr/local/etc/rc.d/mailman": ""},
			layout: "FreeBSD port", source: "/usr/local/mailman/Mailman/mm_cfg.py",
			want: map[string]string{"SENDMAIL_CMD": "/usr/sbin/sendmail", "POSTFIX_MAP_CMD": "/usr/local/sbin/postmap", "LOG_DIR": "/usr/local/mailman/logs"},
		},
		{
			name:   "cPanel",
			files:  map[string]string{"usr/local/cpanel/3rdparty/mailman/Mailman/mm_cfg.py": mmCfg},
			layout: "cPanel", source: "/usr/local/cpanel/3rdparty/mailman/Mailman/mm_cfg.py",
			want: map[string]string{"LIST_DATA_DIR": "/usr/local/cpanel/3rdparty/mailman/lists"},
		},
		{
			name:   "Defaults.py alone",
			files:  map[string]string{"usr/lib/mailman/Mailman/Defaults.py": defaultsPy},
			layout: "stock", source: "/usr/lib/mailman/Mailman/Defaults.py", pkg: "/usr/lib/mailman/Mailman",
			want: map[string]string{"INQUEUE_DIR": "/var/lib/mailman/spool/in", "SMTPHOST": "localhost"},
		},
		{
			name: "a flag, Defaults.py beside it",
			files: map[string]string{
				"srv/mm/mm_cfg.py": mmCfg, "srv/mm/Defaults.py": defaultsPy, "etc/mailman/mm_cfg.py": "SMTPHOST = 'wrong'\n",
			},
			mmCfg: "srv/mm/mm_cfg.py", layout: "stock", source: "/srv/mm/mm_cfg.py", pkg: "/srv/mm",
			want: map[string]string{"SMTPHOST": "here", "QUEUE_DIR": "/var/lib/mailman/spool"},
		},
		{
			name: "a flag that names a link, Defaults.py beside its target",
			files: map[string]string{
				"srv/mm/mm_cfg.py": mmCfg, "srv/mm/Defaults.py": defaultsPy, "home/link.py": "-> ../srv/mm/mm_cfg.py",
			},
			mmCfg: "home/link.py", layout: "stock", source: "/srv/mm/mm_cfg.py", pkg: "/srv/mm",
			want: map[string]string{"QUEUE_DIR": "/var/lib/mailman/spool"},
		},
		{
			name:  "a flag, Defaults.py where the distribution has it",
			files: map[string]string{"home/my.py": mmCfg, "usr/lib/mailman/Mailman/Defaults.py": defaultsPy, "etc/redhat-release": ""},
			mmCfg: "home/my.py", layout: "RHEL", source: "/home/my.py", pkg: "/usr/lib/mailman/Mailman",
			want: map[string]string{"QUEUE_DIR": "/var/lib/mailman/spool", "LOG_DIR": "/var/log/mailman"},
		},
		{
			name:  "a flag, no Defaults.py anywhere",
			files: map[string]string{"home/my.py": mmCfg, "etc/debian_version": "12\n"},
			mmCfg: "home/my.py", layout: "stock", source: "/home/my.py",
			want: map[string]string{"PREFIX": "/usr/lib/mailman", "SMTPHOST": "here"},
		},
		{
			name: "a settings module of the site's own",
			files: map[string]string{
				"usr/local/mailman/Mailman/mm_cfg.py": mmCfg + "from own import *\nimport own2\nMTA = own2.NAME\n",
				"usr/local/mailman/Mailman/own.py":    "SMTPPORT = 2525\n", "usr/local/mailman/Mailman/own2.py": "NAME = 'Postfix'\n",
				"usr/local/mailman/Mailman/Defaults.py": defaultsPy,
			},
			layout: "upstream", source: "/usr/local/mailman/Mailman/mm_cfg.py", pkg: "/usr/local/mailman/Mailman",
			want: map[string]string{"MTA": "Postfix"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			put(t, root, c.files)
			opts := Options{Root: root}
			if c.mmCfg != "" {
				opts.MMCfg = filepath.Join(root, c.mmCfg)
			}
			site, err := Load(opts)
			if err != nil {
				t.Fatal(err)
			}
			if site.Layout != c.layout || site.SourcePath != c.source || site.PackageDir != c.pkg || site.ConfigPath != "" {
				t.Errorf("layout %q source %q package %q config %q", site.Layout, site.SourcePath, site.PackageDir, site.ConfigPath)
			}
			for name, want := range c.want {
				if got := site.Settings.Str(name); got != want {
					t.Errorf("%s = %q, want %q", name, got, want)
				}
			}
		})
	}
}

// TestDebianLanguages: Debian's add_language stores utf-8, whatever it is
// given.
func TestDebianLanguages(t *testing.T) {
	root := t.TempDir()
	put(t, root, map[string]string{"etc/debian_version": "12\n", "etc/mailman/mm_cfg.py": "from Defaults import *\nadd_language('xx', 'X', 'koi8-r')\n"})
	site, err := Load(Options{Root: root})
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]string{"xx": "('X', 'utf-8', 'ltr')", "de": "('German', 'utf-8', 'ltr')", "ar": "('Arabic', 'utf-8', 'rtl')"} {
		v, _ := site.Settings.Dict("LC_DESCRIPTIONS").Get(pyvalue.Str(code))
		if got := pyvalue.Repr(v); got != want {
			t.Errorf("%s: %s", code, got)
		}
	}
}

// TestPatchedDefaults: what the packages of Debian and Red Hat make of
// Defaults.py is followed as it is.
func TestPatchedDefaults(t *testing.T) {
	root := t.TempDir()
	put(t, root, map[string]string{
		"usr/lib/mailman/Mailman/Defaults.py": "import os\nimport sys\nreload(sys)\nsys.setdefaultencoding('utf-8')\n" +
			"CONFIG_DIR = '/etc/mailman'\nSITE_PW_FILE = os.path.join(CONFIG_DIR, 'adm.pw')\nLC_DESCRIPTIONS = {}\n" +
			"def _(s):\n    return s\n" +
			"def add_language(code, description, charset, direction='ltr'):\n    LC_DESCRIPTIONS[code] = (description, 'utf-8', direction)\n" +
			"add_language('he', _('Hebrew'), 'iso-8859-8', direction='rtl')\ndel _\n",
		"usr/lib/mailman/Mailman/mm_cfg.py": "from Defaults import *\nSMTPHOST = 'm\\xc3\\xbc.example.com'\n",
	})
	site, err := Load(Options{Root: root})
	if err != nil || len(site.Warnings) > 0 {
		t.Fatal(err, site.Warnings)
	}
	for name, want := range map[string]string{
		"SITE_PW_FILE": "'/etc/mailman/adm.pw'", "LC_DESCRIPTIONS": "{'he': ('Hebrew', 'utf-8', 'rtl')}", "SMTPHOST": `'m\xc3\xbc.example.com'`,
	} {
		v, _ := site.Settings.Value(name)
		if got := pyvalue.Repr(v); got != want {
			t.Errorf("%s = %s, want %s", name, got, want)
		}
	}
}

// TestLinks: links are followed below the root, and not out of it.
func TestLinks(t *testing.T) {
	root := t.TempDir()
	put(t, root, map[string]string{
		"usr/local/mailman":   "-> /srv/../srv/mm",
		"srv/mm/Mailman":      "-> ../real",
		"srv/real/mm_cfg.py":  "-> ../../../../../../etc/own.py",
		"etc/own.py":          "SMTPPORT = 7\nfrom Defaults import DEFAULT_URL_HOST\n",
		"etc/mailman/loop.py": "-> loop.py",
	})
	site, err := Load(Options{Root: root})
	if err != nil {
		t.Fatal(err)
	}
	if site.SourcePath != "/etc/own.py" || site.Settings.Int("SMTPPORT") != 7 || site.Settings.Origin("SMTPPORT").String() != "/etc/own.py:1" {
		t.Errorf("%q %v", site.SourcePath, site.Settings.Origin("SMTPPORT"))
	}
	_, err = Load(Options{Root: root, MMCfg: filepath.Join(root, "etc/mailman/loop.py")})
	if err == nil || !strings.Contains(err.Error(), "symbolic link") && !strings.Contains(err.Error(), "can't be read") {
		t.Errorf("a loop: %v", err)
	}
}

// TestUnreadable: files that can't be evaluated leave a Site that names them.
func TestUnreadable(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"syntax": {map[string]string{"etc/mailman/mm_cfg.py": "from Defaults import *\nX = = 1\n"},
			"/etc/mailman/mm_cfg.py:2: SyntaxError: invalid syntax"},
		"name": {map[string]string{"etc/mailman/mm_cfg.py": "from Defaults import *\n\nX = yes + Nope\n"},
			"/etc/mailman/mm_cfg.py:3: NameError: name 'Nope' is not defined"},
		"Defaults.py": {map[string]string{"etc/mailman/mm_cfg.py": "from Defaults import *\n", "usr/lib/mailman/Mailman/Defaults.py": "A = 1\nB = (\n"},
			"/usr/lib/mailman/Mailman/Defaults.py:3: SyntaxError: invalid syntax"},
		"directory": {map[string]string{"etc/mailman/mm_cfg.py/x": ""},
			"/etc/mailman/mm_cfg.py: can't be read: not a regular file"},
		"binary": {map[string]string{"etc/mailman/mm_cfg.py": "\x7fELF\x00\x01\xff"},
			"/etc/mailman/mm_cfg.py:1: SyntaxError: Non-ASCII character '\\xff', but no encoding declared; see http://python.org/dev/peps/pep-0263/ for details"},
		"huge": {map[string]string{"etc/mailman/mm_cfg.py": strings.Repeat("#", rootfs.MaxFile+1)},
			"/etc/mailman/mm_cfg.py: can't be read: larger than 1048576 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			put(t, root, c.files)
			site, err := Load(Options{Root: root})
			if err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
			if site == nil || site.SourcePath != "/etc/mailman/mm_cfg.py" || site.Settings != nil {
				t.Errorf("%+v", site)
			}
		})
	}
	_, err := Load(Options{Root: t.TempDir(), MMCfg: "/nonexistent/mm_cfg.py"})
	if errs, ok := err.(Errors); !ok || errs[0].File != "/nonexistent/mm_cfg.py" || errs[0].Reason != "can't be read: no such file or directory" {
		t.Errorf("%v", err)
	}
}

// TestNotAllowed: settings that may not be read are an error, and not "no
// site".
func TestNotAllowed(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	root := t.TempDir()
	put(t, root, map[string]string{"etc/mailman/mm_cfg.py": ""})
	if err := os.Chmod(filepath.Join(root, "etc/mailman"), 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(filepath.Join(root, "etc/mailman"), 0o755)
	if _, err := Load(Options{Root: root}); err == nil || !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("%v", err)
	}
}

// TestFIFO: a named pipe in the place of a file is not waited for.
func TestFIFO(t *testing.T) {
	root := t.TempDir()
	put(t, root, map[string]string{"etc/mailman/mm_cfg.py": "from Defaults import *\nA = open('/etc/pipe').read()\nB = open('/dev/zero').read()\nC = open('/proc/version').read()\n"})
	if err := mkfifo(filepath.Join(root, "etc/pipe")); err != nil {
		t.Skip("no named pipes here:", err)
	}
	site, err := Load(Options{Root: root})
	if err != nil || len(site.Warnings) != 3 {
		t.Fatal(err, site.Warnings)
	}
	if want := "/etc/mailman/mm_cfg.py:2: A can't be known without running Python: /etc/pipe can't be read: read " + root + "/etc/pipe: not a regular file"; site.Warnings[0].Error() != want {
		t.Errorf("%v", site.Warnings[0])
	}
	if err := os.Remove(filepath.Join(root, "etc/pipe")); err != nil {
		t.Error(err)
	}
}
