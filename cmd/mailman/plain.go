// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"mmgen/generator/vouched"
	"mmgen/runner/mailwrapper"
	"mmgen/runner/mlist/listfile"
	"mmgen/runner/safeio"
)

// call is a call with all that is needed to do it here.
type call struct {
	script mailwrapper.Script
	site   mailwrapper.Site
	list   string
}

// plainCall returns a usual call of the mail server, with the settings that a file vouches
// for; ok is false if mmrun has to do it.
func plainCall(args []string, caller mailwrapper.Caller, file string, now func() time.Time) (c call, ok bool) {
	if len(args) != 2 || caller.UID == 0 || mailwrapper.CheckCaller(caller) != nil {
		return call{}, false
	}
	scripts := mailwrapper.Scripts()
	i := slices.IndexFunc(scripts, func(s mailwrapper.Script) bool { return s.Name == args[0] })
	if i < 0 || scripts[i].NeedsOwner() {
		return call{}, false
	}
	values, err := vouched.Read(file)
	if err != nil {
		return call{}, false
	}
	c = call{script: scripts[i], list: args[1]}
	c.site, ok = siteOf(values, now)
	return c, ok && c.site.ListExists(c.list) && c.site.Dir(c.script.Queue) != ""
}

// siteOf is the site that has these settings; ok is false if the names of its lists are not
// the usual ones, or a setting is not known.
func siteOf(values map[string]string, now func() time.Time) (s mailwrapper.Site, ok bool) {
	version, err := strconv.ParseInt(values["QFILE_SCHEMA_VERSION"], 10, 64)
	lists := values["LIST_DATA_DIR"]
	if err != nil || lists == "" || values["ACCEPTABLE_LISTNAME_CHARACTERS"] != listfile.StockChars {
		return mailwrapper.Site{}, false
	}
	return mailwrapper.Site{
		ListExists: func(name string) bool {
			there, err := listfile.There(safeio.OS, filepath.Join(lists, name))
			return listfile.StockName(name) && there && err == nil
		},
		Dir:           func(setting string) string { return values[setting] },
		SchemaVersion: version,
		Now:           now,
		FS:            safeio.OS,
	}, true
}
