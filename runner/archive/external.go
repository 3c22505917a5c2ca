// SPDX-License-Identifier: GPL-2.0-or-later

package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/mlist"
)

// CommandTimeout bounds an external archiver, for which Mailman waits for ever.
const CommandTimeout = 5 * time.Minute

// maxComplaint is how much is kept of what the command says to its standard error, in bytes.
const maxComplaint = 1000

// ErrCommand says that the external archiver can't be run, was stopped, or did not end
// with status 0.
var ErrCommand = errors.New("external archiver")

// StatusError is an ErrCommand: the command ended, with that status.
type StatusError struct {
	Status    int    // 0 where a signal killed it
	Complaint string // the first line of its standard error
}

func (e *StatusError) Error() string {
	text := fmt.Sprintf("external archiver non-zero exit status: %d", e.Status)
	if e.Complaint != "" {
		text += " (" + e.Complaint + ")"
	}
	return text
}

// Is makes it an ErrCommand.
func (e *StatusError) Is(target error) bool { return target == ErrCommand }

// RunCommand gives a post, with its envelope line, to the external archiver, on standard
// input (Archiver.py: ExternalArchive). line is for the shell; %(listname)s and
// %(hostname)s stand for the list's. The error wraps ErrCommand. Neither the list nor
// anything else must be locked for it: the command may take as long as limit, also where ctx
// ends.
func RunCommand(ctx context.Context, l *mlist.List, line, text string, limit time.Duration) error {
	filled, err := fillIn(line, l.InternalName(), l.HostName())
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", filled)
	complaint := &firstBytes{}
	cmd.Stdin, cmd.Stderr = strings.NewReader(text), complaint
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second // processes that it started may hold its pipes open
	err = cmd.Run()
	switch {
	case cmd.ProcessState == nil:
		return fmt.Errorf("%w %q: %w", ErrCommand, filled, err)
	case cmd.ProcessState.Success():
		return nil // also where it did not care to read all of the text
	case ctx.Err() != nil:
		return fmt.Errorf("%w %q took longer than %v and was killed", ErrCommand, filled, limit)
	}
	first, _, _ := strings.Cut(complaint.kept.String(), "\n")
	return &StatusError{Status: max(cmd.ProcessState.ExitCode(), 0), Complaint: first}
}

// fillIn puts the list's names into a command line. A list's administrator sets the host's
// name, which must not be a piece of a shell's script.
func fillIn(line, list, host string) (string, error) {
	for _, name := range []string{list, host} {
		if strings.ContainsFunc(name, isSpecial) {
			return "", fmt.Errorf("%w: %q is no name to give to a shell; mend the list's host_name", ErrCommand, name)
		}
	}
	filled, err := pyvalue.FormatMapping(pyvalue.Str(line), pyvalue.SafeDict{"listname": pyvalue.Str(list), "hostname": pyvalue.Str(host)})
	if err != nil {
		return "", fmt.Errorf("%w %q: %w", ErrCommand, line, err)
	}
	text, _ := pyvalue.AsString(filled)
	return text, nil
}

// isSpecial tells whether a character may mean something to a shell.
func isSpecial(c rune) bool {
	return !strings.ContainsRune("-+._=@", c) && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
}

// firstBytes keeps the first bytes that are written to it. (It must not have the ReadFrom
// of the buffer, which knows no bound.)
type firstBytes struct{ kept bytes.Buffer }

func (f *firstBytes) Write(p []byte) (int, error) {
	f.kept.Write(p[:min(len(p), maxComplaint-f.kept.Len())])
	return len(p), nil
}
