// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

// layout is how one kind of installation differs from the stock table, and
// where its files are.
type layout struct {
	name     string
	packages []string // directories of Mailman's Python package
	mmCfg    []string // where mm_cfg.py is, besides the package directory
	// marks are paths of which one exists on a machine of this kind; they
	// tell apart layouts whose mm_cfg.py is in the same place.
	marks   []string
	values  []layoutValue
	charset string // of all languages; "" for each its own
}

// layoutValue is a stock setting that a layout sets, as a Value or a rule.
type layoutValue struct {
	name  string
	value any
}

// layoutPlain is no distribution's: the values that the stock table has.
var layoutPlain = &layout{name: "stock"}

// layouts in the order in which they are looked for. Where two have the same
// place for mm_cfg.py, the first one of which a mark exists is meant.
var layouts = [...]*layout{
	{
		name:     "RHEL",
		packages: []string{"/usr/lib/mailman/Mailman"},
		mmCfg:    []string{"/etc/mailman/mm_cfg.py"},
		marks:    []string{"/etc/redhat-release", "/etc/mailman/templates"},
		values: []layoutValue{
			{"MAILMAN_USER", "mailman"},
			{"MAILMAN_GROUP", "mailman"},
			{"LOG_DIR", "/var/log/mailman"},
			{"LOCK_DIR", "/var/lock/mailman"},
			{"QUEUE_DIR", "/var/spool/mailman"},
			{"TEMPLATE_DIR", "/etc/mailman/templates"},
			{"CONFIG_DIR", "/etc/mailman"},
			{"PID_DIR", "/var/run/mailman"},
			{"PIDFILE", "/var/run/mailman/master-qrunner.pid"},
			{"SITE_PW_FILE", "/etc/mailman/adm.pw"},
			{"LISTCREATOR_PW_FILE", "/etc/mailman/creator.pw"},
			{"PYTHON", "/usr/bin/python"},
		},
	},
	{
		name:     "Debian",
		packages: []string{"/usr/lib/mailman/Mailman"},
		mmCfg:    []string{"/etc/mailman/mm_cfg.py"},
		marks:    []string{"/etc/debian_version", "/etc/mailman/en"},
		charset:  "utf-8",
		values: []layoutValue{
			{"PREFIX", "/var/lib/mailman"},
			{"DEFAULT_EMAIL_HOST", "localhost"},
			{"DEFAULT_URL_HOST", "localhost"},
			{"DEFAULT_URL_PATTERN", "http://%s/cgi-bin/mailman/"},
			{"DEFAULT_CHARSET", "utf-8"},
			{"VERBATIM_ENCODING", list{"utf-8", "iso-2022-jp"}},
			{"IMAGE_LOGOS", "/doc/mailman/images/"},
			{"PUBLIC_ARCHIVE_URL", "http://%(hostname)s/pipermail/%(listname)s/"},
			{"PIDFILE", "/var/run/mailman/mailman.pid"},
			{"PYTHON", "/usr/bin/python"},
		},
	},
	{
		name:     "FreeBSD port",
		packages: []string{"/usr/local/mailman/Mailman"},
		marks:    []string{"/usr/local/etc/rc.d/mailman"},
		values: []layoutValue{
			{"PREFIX", "/usr/local/mailman"},
			{"VAR_PREFIX", under{"PREFIX", ""}},
			{"MAILMAN_USER", "mailman"},
			{"MAILMAN_GROUP", "mailman"},
			{"HTML_TO_PLAIN_TEXT_COMMAND", "/usr/local/bin/lynx -dump %(filename)s"},
			{"POSTFIX_ALIAS_CMD", "/usr/local/sbin/postalias"},
			{"POSTFIX_MAP_CMD", "/usr/local/sbin/postmap"},
			{"SENDMAIL_CMD", "/usr/sbin/sendmail"},
			{"VERP_STYLE", "Manual"},
			{"POSTFIX_XVERP_OPTS", "+="},
		},
	},
	{
		name:     "upstream",
		packages: []string{"/usr/local/mailman/Mailman"},
		values: []layoutValue{
			{"PREFIX", "/usr/local/mailman"},
			{"VAR_PREFIX", under{"PREFIX", ""}},
			{"MAILMAN_USER", "mailman"},
			{"MAILMAN_GROUP", "mailman"},
		},
	},
	{
		name:     "cPanel",
		packages: []string{"/usr/local/cpanel/3rdparty/mailman/Mailman"},
		values: []layoutValue{
			{"PREFIX", "/usr/local/cpanel/3rdparty/mailman"},
			{"VAR_PREFIX", under{"PREFIX", ""}},
			{"MAILMAN_USER", "mailman"},
			{"MAILMAN_GROUP", "mailman"},
		},
	},
}

// prelude is the Python text of the helpers of a layout's Defaults.py.
func (l *layout) prelude() string {
	if l.charset != "" {
		return stockPrelude + debianAddLanguage
	}
	return stockPrelude + stockAddLanguage
}

// marked says whether a mark of the layout exists.
func (l *layout) marked(t *tree) bool {
	for _, m := range l.marks {
		if t.exists(m) {
			return true
		}
	}
	return false
}
