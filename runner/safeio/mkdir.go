// SPDX-License-Identifier: GPL-2.0-or-later

package safeio

import (
	"io/fs"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// Mkdir makes a directory with the mode perm, whatever the umask is, as Mailman does with
// os.umask(0) before os.mkdir. A chmod afterwards can't do the same: a service with
// RestrictSUIDSGID= may not name the setgid bit that the directory has inherited.
//
// The umask belongs to the process, and other goroutines create files meanwhile. So a
// thread gets one of its own (CLONE_FS in unshare(2)), and ends. Where that is not
// allowed the umask counts. A thread costs more than all else that a process of a single
// mail does here, so none is begun for a directory that is there.
func (osFS) Mkdir(name string, perm fs.FileMode) error {
	if _, err := os.Lstat(name); err == nil {
		return &fs.PathError{Op: "mkdir", Path: name, Err: fs.ErrExist}
	}
	made := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with this goroutine
		if unix.Unshare(unix.CLONE_FS) == nil {
			unix.Umask(0)
		}
		made <- os.Mkdir(name, perm)
	}()
	return <-made
}
