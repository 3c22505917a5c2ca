// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"errors"
	"strings"

	"mmgen/generator/pyvalue"
)

// mmcfgFile is where a testSite's own settings stand.
const mmcfgFile = "/etc/mailman/mm_cfg.py"

// list is a Python list of Go's values.
func list(items ...any) *pyvalue.List {
	l := &pyvalue.List{}
	for _, v := range items {
		if s, ok := v.(string); ok {
			v = pyvalue.Str(s)
		}
		l.Items = append(l.Items, v)
	}
	return l
}

// tuple is a Python tuple of Go's values.
func tuple(items ...any) *pyvalue.Tuple { return pyvalue.NewTuple(list(items...).Items...) }

// testSite is a site of Debian's layout with some settings of its own; a value
// that is an error makes the setting unknown.
func testSite(own map[string]any) Site {
	stock := map[string]pyvalue.Value{
		"PREFIX": "/usr/lib/mailman", "PYTHON": "", "BIN_DIR": "/var/lib/mailman/bin",
		"MAILMAN_USER": "list", "MAILMAN_GROUP": "list", "DELIVERY_MODULE": "SMTPDirect",
		"PUBLIC_EXTERNAL_ARCHIVER": false, "PRIVATE_EXTERNAL_ARCHIVER": false, "ARCHIVE_TO_MBOX": int64(2),
		"HTML_TO_PLAIN_TEXT_COMMAND": "/usr/bin/lynx -dump %(filename)s", "ARCHIVE_HTML_SANITIZER": int64(1),
		"ARCHIVE_SCRUBBER": "Mailman.Handlers.Scrubber",
		"GLOBAL_PIPELINE":  list("SpamDetect", "ToOutgoing"), "OWNER_PIPELINE": list("SpamDetect"),
		"BLOCK_SPAMHAUS_LISTED_DBL_SUBSCRIBE": false,
		"QRUNNERS":                            counts("Arch 1 Bounce 1 Command 1 Incoming 1 News 1 Outgoing 1 Virgin 1 Retry 1"),
	}
	for name, dir := range map[string]string{
		"VAR_PREFIX": "", "QUEUE_DIR": "/qfiles", "LIST_DATA_DIR": "/lists", "DATA_DIR": "/data", "LOCK_DIR": "/locks",
		"LOG_DIR": "/logs", "SPAM_DIR": "/spam", "PRIVATE_ARCHIVE_FILE_DIR": "/archives/private",
		"PUBLIC_ARCHIVE_FILE_DIR": "/archives/public", "TEMPLATE_DIR": "/templates", "MESSAGES_DIR": "/messages",
		"INQUEUE_DIR": "/qfiles/in", "OUTQUEUE_DIR": "/qfiles/out", "CMDQUEUE_DIR": "/qfiles/commands",
		"BOUNCEQUEUE_DIR": "/qfiles/bounces", "NEWSQUEUE_DIR": "/qfiles/news", "ARCHQUEUE_DIR": "/qfiles/archive",
		"VIRGINQUEUE_DIR": "/qfiles/virgin", "RETRYQUEUE_DIR": "/qfiles/retry", "SHUNTQUEUE_DIR": "/qfiles/shunt",
		"BADQUEUE_DIR": "/qfiles/bad",
	} {
		stock[name] = "/var/lib/mailman" + dir
	}
	return Site{Source: mmcfgFile, Setting: func(name string) (pyvalue.Value, string, error) {
		if v, found := own[name]; found {
			if err, unknown := v.(error); unknown {
				return nil, mmcfgFile + ":7", err
			}
			return list(v).Items[0], mmcfgFile + ":7", nil
		}
		if v, found := stock[name]; found {
			return list(v).Items[0], "", nil
		}
		return nil, "", errors.New("the test has no such setting")
	}}
}

// counts makes QRUNNERS of "Incoming 1 News 0".
func counts(s string) *pyvalue.List {
	pairs := list()
	fields := strings.Fields(s)
	for i := 0; i+1 < len(fields); i += 2 {
		pairs.Items = append(pairs.Items, tuple(fields[i]+"Runner", int64(fields[i+1][0]-'0')))
	}
	return pairs
}

var testHost = Host{Version: 252, Mmgen: usualPlace, Mounts: Mounts{{"/", "ext4"}}}
