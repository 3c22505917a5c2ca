// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"

	"mmgen/generator/mmcfg"
	"mmgen/runner"
)

// mayDrain says in one error what would otherwise go wrong once for each queue
// and each log: that this user may write neither locks nor any of the queues.
// A single queue that it may not write is left to the drain, which goes on
// with the others. userName is the user that the site belongs to.
func mayDrain(set *mmcfg.Settings, specs []runner.Spec, userName string) error {
	setting := "LOCK_DIR"
	if !denied(set.Str(setting)) {
		if slices.ContainsFunc(specs, func(s runner.Spec) bool { return !denied(set.Str(s.Setting())) }) {
			return nil
		}
		setting = specs[0].Setting()
	}
	name, isSites := whoAmI(userName)
	remedy := fmt.Sprintf("start mmrun as root or as the site's user, %s", userName)
	if isSites {
		remedy = "mend owner and mode with Mailman's bin/check_perms -f"
	}
	return fmt.Errorf("user %s may not write into %s (%s): %s", name, set.Str(setting), setting, remedy)
}

// denied tells whether a directory is closed to this user. One that is missing
// is not.
func denied(dir string) bool {
	return errors.Is(unix.Access(dir, unix.R_OK|unix.W_OK|unix.X_OK), unix.EACCES)
}

// whoAmI is the name of this process's user, and whether it is the site's.
func whoAmI(siteUser string) (name string, isSites bool) {
	name = strconv.Itoa(os.Geteuid())
	if account, err := user.LookupId(name); err == nil {
		name = account.Username
	}
	return name, name == siteUser
}
