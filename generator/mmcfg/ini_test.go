// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/hostinfo"
	"mmgen/generator/mmcfg/stock"
	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pyvaluetest"
	"mmgen/generator/rootfs"
)

// put writes files below a root, their directories too; a text that begins
// with "-> " makes a link.
func put(t testing.TB, root string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		p := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if target, ok := strings.CutPrefix(text, "-> "); ok {
			err = os.Symlink(target, p)
		} else {
			err = os.WriteFile(p, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestBadINI: each folder of testdata/ini has an mmgen.ini and all that is to
// be said about it.
func TestBadINI(t *testing.T) {
	dirs, err := filepath.Glob("testdata/ini/*")
	if err != nil || len(dirs) < 8 {
		t.Fatal(dirs, err)
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(dir, "mmgen.ini"))
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(filepath.Join(dir, "want"))
			if err != nil {
				t.Fatal(err)
			}
			root := t.TempDir()
			put(t, root, map[string]string{"etc/mailman/mmgen.ini": string(text)})
			_, err = Load(Options{Root: root, ConfigFile: filepath.Join(root, "etc/mailman/mmgen.ini")})
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(strings.Split(strings.TrimSpace(string(want)), "\n"), strings.Split(err.Error(), "\n")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// loadINI loads a site that an INI file alone describes.
func loadINI(t testing.TB, text string) *Site {
	t.Helper()
	root := t.TempDir()
	put(t, root, map[string]string{"etc/mailman/mmgen.ini": text})
	site, err := Load(Options{Root: root})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

const iniLiterals = `# comment
; comment
[mm_cfg]                      ; any mm_cfg name [really]
SMTPHOST = 'localhost'        ; the usual
SMTP_USER = "a 'quoted' one"
SMTP_PASSWD = 'p;w#d\\\'%(x)s' # not the comment
HTML_TO_PLAIN_TEXT_COMMAND = "/bin/sed -e 's/<[^>]*>//g' %(filename)s"
VERP_REGEXP = r'^(?P<bounces>[^+]+?)\+(?P<mailbox>[^=]+)$'
DEFAULT_MSG_HEADER = """one line"""
DEFAULT_MSG_FOOTER = """-- 
[not_a_section]
%(real_name)s = x
"""
DEFAULT_DIGEST_HEADER = 'a' \
  'b'
KNOWN_SPAMMERS = [
    ('from', 'a@b'),   # one
]
GLOBAL_BAN_LIST = ['a', "b", u'c',
  'd' 'e']
SMTP_LOG_SUCCESS = ('post', 'x=%(size)d; y')
SMTP_LOG_REFUSED = None
SMTPPORT = 0x19
DELIVERY_RETRY_WAIT = 2 * 60 + minutes(1)
DELIVERY_RETRY_PERIOD = days(2) if SMTPPORT == 25 else 0
GLOBAL_PIPELINE = ['First'] + OWNER_PIPELINE
LIST_LOCK_TIMEOUT=-1
DEFAULT_BOUNCE_SCORE_THRESHOLD = 2.5
VERP_PROBES = Yes
SMTP_AUTH = not VERP_PROBES
  OWNER_PIPELINE = []
VIRTUAL_HOSTS = {'a.example': 'b.example'}
Moderate = 1
`

// TestINILiterals: what ini.v1 would change reaches the setting as Python
// reads it.
func TestINILiterals(t *testing.T) {
	site := loadINI(t, iniLiterals)
	for name, want := range map[string]Value{
		"SMTPHOST":                       "localhost",
		"SMTP_USER":                      "a 'quoted' one",
		"SMTP_PASSWD":                    `p;w#d\'%(x)s`,
		"HTML_TO_PLAIN_TEXT_COMMAND":     "/bin/sed -e 's/<[^>]*>//g' %(filename)s",
		"VERP_REGEXP":                    `^(?P<bounces>[^+]+?)\+(?P<mailbox>[^=]+)$`,
		"DEFAULT_MSG_HEADER":             "one line",
		"DEFAULT_MSG_FOOTER":             "-- \n[not_a_section]\n%(real_name)s = x\n",
		"DEFAULT_DIGEST_HEADER":          "ab",
		"KNOWN_SPAMMERS":                 list{tuple{"from", "a@b"}},
		"GLOBAL_BAN_LIST":                list{"a", "b", pyvalue.Unicode("c"), "de"},
		"SMTP_LOG_SUCCESS":               tuple{"post", "x=%(size)d; y"},
		"SMTP_LOG_REFUSED":               nil,
		"SMTPPORT":                       int64(25),
		"DELIVERY_RETRY_WAIT":            int64(180),
		"DELIVERY_RETRY_PERIOD":          int64(172800),
		"GLOBAL_PIPELINE":                list{"First", "SpamDetect", "Replybot", "OwnerRecips", "ToOutgoing"},
		"LIST_LOCK_TIMEOUT":              int64(-1),
		"DEFAULT_BOUNCE_SCORE_THRESHOLD": 2.5,
		"VERP_PROBES":                    true,
		"SMTP_AUTH":                      false,
		"OWNER_PIPELINE":                 list{},
		"Moderate":                       int64(1),
	} {
		got, ok := site.Settings.Value(name)
		if diff := cmp.Diff(pyvalue.Repr(pyvaluetest.Of(want)), pyvalue.Repr(got)); !ok || diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
	if got := site.Settings.Dict("VIRTUAL_HOSTS"); got.Len() != 1 {
		t.Errorf("VIRTUAL_HOSTS %v", got)
	}
	if got := site.Settings.Origin("DEFAULT_DIGEST_HEADER").String(); got != "/etc/mailman/mmgen.ini:14" {
		t.Errorf("origin %s", got)
	}
	if site.SourcePath != DefaultConfigFile || site.ConfigPath != DefaultConfigFile || site.Layout != "stock" {
		t.Errorf("%+v", site)
	}
}

// TestINIAlone: where an INI file is all there is, what Defaults.py would
// derive follows it.
func TestINIAlone(t *testing.T) {
	site := loadINI(t, "[mm_cfg]\nVAR_PREFIX = '/srv/mm'\nDEFAULT_URL_HOST = 'Lists.Example.ORG'\nDEFAULT_EMAIL_HOST = 'example.org'\nLOCK_DIR = '/run/mm'\nPREFIX = '/opt/mm'\n")
	for name, want := range map[string]string{
		"QUEUE_DIR": "/srv/mm/qfiles", "INQUEUE_DIR": "/srv/mm/qfiles/in", "LIST_DATA_DIR": "/srv/mm/lists",
		"PIDFILE": "/srv/mm/data/master-qrunner.pid", "LOCK_DIR": "/run/mm", "TEMPLATE_DIR": "/opt/mm/templates",
		"EXEC_PREFIX": "/opt/mm", "WRAPPER_DIR": "/opt/mm/mail", "SMTP_HELO_HOST": "Lists.Example.ORG",
	} {
		if got := site.Settings.Str(name); got != want {
			t.Errorf("%s = %s, want %s", name, got, want)
		}
	}
	if d := site.Settings.Dict("VIRTUAL_HOSTS"); pyvalue.Repr(d) != "{'lists.example.org': 'example.org'}" {
		t.Errorf("VIRTUAL_HOSTS = %s", pyvalue.Repr(d))
	}
	if len(site.Warnings) != 0 {
		t.Errorf("%v", site.Warnings)
	}
	site = loadINI(t, "[mm_cfg]\nQUEUE_DIR = '/q'\nINQUEUE_DIR = QUEUE_DIR + '/first'\n")
	if got := site.Settings.Str("INQUEUE_DIR") + site.Settings.Str("OUTQUEUE_DIR"); got != "/q/first/q/out" {
		t.Errorf("%s", got)
	}
	if len(site.Warnings) != 1 || !strings.Contains(site.Warnings[0].Reason, "DEFAULT_EMAIL_HOST is not set") {
		t.Errorf("%v", site.Warnings)
	}
}

// TestINILastWord: over Python files the INI file changes what it names, and
// nothing else.
func TestINILastWord(t *testing.T) {
	root := t.TempDir()
	put(t, root, map[string]string{
		"etc/mailman/mm_cfg.py": "from Defaults import *\nimport os\nSMTPHOST = os.popen('x').read()\nSMTPPORT = 'x'\nOWN = 1\nMTA = 'Postfix'\nQRUNNERS.append(('DlistRunner', 1))\n",
		"etc/mailman/mmgen.ini": "[mm_cfg]\nSMTPHOST = 'a'\nSMTPPORT = 25\nOWN = OWN + 1\nQUEUE_DIR = '/q'\n[qrunners]\nNewsRunner = 0\nIncomingRunner = 4\nDlistRunner = 2\nMaildirRunner = 1\n[units]\nsweep = *:0/10 ; often\nuser = _mm\ngroup = 12\nrunner = /opt/mmrun\njobs = yes\n[jobs]\nsenddigests = Mon 12:00\n",
	})
	site, err := Load(Options{Root: root})
	if err != nil {
		t.Fatal(err)
	}
	s := site.Settings
	if s.Str("SMTPHOST") != "a" || s.Int("SMTPPORT") != 25 || s.Int("OWN") != 2 || s.Str("QUEUE_DIR") != "/q" || s.Str("INQUEUE_DIR") != "/var/lib/mailman/qfiles/in" {
		t.Errorf("%s %d %d %s %s", s.Str("SMTPHOST"), s.Int("SMTPPORT"), s.Int("OWN"), s.Str("QUEUE_DIR"), s.Str("INQUEUE_DIR"))
	}
	want := []Runner{{"ArchRunner", 1}, {"BounceRunner", 1}, {"CommandRunner", 1}, {"IncomingRunner", 4}, {"NewsRunner", 0},
		{"OutgoingRunner", 1}, {"VirginRunner", 1}, {"RetryRunner", 1}, {"DlistRunner", 2}, {"MaildirRunner", 1}}
	if diff := cmp.Diff(want, s.Runners()); diff != "" {
		t.Error(diff)
	}
	at := func(text string, line int) UnitsValue {
		return UnitsValue{text, Origin{"/etc/mailman/mmgen.ini", line}}
	}
	if diff := cmp.Diff(Units{at("*:0/10", 12), at("_mm", 13), at("12", 14), at("/opt/mmrun", 15), at("yes", 16)}, site.Units); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]UnitsValue{"senddigests": at("Mon 12:00", 18)}, site.JobTimes); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]string{
		"MTA": "/etc/mailman/mm_cfg.py:6", "SMTPHOST": "/etc/mailman/mmgen.ini:2", "QRUNNERS": "/etc/mailman/mmgen.ini:10", "SMTP_AUTH": "stock",
	} {
		if got := s.Origin(name).String(); got != want {
			t.Errorf("%s is from %s, want %s", name, got, want)
		}
	}
	if site.SourcePath != "/etc/mailman/mm_cfg.py" || site.ConfigPath != "/etc/mailman/mmgen.ini" {
		t.Errorf("%+v", site)
	}
}

func TestINIMissing(t *testing.T) {
	root := t.TempDir()
	if _, err := Load(Options{Root: root}); !errors.Is(err, ErrNoSite) {
		t.Errorf("nothing at all: %v", err)
	}
	put(t, root, map[string]string{"etc/mailman/mmgen.ini": "# all of it is commented out\n[mm_cfg]\n[units]\nsweep = 1h\n"})
	if _, err := Load(Options{Root: root}); !errors.Is(err, ErrNoSite) {
		t.Errorf("an INI file that says nothing of a site: %v", err)
	}
	if site, err := Load(Options{Root: root, ConfigFile: filepath.Join(root, "etc/mailman/mmgen.ini")}); err != nil || site.Units.Sweep.Text != "1h" {
		t.Errorf("the same, named: %v", err)
	}
	_, err := Load(Options{Root: root, ConfigFile: filepath.Join(root, "nosuch.ini")})
	if errs, ok := err.(Errors); !ok || errs[0].Reason != "can't be read: no such file or directory" {
		t.Errorf("a named file that is missing: %v", err)
	}
}

// FuzzINI: no INI file makes Load panic, and what it loads can be shown.
func FuzzINI(f *testing.F) {
	seeds, err := filepath.Glob("testdata/ini/*/mmgen.ini")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range seeds {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Add(iniLiterals)
	f.Fuzz(func(t *testing.T, text string) {
		ini, errs := parseINI("mmgen.ini", text)
		l := &loader{tree: rootfs.New(os.DevNull), host: &hostinfo.Host{Read: func(string) ([]byte, error) { return nil, os.ErrNotExist }}, ini: ini, errs: errs}
		site, err := l.load(&found{layout: stock.Plain}, nil)
		if site.Settings == nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := site.Settings.WriteText(&b); err != nil {
			t.Error(err)
		}
		site.Settings.Runners()
	})
}
