// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// BenchmarkProcess is mmgen as systemd runs it, start and end of the process
// included: settings evaluated, units written to a directory that has them
// already. It reports CPU time and the most memory that a run took. With TMPDIR
// on a tmpfs it is what a boot sees: /run is one.
func BenchmarkProcess(b *testing.B) {
	dir := b.TempDir()
	program := filepath.Join(dir, "mmgen")
	build := exec.Command("go", "build", "-tags", "urfave_cli_no_docs", "-ldflags", "-s -w", "-o", program, "mmgen/cmd/mmgen")
	build.Env = append(build.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Skipf("building mmgen: %v\n%s", err, out)
	}
	mmCfg := filepath.Join(dir, "root/etc/mailman/mm_cfg.py")
	if err := os.MkdirAll(filepath.Dir(mmCfg), 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(mmCfg, []byte("from Defaults import *\nDEFAULT_EMAIL_HOST = 'lists.example.com'\n"), 0o644); err != nil {
		b.Fatal(err)
	}
	var cpu time.Duration
	var memory int64
	for b.Loop() {
		cmd := exec.Command(program, "--root", filepath.Join(dir, "root"), filepath.Join(dir, "units"))
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			memory = max(memory, usage.Maxrss)
		}
	}
	b.ReportMetric(float64(cpu.Microseconds())/1000/float64(b.N), "ms-CPU/op")
	b.ReportMetric(float64(memory)/1024, "MB-max")
}
