// SPDX-License-Identifier: GPL-2.0-or-later

package stock

// Layout is how one kind of installation differs from the stock table, and
// where its files are.
type Layout struct {
	Name     string
	Packages []string // directories of Mailman's Python package
	MMCfg    []string // other places of mm_cfg.py than the package directory
	// Marks are paths of which at least one exists on a machine of this kind. They distinguish
	// layouts with the same place of mm_cfg.py.
	Marks   []string
	values  []layoutValue
	charset string // the charset of all languages; "" if each has its own
}

// layoutValue is a stock setting that a layout sets, written as in settings.txt.
type layoutValue struct{ name, text string }

// Plain is the layout of no distribution: the values of settings.txt.
var Plain = &Layout{Name: "stock"}

// Layouts are the kinds of installations, in the order in which they are looked for. If
// several have the same place of mm_cfg.py, the first with an existing mark is right.
var Layouts = [...]*Layout{
	{
		Name:     "RHEL",
		Packages: []string{"/usr/lib/mailman/Mailman"},
		MMCfg:    []string{"/etc/mailman/mm_cfg.py"},
		Marks:    []string{"/etc/redhat-release", "/etc/mailman/templates"},
		values: []layoutValue{
			{"MAILMAN_USER", "'mailman'"},
			{"MAILMAN_GROUP", "'mailman'"},
			{"LOG_DIR", "'/var/log/mailman'"},
			{"LOCK_DIR", "'/var/lock/mailman'"},
			{"QUEUE_DIR", "'/var/spool/mailman'"},
			{"TEMPLATE_DIR", "'/etc/mailman/templates'"},
			{"CONFIG_DIR", "'/etc/mailman'"},
			{"PID_DIR", "'/var/run/mailman'"},
			{"PIDFILE", "'/var/run/mailman/master-qrunner.pid'"},
			{"SITE_PW_FILE", "'/etc/mailman/adm.pw'"},
			{"LISTCREATOR_PW_FILE", "'/etc/mailman/creator.pw'"},
			{"PYTHON", "'/usr/bin/python'"},
		},
	},
	{
		Name:     "Debian",
		Packages: []string{"/usr/lib/mailman/Mailman"},
		MMCfg:    []string{"/etc/mailman/mm_cfg.py"},
		Marks:    []string{"/etc/debian_version", "/etc/mailman/en"},
		charset:  "utf-8",
		values: []layoutValue{
			{"PREFIX", "'/var/lib/mailman'"},
			{"DEFAULT_EMAIL_HOST", "'localhost'"},
			{"DEFAULT_URL_HOST", "'localhost'"},
			{"DEFAULT_URL_PATTERN", "'http://%s/cgi-bin/mailman/'"},
			{"DEFAULT_CHARSET", "'utf-8'"},
			{"VERBATIM_ENCODING", "['utf-8', 'iso-2022-jp']"},
			{"IMAGE_LOGOS", "'/doc/mailman/images/'"},
			{"PUBLIC_ARCHIVE_URL", "'http://%(hostname)s/pipermail/%(listname)s/'"},
			{"PIDFILE", "'/var/run/mailman/mailman.pid'"},
			{"PYTHON", "'/usr/bin/python'"},
		},
	},
	{
		Name:     "FreeBSD port",
		Packages: []string{"/usr/local/mailman/Mailman"},
		Marks:    []string{"/usr/local/etc/rc.d/mailman"},
		values: []layoutValue{
			{"PREFIX", "'/usr/local/mailman'"},
			{"VAR_PREFIX", "PREFIX"},
			{"MAILMAN_USER", "'mailman'"},
			{"MAILMAN_GROUP", "'mailman'"},
			{"HTML_TO_PLAIN_TEXT_COMMAND", "'/usr/local/bin/lynx -dump %(filename)s'"},
			{"POSTFIX_ALIAS_CMD", "'/usr/local/sbin/postalias'"},
			{"POSTFIX_MAP_CMD", "'/usr/local/sbin/postmap'"},
			{"SENDMAIL_CMD", "'/usr/sbin/sendmail'"},
			{"VERP_STYLE", "'Manual'"},
			{"POSTFIX_XVERP_OPTS", "'+='"},
		},
	},
	{
		Name:     "upstream",
		Packages: []string{"/usr/local/mailman/Mailman"},
		values: []layoutValue{
			{"PREFIX", "'/usr/local/mailman'"},
			{"VAR_PREFIX", "PREFIX"},
			{"MAILMAN_USER", "'mailman'"},
			{"MAILMAN_GROUP", "'mailman'"},
		},
	},
	{
		Name:     "cPanel",
		Packages: []string{"/usr/local/cpanel/3rdparty/mailman/Mailman"},
		values: []layoutValue{
			{"PREFIX", "'/usr/local/cpanel/3rdparty/mailman'"},
			{"VAR_PREFIX", "PREFIX"},
			{"MAILMAN_USER", "'mailman'"},
			{"MAILMAN_GROUP", "'mailman'"},
		},
	},
}

// Prelude is the Python text of the helpers of a layout's Defaults.py.
func (l *Layout) Prelude() string {
	if l.charset != "" {
		return Prelude + debianAddLanguage
	}
	return Prelude + AddLanguage
}
