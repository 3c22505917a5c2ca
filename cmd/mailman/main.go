// SPDX-License-Identifier: GPL-2.0-or-later

// Command mailman queues the mail on standard input, as the aliases of lists have it
// done. It is called as Mailman's own mail/mailman (src/mail-wrapper.c):
//
//	mailman SCRIPT LIST
//
// It does what `mmrun SCRIPT LIST` does, with the same code, the same entries and the same
// exit statuses. It only starts in less than half of the time, since it links little and does
// not read the settings: it takes those that mmgen vouches for (package vouched). In all cases
// that are not simple it becomes mmrun, before it has read any of the mail: settings that
// nobody vouches for, a list that is not there, a wrong call, root, the script owner.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"mmgen/generator/vouched"
	"mmgen/runner/mailwrapper"
)

const (
	// umask keeps what is written from others, as mmrun and Mailman do (umask 007).
	umask = 0o007
	// packaged is the path of mmrun in the packages.
	packaged = "/usr/bin/mmrun"
)

func main() {
	caller := mailwrapper.Caller{UID: os.Geteuid(), GID: os.Getgid(), Effective: os.Getegid()}
	mail, ok := plainCall(os.Args[1:], caller, vouched.File, time.Now)
	if !ok {
		os.Exit(end(becomeMmrun(caller)))
	}
	syscall.Umask(umask)
	err := mailwrapper.TakeGroup(caller)
	if err == nil {
		_, err = mail.script.Enqueue(mail.site, mail.list, os.Stdin)
	}
	os.Exit(end(err))
}

// end tells the mail server what went wrong, and returns the exit status.
func end(err error) int {
	if err != nil {
		fmt.Fprintf(os.Stderr, "mailman: %v\n", err)
	}
	return mailwrapper.Status(err)
}

// becomeMmrun becomes mmrun, with the same arguments and under the wrapper's name. It returns
// only if that fails.
func becomeMmrun(caller mailwrapper.Caller) error {
	mmrun := mmrunFor(caller, os.Executable)
	err := syscall.Exec(mmrun, append([]string{"mailman"}, os.Args[1:]...), os.Environ())
	return fmt.Errorf("this mail is for mmrun to queue, but %s can't be started: %w; install mmrun there", mmrun, err)
}

// mmrunFor is the mmrun that is installed with this program, bin/mmrun for
// lib/mmgen/mailman, or else that of the packages: for a copy of the program elsewhere,
// and where it lends its group. Such a program may have been linked to anywhere by the
// caller, and must not run what lies there.
func mmrunFor(caller mailwrapper.Caller, executable func() (string, error)) string {
	self, err := executable()
	if err != nil || caller.Lent() {
		return packaged
	}
	installed := filepath.Join(filepath.Dir(self), "../../bin/mmrun")
	if _, err := os.Stat(installed); err != nil {
		return packaged
	}
	return installed
}
