// SPDX-License-Identifier: GPL-2.0-or-later

// Package htmlfilter runs the commands that a site's settings name to turn an
// HTML file into something else: HTML_TO_PLAIN_TEXT_COMMAND (MimeDel.py:
// to_plaintext) and ARCHIVE_HTML_SANITIZER where it is a command (Scrubber.py:
// save_attachment).
//
// A command is a line for the shell in which %(filename)s stands for the file,
// and what it writes to its standard output is the result. The file is a
// temporary one that only this user may read; its name is all that the line
// has from outside, and has no character that means something to the shell:
// nothing of a message comes to the command but as the content of that file.
//
// A command that never ends, or never ends its output, is killed, with all
// processes that it started. Mailman would wait for ever.
package htmlfilter

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"mmgen/runner/pickle"
	"mmgen/runner/pyformat"
)

// Limits of a command.
const (
	Timeout   = time.Minute
	MaxOutput = 64 << 20 // bytes
)

// ErrCommand says that the command was stopped or can't be run at all. (That
// there is no such program is not such a case: the shell says so, by its
// status.)
var ErrCommand = errors.New("the HTML filter of the site's settings failed")

// Result is what a command that came to its end has left.
type Result struct {
	Output string
	// Status is how it ended, as wait(2) tells: 0 for well, 256 times the
	// exit status, or the number of the signal that killed it.
	Status int
	// Complaint is the first line of what it wrote to its standard error.
	Complaint string
}

// Run runs a command on an HTML document, in a file whose name ends with ext.
// Its error wraps ErrCommand, or is about the file.
func Run(ctx context.Context, command, html, ext string) (Result, error) {
	file, err := write(html, ext)
	if err != nil {
		return Result{}, fmt.Errorf("writing the file for %q: %w", command, err)
	}
	defer os.Remove(file)
	return run(ctx, command, file, Timeout, MaxOutput)
}

// write makes the file, of mode 0600.
func write(html, ext string) (name string, err error) {
	f, err := os.CreateTemp("", "mmrun-*"+safe(ext))
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(html)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

// safe leaves of an extension what means nothing to a shell.
func safe(ext string) string {
	return strings.Map(func(c rune) rune {
		if c == '.' || c == '-' || c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' {
			return c
		}
		return -1
	}, ext)
}

func run(ctx context.Context, command, file string, timeout time.Duration, most int) (Result, error) {
	line, err := pyformat.Format(pickle.Str(command), pyformat.SafeDict{"filename": pickle.Str(file)})
	if err != nil {
		return Result{}, fmt.Errorf("%w: %q: %w; it must be a command with %%(filename)s in it", ErrCommand, command, err)
	}
	text, _ := pickle.AsString(line)
	// Who ends this program lets it finish the entry in hand.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
	defer cancel()
	out, complaint := &limited{most: most, full: cancel}, &limited{most: 1000}
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", text)
	cmd.Stdout, cmd.Stderr = out, complaint
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	switch {
	case out.over:
		return Result{}, fmt.Errorf("%w: %q wrote more than %d bytes", ErrCommand, command, most)
	case ctx.Err() != nil:
		return Result{}, fmt.Errorf("%w: %q took longer than %v", ErrCommand, command, timeout)
	case cmd.ProcessState == nil:
		return Result{}, fmt.Errorf("%w: %q: %w", ErrCommand, command, err)
	}
	status, _ := cmd.ProcessState.Sys().(syscall.WaitStatus)
	first, _, _ := strings.Cut(complaint.kept.String(), "\n")
	return Result{Output: out.kept.String(), Status: int(status), Complaint: first}, nil
}

// limited keeps what is written to it, up to a limit. (It must not have the
// ReadFrom of the buffer, which knows no limit.)
type limited struct {
	kept bytes.Buffer
	most int
	full func() // is called where more comes; nil drops it
	over bool
}

// Write never fails: the writer would take that for an end of its own.
func (l *limited) Write(p []byte) (int, error) {
	if room := l.most - l.kept.Len(); len(p) > room {
		l.kept.Write(p[:room])
		l.over = true
		if l.full != nil {
			l.full()
		}
		return len(p), nil
	}
	return l.kept.Write(p)
}
