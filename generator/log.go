// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
)

// Level is how bad a message is, as syslog counts.
type Level int

const (
	Error   Level = 3
	Warning Level = 4
)

// Log takes messages for the administrator. systemd throws away what a
// generator prints, so at boot they go to the kernel's log, which the journal
// takes up.
type Log struct {
	w      io.Writer
	kernel bool
}

// OpenKernelLog opens the kernel's log, or falls back to another writer. The
// device is never created: containers have none.
func OpenKernelLog(device string, fallback io.Writer) Log {
	// A container may have a pipe there, which is not waited for.
	f, err := os.OpenFile(device, os.O_WRONLY|syscall.O_NOCTTY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return Log{w: fallback}
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeNamedPipe != 0 {
		_ = f.Close()
		return Log{w: fallback}
	}
	return Log{w: f, kernel: true}
}

// longest is the length up to which the kernel takes a message (LOG_LINE_MAX).
const longest = 900

// Print logs one message. If that fails, nothing else can be done.
func (l Log) Print(level Level, message string) {
	message = "mmgen: " + strings.ReplaceAll(message, "\n", " ")
	if l.kernel {
		message = fmt.Sprintf("<%d>%.*s", level, longest, message)
	}
	_, _ = io.WriteString(l.w, message+"\n")
}
