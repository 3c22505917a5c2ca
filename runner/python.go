// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"mmgen/runner/site"
)

// pythonPatience is how long Mailman's Python is given for the entry in hand
// when mmrun is told to stop.
const pythonPatience = 30 * time.Second

// python is the installed Mailman's bin/qrunner for one queue.
type python struct {
	queue   string
	command []string
}

// newPython knows the command line as mailmanctl builds it (start_runner).
func newPython(s *site.Site, spec Spec) *python {
	interpreter := s.Settings.Str("PYTHON")
	script := filepath.Join(s.Settings.Str("BIN_DIR"), "qrunner")
	name := fmt.Sprintf("%s:%d:%d", spec.kind.name, spec.Slice, spec.Range)
	return &python{spec.kind.queue, []string{interpreter, script, "-r", name, "-o"}}
}

// String names the program.
func (p *python) String() string { return strings.Join(p.command[:2], " ") }

// there tells whether interpreter and script are installed.
func (p *python) there() bool {
	for _, file := range p.command[:2] {
		if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
			return false
		}
	}
	return true
}

// drain runs qrunner as often as that makes progress and it may go on: each
// run handles one entry. It returns how many entries that were, and why others
// stay.
func (p *python) drain(ctx context.Context, dir string, mayGoOn func() bool) (handled int, reason string, err error) {
	waiting, err := countEntries(dir)
	for err == nil && waiting > 0 && mayGoOn() {
		if err := p.once(ctx); err != nil {
			return handled, err.Error(), nil
		}
		var left int
		left, err = countEntries(dir)
		if left >= waiting {
			return handled, fmt.Sprintf("queue %s: Mailman's qrunner left %d entries", p.queue, left), err
		}
		handled += waiting - left
		waiting = left
	}
	return handled, "", err
}

// once has one entry handled.
func (p *python) once(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, p.command[0], p.command[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = pythonPatience
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil && ctx.Err() == nil {
		return fmt.Errorf("queue %s: %s: %w: %s", p.queue, strings.Join(p.command, " "), err, lastLine(stderr.String()))
	}
	return nil
}

// countEntries counts the entries that wait in a queue, and those that a crash
// interrupted.
func countEntries(dir string) (int, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return 0, fmt.Errorf("looking for queue entries: %w", err)
	}
	n := 0
	for _, file := range files {
		if ext := filepath.Ext(file.Name()); ext == ".pck" || ext == ".bak" {
			n++
		}
	}
	return n, nil
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
