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
	"sync"
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
	why     func() error // why it can't be used, nil where it can; worked out once
}

// newPython knows the command line as mailmanctl builds it (start_runner).
func newPython(s *site.Site, spec Spec) *python {
	interpreter := s.Settings.Str("PYTHON")
	script := filepath.Join(s.Settings.Str("BIN_DIR"), "qrunner")
	name := fmt.Sprintf("%s:%d:%d", spec.kind.name, spec.Slice, spec.Range)
	p := &python{queue: spec.kind.queue, command: []string{interpreter, script, "-r", name, "-o"}}
	p.why = sync.OnceValue(func() error {
		for _, file := range p.command[:2] {
			if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
				return fmt.Errorf("there is no %s %s", interpreter, script)
			}
		}
		return checkInstalled(s)
	})
	return p
}

// there tells whether interpreter and script are installed, and work on this
// site.
func (p *python) there() bool { return p.why() == nil }

// drain runs qrunner as often as that makes progress and it may go on: each
// run handles one entry. It returns how many entries that were, and why others
// stay.
func (p *python) drain(ctx context.Context, dir string, mayGoOn func() bool) (handled int, reason string, err error) {
	before, err := receivedTimes(dir)
	for err == nil && len(before) > 0 && mayGoOn() {
		if err := p.once(ctx); err != nil {
			return handled, err.Error(), nil
		}
		var after map[string]int
		if after, err = receivedTimes(dir); err != nil {
			break
		}
		gone := leftOut(before, after)
		if gone == 0 && len(after) > 0 {
			return handled, fmt.Sprintf("queue %s: Mailman's qrunner leaves entries that it can't handle now", p.queue), nil
		}
		handled += gone
		before = after
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

// receivedTimes counts the entries that wait in a queue, and those that a crash
// interrupted, by the time in their names. An entry that a runner puts back gets
// another name and keeps the time.
func receivedTimes(dir string) (map[string]int, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("looking for queue entries: %w", err)
	}
	times := map[string]int{}
	for _, file := range files {
		received, _, entry := strings.Cut(file.Name(), "+")
		if ext := filepath.Ext(file.Name()); entry && (ext == ".pck" || ext == ".bak") {
			times[received]++
		}
	}
	return times, nil
}

// leftOut counts the entries of before that are not among those of after,
// whatever came in between.
func leftOut(before, after map[string]int) (n int) {
	for received, count := range before {
		n += max(0, count-after[received])
	}
	return n
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
