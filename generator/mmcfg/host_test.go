// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"syscall"
	"testing"

	"mmgen/generator/pyvalue"
)

func mkfifo(name string) error { return syscall.Mkfifo(name, 0o644) }

// TestHostFiles: the machine is what the files below the root say.
func TestHostFiles(t *testing.T) {
	const head = "from Defaults import *\nfrom socket import *\nimport pwd, grp, os\n"
	etc := map[string]string{
		"etc/hostname": "# comment\nmx1\n",
		"etc/hosts":    "127.0.0.1 localhost\n127.0.1.1\tmx1 MX1.Example.COM mx # me\n",
		"etc/passwd":   "root:x:0:0:root:/:/bin/sh\nlist:x:38:39:Lists:/var/list:/usr/sbin/nologin\nbroken\n",
		"etc/group":    "list:x:39:anne,bart\n",
		"etc/motd":     "hello\n",
	}
	for _, c := range []struct {
		files map[string]string
		text  string
		want  string // of X
		err   string
	}{
		{etc, "X = getfqdn()", "'MX1.Example.COM'", ""},
		{etc, "X = gethostname()", "'mx1'", ""},
		{etc, "X = pwd.getpwnam('list')[2], pwd.getpwuid(38).pw_dir, grp.getgrnam('list')[2], grp.getgrgid(39).gr_mem", "(38, '/var/list', 39, ['anne', 'bart'])", ""},
		{etc, "X = open('/etc/motd').read()", `'hello\n'`, ""},
		{etc, "X = os.path.exists('/etc/motd'), os.path.exists('/etc/nope'), os.path.isdir('/etc')", "(True, False, True)", ""},
		{etc, "X = pwd.getpwnam('nobody')", "", "/etc/mailman/mm_cfg.py:4: KeyError: 'getpwnam(): name not found: nobody'"},
		{etc, "X = open('/etc/nope')", "", "/etc/mailman/mm_cfg.py:4: IOError: [Errno 2] No such file or directory: '/etc/nope'"},
		{etc, "SMTPHOST = open('/var/x').read()", "", "/etc/mailman/mm_cfg.py:4: SMTPHOST can't be known without running Python: /var/x can't be read: it is not there (yet); set it in [mm_cfg] of mmgen.ini, as in SMTPHOST = 'localhost'"},
		{etc, "if os.path.exists('/var/x'): SMTPPORT = 1", "", "/etc/mailman/mm_cfg.py:4: SMTPPORT can't be known without running Python: whether /var/x exists: only /etc and /usr are looked into; set it in [mm_cfg] of mmgen.ini, as in SMTPPORT = 0"},
		{map[string]string{"etc/hostname": "mx.example.org"}, "X = getfqdn()", "'mx.example.org'", ""},
		{map[string]string{"etc/hostname": "mx"}, "DEFAULT_URL_HOST = getfqdn()", "", "/etc/mailman/mm_cfg.py:4: DEFAULT_URL_HOST can't be known without running Python: the full name of host mx is not in /etc/hosts, and DNS is not asked; set it in [mm_cfg] of mmgen.ini, as in DEFAULT_URL_HOST = 'lists.example.com'"},
		{map[string]string{"etc/passwd": "", "etc/nsswitch.conf": "passwd: files ldap\n"}, "X = 1\nMAILMAN_USER = pwd.getpwuid(38)[0]", "", "/etc/mailman/mm_cfg.py:5: MAILMAN_USER can't be known without running Python: it is not in /etc/passwd, and ldap is not asked; set it in [mm_cfg] of mmgen.ini, as in MAILMAN_USER = 'list'"},
		{map[string]string{"etc/passwd": "", "etc/nsswitch.conf": "passwd: files systemd [NOTFOUND=return]\n"}, "X = pwd.getpwuid(38)[0]", "", "/etc/mailman/mm_cfg.py:4: KeyError: 'getpwuid(): uid not found: 38'"},
	} {
		root := t.TempDir()
		put(t, root, c.files)
		put(t, root, map[string]string{"etc/mailman/mm_cfg.py": head + c.text + "\n"})
		site, err := Load(Options{Root: root})
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != c.err {
			t.Errorf("%s\ngot  %s\nwant %s", c.text, got, c.err)
		}
		if c.want == "" {
			continue
		}
		if v, _ := site.Settings.Value("X"); pyvalue.Repr(v) != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.text, pyvalue.Repr(v), c.want)
		}
	}
}

// TestUnknownSettings: an unknown is an error where a runner reads the
// setting, a warning elsewhere, and nothing in a name that Mailman does not know.
func TestUnknownSettings(t *testing.T) {
	root := t.TempDir()
	put(t, root, map[string]string{"etc/mailman/mm_cfg.py": `from Defaults import *
import time, os
now = time.time()
OWN = now
WEB_BG_COLOR = now
host = os.popen('hostname').read().strip()
DEFAULT_URL_HOST = DEFAULT_EMAIL_HOST = host
add_virtualhost(host, 'x')
GLOBAL_PIPELINE.insert(now, 'X')
SMTP_HELO_HOST = len
`})
	site, err := Load(Options{Root: root})
	want := `/etc/mailman/mm_cfg.py:7: DEFAULT_EMAIL_HOST, DEFAULT_URL_HOST can't be known without running Python: os.popen is not evaluated (/etc/mailman/mm_cfg.py:6); set them in [mm_cfg] of mmgen.ini, as in DEFAULT_EMAIL_HOST = 'lists.example.com', DEFAULT_URL_HOST = 'lists.example.com'
/etc/mailman/mm_cfg.py:8: VIRTUAL_HOSTS can't be known without running Python: os.popen is not evaluated (/etc/mailman/mm_cfg.py:6); set it in [mm_cfg] of mmgen.ini, as in VIRTUAL_HOSTS = {'lists.example.com': 'lists.example.com'}
/etc/mailman/mm_cfg.py:9: GLOBAL_PIPELINE can't be known without running Python: time.time is not evaluated (/etc/mailman/mm_cfg.py:3); set it in [mm_cfg] of mmgen.ini, as in GLOBAL_PIPELINE = ['SpamDetect', 'Approve', 'Replybot', 'Moderate', 'Hold', 'M..
/etc/mailman/mm_cfg.py:10: SMTP_HELO_HOST must be a string or None, not a function, module or the like`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	wantWarnings := `/etc/mailman/mm_cfg.py:4: OWN can't be known without running Python: time.time is not evaluated (/etc/mailman/mm_cfg.py:3)
/etc/mailman/mm_cfg.py:5: WEB_BG_COLOR can't be known without running Python: time.time is not evaluated (/etc/mailman/mm_cfg.py:3)`
	if site.Warnings.Error() != wantWarnings {
		t.Errorf("warnings\n%v", site.Warnings)
	}
	// All the same there are settings: stock ones in the place of those.
	if s := site.Settings; s.Str("DEFAULT_EMAIL_HOST") != "lists.example.com" || len(s.Strs("GLOBAL_PIPELINE")) != 21 {
		t.Errorf("%s %v", s.Str("DEFAULT_EMAIL_HOST"), s.Strs("GLOBAL_PIPELINE"))
	}
	for _, e := range err.(Errors) {
		if len(e.Names) == 0 {
			t.Errorf("%v is about nothing", e)
		}
	}
	// The INI file is the last word over them, too.
	put(t, root, map[string]string{"etc/mailman/mmgen.ini": "[mm_cfg]\nDEFAULT_EMAIL_HOST = 'e'\nDEFAULT_URL_HOST = 'u'\nVIRTUAL_HOSTS = {'u': 'e'}\nGLOBAL_PIPELINE = ['X']\nSMTP_HELO_HOST = None\n"})
	site, err = Load(Options{Root: root})
	if err != nil || site.Settings.Str("DEFAULT_URL_HOST") != "u" || len(site.Warnings) != 2 {
		t.Errorf("%v %v", err, site.Warnings)
	}
}
