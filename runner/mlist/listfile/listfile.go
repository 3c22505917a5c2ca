// SPDX-License-Identifier: GPL-2.0-or-later

// Package listfile knows which files make a directory a list, and which names lists have
// on a site with the stock ACCEPTABLE_LISTNAME_CHARACTERS. It stands apart from package
// mlist, which reads lists, for the way in: that only asks whether there is a list.
package listfile

import (
	"path/filepath"
	"strings"

	"mmgen/runner/safeio"
)

// Names are the files that may hold a list, in the order in which MailList.py: Load tries
// them. Those of Mailman 2.0 are in Python's marshal format, which is not read.
var Names = []string{"config.pck", "config.pck.last", "config.db", "config.db.last"}

// There tells whether a directory is a list's (Utils.py: list_exists). The error is one of
// the disk, which may hide the files.
func There(fsys safeio.FS, dir string) (bool, error) {
	for _, name := range Names {
		switch _, err := fsys.Stat(filepath.Join(dir, name)); {
		case err == nil:
			return true, nil
		case safeio.IsSiteFault(err):
			return false, err
		}
	}
	return false, nil
}

// StockChars is the stock ACCEPTABLE_LISTNAME_CHARACTERS, a Python regex (Defaults.py).
const StockChars = "[-+_.=a-z0-9]"

// StockName tells whether each character of a name is matched by StockChars.
func StockName(name string) bool {
	return strings.Trim(name, "-+_.=abcdefghijklmnopqrstuvwxyz0123456789") == ""
}
