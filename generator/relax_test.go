// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"strings"
	"testing"
)

// TestRelaxed says which services a setting relaxes, and what their notes tell.
func TestRelaxed(t *testing.T) {
	here := " (/etc/mailman/mm_cfg.py:7)"
	for _, c := range []struct {
		own    map[string]any
		queues string // with a note
		note   string // what each of them starts with
	}{
		{map[string]any{"DELIVERY_MODULE": "Sendmail"}, "out", "DELIVERY_MODULE is 'Sendmail'" + here},
		{map[string]any{"DELIVERY_MODULE": "OurOwn"}, "out", "DELIVERY_MODULE is 'OurOwn'" + here},
		{map[string]any{"PUBLIC_EXTERNAL_ARCHIVER": "/usr/bin/mharc %(listname)s"}, "archive", "PUBLIC_EXTERNAL_ARCHIVER is '/usr/bin/mharc %(listname)s'" + here},
		{map[string]any{"PRIVATE_EXTERNAL_ARCHIVER": "x"}, "archive", "PRIVATE_EXTERNAL_ARCHIVER is 'x'" + here},
		{map[string]any{"PRIVATE_EXTERNAL_ARCHIVER": "x", "ARCHIVE_TO_MBOX": int64(1)}, "", ""},
		{map[string]any{"PRIVATE_EXTERNAL_ARCHIVER": "x", "ARCHIVE_TO_MBOX": int64(-1)}, "", ""},
		{map[string]any{"GLOBAL_PIPELINE": list("SpamAssassin", "SpamDetect")}, "in", "GLOBAL_PIPELINE has a handler of the site's own, SpamAssassin" + here},
		{map[string]any{"HTML_TO_PLAIN_TEXT_COMMAND": "/usr/bin/w3m -dump %(filename)s"}, "", ""},
		{map[string]any{"HTML_TO_PLAIN_TEXT_COMMAND": "/usr/bin/node /x.js"}, "in", "HTML_TO_PLAIN_TEXT_COMMAND is '/usr/bin/node /x.js'" + here},
		{map[string]any{"HTML_TO_PLAIN_TEXT_COMMAND": ""}, "", ""},
		{map[string]any{"ARCHIVE_HTML_SANITIZER": "/usr/bin/tidy"}, "archive in", "ARCHIVE_HTML_SANITIZER is '/usr/bin/tidy'" + here},
		{map[string]any{"ARCHIVE_HTML_SANITIZER": int64(3)}, "", ""},
		{map[string]any{"BLOCK_SPAMHAUS_LISTED_DBL_SUBSCRIBE": true}, "commands", "BLOCK_SPAMHAUS_LISTED_DBL_SUBSCRIBE is True" + here},
		{map[string]any{"PYTHON": "/usr/bin/python2.7"}, "", ""},
		{map[string]any{"ARCHIVE_SCRUBBER": "Mailman.Handlers.Ours"}, "archive", "ARCHIVE_SCRUBBER is 'Mailman.Handlers.Ours'" + here},
		{map[string]any{"ARCHIVE_SCRUBBER": "Mailman.Handlers.Scrubber"}, "", ""},
		{map[string]any{"ARCHIVE_SCRUBBER": nil}, "", ""},
		{map[string]any{"VAR_PREFIX": "/home/mailman"}, "all", "/home/mailman is in a home directory."},
		{map[string]any{"HTML_TO_PLAIN_TEXT_COMMAND": "'/root/bin/lynx' %(filename)s"}, "all", "/root/bin/lynx is in a home directory."},
		{map[string]any{"LOG_DIR": "/tmp/logs"}, "all", "/tmp/logs is in a temporary directory of the whole machine."},
	} {
		set, problems := Plan(testSite(c.own), testHost)
		if problems != nil {
			t.Errorf("%v: problems %v", c.own, problems)
		}
		var noted []string
		for _, u := range set.Units {
			if name, isService := strings.CutSuffix(strings.TrimPrefix(u.Name, "mmrun-"), ".service"); isService && len(u.Notes) > 0 {
				noted = append(noted, name)
				if !strings.HasPrefix(u.Notes[0], c.note) {
					t.Errorf("%v: %s notes %q, want %q", c.own, u.Name, u.Notes, c.note)
				}
			}
		}
		want := c.queues
		if want == "all" {
			want = strings.ReplaceAll(allServices, ".service", "")
		}
		if got := strings.Join(noted, " "); got != want {
			t.Errorf("%v: relaxes %q, want %q", c.own, got, want)
		}
	}
}

func TestTwoReasons(t *testing.T) {
	set, _ := Plan(testSite(map[string]any{"DELIVERY_MODULE": "Sendmail", "VAR_PREFIX": "/home/mailman"}), testHost)
	out, _ := set.Unit("mmrun-out.service")
	if got := out.Value("Service", "ProtectHome"); got != nil {
		t.Errorf("a mail program may not see homes: ProtectHome=%s", got)
	}
	in, _ := set.Unit("mmrun-in.service")
	if got := strings.Join(in.Value("Service", "ProtectHome"), " "); got != "read-only" {
		t.Errorf("the site is in /home: ProtectHome=%s", got)
	}
	if got := strings.Join(in.Value("Service", "ReadWritePaths"), " "); !strings.HasPrefix(got, "-/home/mailman ") {
		t.Errorf("the site is in /home: ReadWritePaths=%s", got)
	}
}
