// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"os"
	"strings"
	"testing"
)

// TestInstalledMailmanIsAnother: entries are handed over only where the installed
// Mailman, by its own settings, works on the same queues, under the same locks and
// as the site's user. Else there is no Python, and it is never called.
func TestInstalledMailmanIsAnother(t *testing.T) {
	for name, tt := range map[string]struct {
		setUp func(w *world)
		why   string // "" where entries are handed over
	}{
		"the same site":                  {func(*world) {}, ""},
		"settings of its own beside":     {func(w *world) { w.installMailman("SMTPPORT = 2525\n") }, ""},
		"the same place by another path": {func(w *world) { check(w, os.Symlink(w.Var, w.Var+".link")); w.moved(w.Var + ".link") }, ""},
		"another queue": {func(w *world) { w.installMailman("ARCHQUEUE_DIR = '/var/lib/mailman/qfiles/archive'\n") },
			"its ARCHQUEUE_DIR is /var/lib/mailman/qfiles/archive, and this one's is "},
		"stock settings":   {func(w *world) { w.Write(w.t, "Mailman/mm_cfg.py", []byte("from Defaults import *\n")) }, "works on another site"},
		"other locks":      {func(w *world) { w.installMailman("LOCK_DIR = '/var/lock/mailman'\n") }, "its LOCK_DIR is /var/lock/mailman"},
		"other lists":      {func(w *world) { w.installMailman("LIST_DATA_DIR = '/srv/lists'\n") }, "its LIST_DATA_DIR is /srv/lists"},
		"as root":          {func(w *world) { w.UID = 0 }, "mmrun runs as root"},
		"as somebody else": {func(w *world) { w.installMailman("MAILMAN_USER = 'daemon'\n") }, "must run as daemon (MAILMAN_USER)"},
		"a broken mm_cfg":  {func(w *world) { w.installMailman("LOCK_DIR = (\n") }, "can't be told: "},
		"an unknown lock directory": {func(w *world) { w.installMailman("import commands\nLOCK_DIR = commands.getoutput('pwd')\n") },
			"can't be told: "},
		"no mm_cfg":   {func(w *world) { check(w, os.Remove(w.Path("Mailman/mm_cfg.py"))) }, "can't be told: "},
		"no paths.py": {func(w *world) { check(w, os.Remove(w.Path("bin/paths.py"))) }, "can't be told: "},
		"the package lies elsewhere": {func(w *world) {
			w.Write(w.t, "bin/paths.py", []byte("prefix = \"/opt/mailman-of-another\"\n"))
		}, "can't be told: /opt/mailman-of-another/Mailman/mm_cfg.py"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.python(movesOn)
			tt.setUp(w)
			w.Set("DELIVERY_MODULE", "Pigeon")
			w.put(entry{subject: "a", recips: []string{anne}})
			if tt.why == "" {
				w.check(w.drain("Outgoing"), 0, "", "")
				return
			}
			w.check(w.drain("Outgoing"), 75, "out a: "+anne, "")
			if !strings.Contains(w.err.Error(), tt.why) {
				t.Errorf("the reason is: %v\nwant %q in it", w.err, tt.why)
			}
			if _, err := os.Stat(w.Path("calls")); err == nil {
				t.Errorf("qrunner was called with %q", w.calls())
			}
		})
	}
}

// moved writes the installed settings with all directories below another root.
func (w *world) moved(root string) {
	text, err := os.ReadFile(w.Path("Mailman/mm_cfg.py"))
	check(w, err)
	w.Write(w.t, "Mailman/mm_cfg.py", []byte(strings.ReplaceAll(string(text), w.Var, root)))
}

func check(w *world, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}
