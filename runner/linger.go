// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// watch waits for new entries. It uses inotify directly, since it needs nothing but one
// read with a deadline.
type watch struct {
	file *os.File
	buf  [4096]byte
}

// newWatch watches directories, from now on.
func newWatch(dirs []string) (*watch, error) {
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return nil, fmt.Errorf("inotify: %w", err)
	}
	w := &watch{file: os.NewFile(uintptr(fd), "inotify")}
	for _, dir := range dirs {
		if _, err := unix.InotifyAddWatch(fd, dir, unix.IN_MOVED_TO|unix.IN_CREATE); err != nil {
			w.close()
			return nil, fmt.Errorf("watching %s: %w", dir, err)
		}
	}
	return w, nil
}

// wait returns true when something arrived, and false when nothing did in that time or
// ctx was cancelled.
func (w *watch) wait(ctx context.Context, most time.Duration) bool {
	stop := context.AfterFunc(ctx, func() { w.file.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	if err := w.file.SetReadDeadline(time.Now().Add(most)); err != nil || ctx.Err() != nil {
		return false
	}
	n, err := w.file.Read(w.buf[:])
	return n > 0 && err == nil
}

func (w *watch) close() { w.file.Close() }
