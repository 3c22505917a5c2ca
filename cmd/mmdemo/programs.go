// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// The names of the programs that the demo shows.
const (
	mmgen = "mmgen"
	mmrun = "mmrun"
)

// programs are those two, by their folder.
type programs struct{ dir string }

func (p programs) path(name string) string { return filepath.Join(p.dir, name) }

// findPrograms finds mmgen and mmrun beside this program, or builds them into
// dir.
func findPrograms(ctx context.Context, dir string, stderr io.Writer) (programs, error) {
	if self, err := os.Executable(); err == nil {
		beside := programs{filepath.Dir(self)}
		if isThere(beside.path(mmgen)) && isThere(beside.path(mmrun)) {
			return beside, nil
		}
	}
	return programs{dir}, build(ctx, dir, stderr)
}

func isThere(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// build builds both programs. When that takes a while, as it does the first
// time, it says so.
func build(ctx context.Context, dir string, stderr io.Writer) error {
	defer time.AfterFunc(3*time.Second, func() {
		fmt.Fprintln(stderr, "mmdemo: building mmgen and mmrun, which takes a while the first time")
	}).Stop()
	cmd := exec.CommandContext(ctx, "go", "build", "-o", dir, "mmgen/cmd/mmgen", "mmgen/cmd/mmrun")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("mmgen and mmrun are not beside mmdemo, and building them failed;"+
			" call it in the folder of the source, as go run ./cmd/mmdemo: %w\n%s", err, bytes.TrimSpace(out))
	}
	return nil
}

// call runs one of the programs to its end and returns what it prints on
// standard output. An exit status other than those that will do is an error,
// which has what the program says of it.
func (p programs) call(ctx context.Context, name string, args []string, willDo ...int) ([]byte, error) {
	cmd := exec.CommandContext(ctx, p.path(name), args...)
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if slices.Contains(willDo, exit.ExitCode()) {
			return out, nil
		}
		return nil, fmt.Errorf("calling %s: %w: %s", name, err, bytes.TrimSpace(exit.Stderr))
	}
	if err != nil {
		return nil, fmt.Errorf("calling %s: %w", name, err)
	}
	return out, nil
}

// running counts the processes that run one of the programs.
func (p programs) running() (int, error) {
	processes, err := filepath.Glob("/proc/[0-9]*/exe")
	if err != nil {
		return 0, err
	}
	n := 0
	for _, exe := range processes {
		if target, err := os.Readlink(exe); err == nil && (target == p.path(mmgen) || target == p.path(mmrun)) {
			n++
		}
	}
	return n, nil
}
