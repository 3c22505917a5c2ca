// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"strings"
	"testing"
)

// TestModules: a module that lies in none of Python's directories raises
// ImportError; one that lies there is not known.
func TestModules(t *testing.T) {
	const tried = "from Defaults import *\nSMTPHOST = 'before'\ntry:\n    from local_cfg import *\nexcept ImportError:\n    SMTPHOST = 'none'\n"
	for _, c := range []struct {
		name, text string
		files      map[string]string
		host, err  string
	}{
		{"nowhere", tried, nil, "none", ""},
		{"no module is imported without a try", "import local_cfg\n", nil, "", "/etc/mailman/mm_cfg.py:1: ImportError: No module named local_cfg"},
		{"beside Defaults.py", tried, map[string]string{"usr/lib/mailman/Mailman/Defaults.py": "SMTPPORT = 0\n", "usr/lib/mailman/Mailman/local_cfg.py": "SMTPHOST = 'local'\n"}, "local", ""},
		{"installed", tried, map[string]string{"usr/lib/python2.7/dist-packages/local_cfg.py": ""}, "", "what module local_cfg does is not known"},
		{"a package", tried, map[string]string{"usr/local/lib/python2.7/site-packages/local_cfg/__init__.py": ""}, "", "what module local_cfg does is not known"},
		{"of another Python", tried, map[string]string{"usr/lib/python3/dist-packages/local_cfg.py": ""}, "none", ""},
		{"where a .pth file points to", tried, map[string]string{"usr/lib/python2.7/dist-packages/x.pth": "# x\n/opt/x\n", "opt/x/local_cfg.pyc": ""}, "", "what module local_cfg does is not known"},
		{"in an archive", tried, map[string]string{"usr/lib/python2.7/dist-packages/x.pth": "x.egg\n"}, "", "whether there is a module local_cfg: "},
		{"sys.path is changed", "import sys\nsys.path.append('/opt/x')\n" + tried, nil, "", "what module local_cfg does is not known"},
	} {
		root := t.TempDir()
		put(t, root, c.files)
		put(t, root, map[string]string{"etc/debian_version": "12\n", "etc/mailman/mm_cfg.py": c.text})
		site, err := Load(Options{Root: root})
		switch {
		case c.err == "" && (err != nil || site.Settings.Str("SMTPHOST") != c.host):
			t.Errorf("%s: %v, SMTPHOST is %q", c.name, err, site.Settings.Str("SMTPHOST"))
		case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
			t.Errorf("%s: %v, want %s", c.name, err, c.err)
		}
	}
}

// TestManyUnknown: what makes many settings unknown is told once, with what to
// do about it.
func TestManyUnknown(t *testing.T) {
	root := t.TempDir()
	put(t, root, map[string]string{"etc/debian_version": "12\n", "etc/mailman/mm_cfg.py": "from Defaults import *\nexecfile('/etc/mailman/local.py')\nSMTPHOST = 'x'\nSMTP_USER = DEFAULT_URL_HOST + '.'\n"})
	site, err := Load(Options{Root: root})
	errs, _ := err.(Errors)
	if len(errs) != 1 || errs[0].Line != 2 || !strings.Contains(errs[0].Reason, "settings, ACCEPT among them, can't be known") || !strings.Contains(errs[0].Reason, "; write what this line does as plain assignments") {
		t.Fatal(err)
	}
	if site.Settings.Str("SMTPHOST") != "x" {
		t.Errorf("SMTPHOST is %q", site.Settings.Str("SMTPHOST"))
	}
}
