// SPDX-License-Identifier: GPL-2.0-or-later

package demosite_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/test/demosite"
)

// foreign are settings with a path that is no place of Mailman's: programs of
// the machine, which a demo list does not call, and web addresses.
var foreign = []string{
	"HTML_TO_PLAIN_TEXT_COMMAND", "SENDMAIL_CMD", "POSTFIX_ALIAS_CMD", "POSTFIX_MAP_CMD", "IMAGE_LOGOS",
}

// No setting leads to the Mailman that the machine may have.
func TestSettingsStayInTheSite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mailman")
	site, err := demosite.Make(dir, demosite.Members, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	config := dir + ".ini"
	if err := site.WriteINI(config, 25); err != nil {
		t.Fatal(err)
	}
	found, err := mmcfg.Load(mmcfg.Options{Root: site.Var, ConfigFile: config})
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, name := range found.Settings.Names() {
		value, _ := found.Settings.Value(name)
		path, isText := pyvalue.AsString(value)
		if !isText || !strings.HasPrefix(path, "/") || strings.HasPrefix(name, "DEFAULT_") {
			continue
		}
		checked++
		if strings.HasPrefix(path, dir) || slices.Contains(foreign, name) {
			continue
		}
		t.Errorf("%s is %s, outside of the site", name, path)
	}
	if checked < 30 {
		t.Errorf("only %d settings are paths", checked)
	}
}
