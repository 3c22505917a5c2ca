// SPDX-License-Identifier: GPL-2.0-or-later

package safeio

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sys/unix"
)

var advice = []struct {
	err  error
	text string
}{
	{unix.ENOSPC, "make room on that file system"},
	{unix.EDQUOT, "raise the quota of the site's user or make room"},
	{unix.EROFS, "mount it read-write, or, in a unit of your own, name it in ReadWritePaths="},
	{unix.EACCES, "run as the site's user, or mend owner and mode with Mailman's bin/check_perms -f"},
	{unix.EPERM, "run as the site's user, or mend owner and mode with Mailman's bin/check_perms -f"},
	{unix.ENOENT, "create the directory, owned by the site's user and group, mode 2770"},
	{unix.ENOTDIR, "a file stands where a directory is expected: move it away"},
	{unix.EMFILE, "raise the limit on open files"},
	{unix.ENFILE, "raise the limit on open files"},
	{ErrNotRegular, "move it away"},
	{unix.EIO, "the disk fails: see the kernel log"},
	{unix.ESTALE, "mount the network file system again"},
}

// Advice says how an administrator can mend what the file system complains
// of, as a clause without a full stop; "" where there is nothing to say.
func Advice(err error) string {
	for _, a := range advice {
		if errors.Is(err, a.err) {
			return a.text
		}
	}
	return ""
}

// Advised adds the advice to an error of the file system that does not have it
// yet.
func Advised(err error) error {
	if text := Advice(err); text != "" && !strings.Contains(err.Error(), text) {
		return fmt.Errorf("%w (%s)", err, text)
	}
	return err
}

// Explain is the error's text followed by its advice in parentheses.
func Explain(err error) string {
	return Advised(err).Error()
}
