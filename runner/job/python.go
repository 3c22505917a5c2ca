// SPDX-License-Identifier: GPL-2.0-or-later

package job

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

// Python is the installed Mailman's bin/qrunner for one queue. It handles what mmrun
// does not do itself.
type Python struct {
	queue   string // the name of the queue's folder in QUEUE_DIR
	dir     string
	command []string
	usable  func() error // worked out once
}

// NewPython knows the command line as mailmanctl builds it (start_runner). runner is
// the name of the runner's class; it serves one slice, of so many, of the queue, which
// is called name and lies in dir.
func NewPython(s *site.Site, runner string, slice, slices int, name, dir string) *Python {
	interpreter := s.Settings.Str("PYTHON")
	script := filepath.Join(s.Settings.Str("BIN_DIR"), "qrunner")
	spec := fmt.Sprintf("%s:%d:%d", runner, slice, slices)
	p := &Python{queue: name, dir: dir, command: []string{interpreter, script, "-r", spec, "-o"}}
	p.usable = sync.OnceValue(func() error {
		for _, file := range p.command[:2] {
			if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
				return fmt.Errorf("there is no %s %s", interpreter, script)
			}
		}
		return checkInstalled(s)
	})
	return p
}

// Usable tells why entries can't be left to it; nil where interpreter and script are
// installed and work on this site.
func (p *Python) Usable() error { return p.usable() }

// HandleOne runs qrunner once, which handles one entry. It returns how many entries
// have left the queue, and why others stay. With neither, nothing is left to do.
func (p *Python) HandleOne(ctx context.Context) (handled int, why Reason, err error) {
	before, err := receivedTimes(p.dir)
	if err != nil || len(before) == 0 {
		return 0, Reason{}, err
	}
	if err := p.once(ctx); err != nil {
		return 0, because(err.Error()), nil
	}
	after, err := receivedTimes(p.dir)
	if err != nil {
		return 0, Reason{}, err
	}
	handled = leftOut(before, after)
	if handled == 0 && len(after) > 0 {
		why = because(fmt.Sprintf("queue %s: Mailman's qrunner leaves entries that it can't handle now", p.queue))
	}
	return handled, why, nil
}

// once has one entry handled.
func (p *Python) once(ctx context.Context) error {
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
