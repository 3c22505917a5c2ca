// SPDX-License-Identifier: GPL-2.0-or-later

// Package htmlfilter runs the commands that a site's settings name to turn an
// HTML file into something else: HTML_TO_PLAIN_TEXT_COMMAND (MimeDel.py:
// to_plaintext) and ARCHIVE_HTML_SANITIZER where it is a command (Scrubber.py:
// save_attachment).
//
// A command is a line for the shell in which %(filename)s stands for the file, and what
// it writes to its standard output is the result. The file is a temporary one that only
// this user may read; its name is the only thing that is put into the line, and has no
// character that is special to the shell: the command gets a message only as the
// content of that file.
//
// The result counts where the command ended well and wrote something. Mailman takes
// whatever there is, so that a text is lost where the program is missing or killed.
// A command that never ends, or never ends its output, is killed, with all
// processes that it started. Mailman would wait for ever. All runs for one message
// share these bounds: the message's list is locked meanwhile, and a message may have
// thousands of HTML parts.
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

	"mmgen/generator/pyvalue"
	"mmgen/runner/parttext"
)

// Bounds of all runs of a command for one message.
const (
	Timeout   = time.Minute
	MaxOutput = 64 << 20 // bytes that a command may write
)

// ErrCommand says that a command can't be run, was stopped, did not end with
// status 0, or made nothing of a document that has a text: the document is then
// all that there is of it.
var ErrCommand = errors.New("the HTML filter of the site's settings failed")

// ErrSpent is an ErrCommand: the time or the output that the command may have for one
// message is used up, and it will not be run again for that.
var ErrSpent = fmt.Errorf("%w for good", ErrCommand)

// Filter is a command for the HTML documents of one message.
type Filter struct {
	command string
	time    time.Duration // the time that commands may still take
	output  int           // the bytes that commands may still write
	spent   error         // why the command is not run any more; nil as long as it is
}

// New returns the filter of one message.
func New(command string) *Filter { return &Filter{command: command, time: Timeout, output: MaxOutput} }

// Run runs the command on an HTML document, in a file whose name ends with ext, and
// returns what it made of it. The error wraps ErrCommand, or is about the file.
func (f *Filter) Run(ctx context.Context, html, ext string) (text string, err error) {
	switch {
	case f.spent != nil:
		return "", f.spent
	case f.time <= 0:
		return "", fmt.Errorf("%w: %q took %v for the parts before this one", ErrSpent, f.command, Timeout)
	}
	file, err := write(html, ext)
	if err != nil {
		return "", fmt.Errorf("writing the file for %q: %w", f.command, err)
	}
	defer os.Remove(file)
	begun := time.Now()
	text, err = run(ctx, f.command, file, f.time, f.output)
	f.time -= time.Since(begun)
	f.output -= len(text)
	if errors.Is(err, ErrSpent) {
		f.spent = err
	}
	if err == nil && strings.TrimSpace(text) == "" && strings.TrimSpace(parttext.HTML(html)) != "" {
		return "", fmt.Errorf("%w: %q wrote nothing", ErrCommand, f.command)
	}
	return text, err
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

func run(ctx context.Context, command, file string, timeout time.Duration, most int) (string, error) {
	line, err := pyvalue.FormatMapping(pyvalue.Str(command), pyvalue.SafeDict{"filename": pyvalue.Str(file)})
	if err != nil {
		return "", fmt.Errorf("%w: %q: %w; it must be a command with %%(filename)s in it", ErrCommand, command, err)
	}
	text, _ := pyvalue.AsString(line)
	// A program that is told to end finishes the entry in hand.
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
		return "", fmt.Errorf("%w: %q wrote more than %d bytes", ErrSpent, command, most)
	case ctx.Err() != nil:
		return "", fmt.Errorf("%w: %q took longer than %v", ErrSpent, command, timeout)
	case cmd.ProcessState == nil:
		return "", fmt.Errorf("%w: %q: %w", ErrCommand, command, err)
	}
	if !cmd.ProcessState.Success() {
		first, _, _ := strings.Cut(complaint.kept.String(), "\n")
		return "", fmt.Errorf("%w: %q: %v (%s)", ErrCommand, command, cmd.ProcessState, first)
	}
	return out.kept.String(), nil
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
