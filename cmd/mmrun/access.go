// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"

	"golang.org/x/sys/unix"

	"mmgen/generator/mmcfg"
	"mmgen/runner"
	"mmgen/runner/safeio"
	"mmgen/units"
)

// writable returns a check for commands that write to the locks and to the queues of specs.
func writable(specs []runner.Spec) func(*mmcfg.Site) error {
	return func(found *mmcfg.Site) error { return checkDirs(found.Settings, specs, found.User()) }
}

// anywhere checks nothing: the command itself finds out what it may write.
func anywhere(*mmcfg.Site) error { return nil }

// checkDirs says in one error what would otherwise go wrong once for each queue
// and each log: that the locks can't be written, or none of the queues. A single
// queue that can't be written is left to the drain, which goes on with the
// others. userName is the user that the site belongs to.
func checkDirs(set *mmcfg.Settings, specs []runner.Spec, userName string) error {
	const locks = "LOCK_DIR"
	if err := checkDir(set.Str(locks)); err != nil && !remade(set.Str(locks), inRun) {
		return remedied(locks, err, userName)
	}
	var first error
	for _, spec := range specs {
		err := checkQueue(set.Str(spec.Setting()))
		if err == nil {
			return nil
		}
		if first == nil {
			first = remedied(spec.Setting(), err, userName)
		}
	}
	return first
}

// remade makes a missing directory that a boot removes, and tells whether it is there now.
// The directory of the locks lies in /run on many sites, which is empty after a boot. For
// services systemd makes it (RuntimeDirectory=); a process of the site's user can make it
// in places like Debian's /run/lock.
func remade(dir string, emptied func(dir string) bool) bool {
	if target, err := os.Readlink(dir); err == nil {
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(dir), target)
		}
		dir = target
	}
	if !emptied(dir) || os.Mkdir(dir, 0o770) != nil {
		return false
	}
	return os.Chmod(dir, os.ModeSetgid|0o775) == nil && checkDir(dir) == nil
}

// inRun tells whether a directory is one of those that a boot empties.
func inRun(dir string) bool { return units.RuntimeDirectory(dir) != "" }

// remedied says how to mend what is wrong with the directory of a setting.
func remedied(setting string, err *fs.PathError, userName string) error {
	if !errors.Is(err, unix.EACCES) {
		return fmt.Errorf("%s: %s", setting, safeio.Explain(err))
	}
	name, isSites := whoAmI(userName)
	remedy := fmt.Sprintf("start mmrun as root or as the site's user, %s", userName)
	if isSites {
		remedy = "mend owner and mode with Mailman's bin/check_perms -f"
	}
	return fmt.Errorf("user %s may not write into %s (%s): %s", name, err.Path, setting, remedy)
}

// certain are the errors of access(2) with which a drain can't work. That a disk
// is read-only or broken is for the drain to find.
var certain = []error{unix.EACCES, unix.ENOENT, unix.ENOTDIR, unix.ELOOP}

// checkDir tells why this user can't write into a directory.
func checkDir(dir string) *fs.PathError {
	err := unix.Access(dir, unix.R_OK|unix.W_OK|unix.X_OK)
	if !slices.ContainsFunc(certain, func(c error) bool { return errors.Is(err, c) }) {
		return nil
	}
	return &fs.PathError{Op: "access", Path: dir, Err: err}
}

// checkQueue is checkDir for a queue, whose directory the drain makes where it is
// missing.
func checkQueue(dir string) *fs.PathError {
	err := checkDir(dir)
	if err != nil && errors.Is(err, unix.ENOENT) {
		return checkDir(filepath.Dir(dir))
	}
	return err
}

// whoAmI is the name of this process's user, and whether it is the site's.
func whoAmI(siteUser string) (name string, isSites bool) {
	name = strconv.Itoa(os.Geteuid())
	if account, err := user.LookupId(name); err == nil {
		name = account.Username
	}
	return name, name == siteUser
}
