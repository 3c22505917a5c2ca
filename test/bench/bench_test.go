// SPDX-License-Identifier: GPL-2.0-or-later

// Package bench measures mmrun and mmgen as whole processes:
//
//	go test -run '^$' -bench . ./test/bench
//
// Each benchmark reports, an operation, the CPU time of the process (user and
// system, cpu-ms/op) and the most memory it had resident (rss-MB; the kernel
// counts in what the benchmark itself has at that moment, about 10 MB); those
// with several entries also the CPU time an entry (cpu-ms/entry). The SMTP
// server is a sink in the benchmark's own process, so its work does not count.
//
// Sites are made in $TMPDIR. On a tmpfs it is mmrun that is measured, on a disk
// the disk as well: every entry is forced to it.
package bench

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mmgen/test/demosite"
	"mmgen/test/smtpsink"
)

func BenchmarkMmrunEmpty(b *testing.B) {
	s := newSite(b, demosite.Members)
	run(b, 0, func() {}, s.mmrun("-r", "All", "-o"))
}

// BenchmarkMmrunOut: how many entries to how many recipients.
func BenchmarkMmrunOut(b *testing.B) {
	for _, size := range []struct{ entries, recipients int }{
		{1, 3}, {1000, 2}, {1000, 3}, {100, 100}, {1, 10_000}, {1, 100_000},
	} {
		b.Run(fmt.Sprintf("entries=%d/recipients=%d", size.entries, size.recipients), func(b *testing.B) {
			members := addresses(size.recipients)
			s := newSite(b, members)
			fill := func() { s.fillOut(b, size.entries, members) }
			run(b, size.entries, fill, s.mmrun("-r", "Outgoing", "-o"))
		})
	}
}

// BenchmarkMmrunIn: how many posts to a list of how many members, up to the
// entries in out and archive.
func BenchmarkMmrunIn(b *testing.B) {
	for _, size := range []struct{ posts, members int }{
		{1, 10}, {1000, 10}, {1, 10_000}, {1000, 10_000},
	} {
		b.Run(fmt.Sprintf("posts=%d/members=%d", size.posts, size.members), func(b *testing.B) {
			s := newSite(b, append(addresses(size.members-1), demosite.Members[0]))
			s.change(b, addDetails)
			fill := func() { s.fillIn(b, size.posts) }
			run(b, size.posts, fill, s.mmrun("-r", "Incoming", "-o"))
			for _, name := range []string{"out", "archive"} {
				if made, _ := filepath.Glob(filepath.Join(s.Var, "qfiles", name, "*.pck")); len(made) != size.posts {
					b.Errorf("%d entries in %s, want %d", len(made), name, size.posts)
				}
			}
		})
	}
}

// BenchmarkMmrunPost is what the alias of a list starts for each mail, up to the entry in
// in. BenchmarkStart is the least that it can take.
func BenchmarkMmrunPost(b *testing.B) {
	s := newSite(b, demosite.Members)
	post := s.mmrun("post", demosite.List)
	run(b, 1, func() { post.Stdin = strings.NewReader(s.Post(1)) }, post)
	made, err := filepath.Glob(filepath.Join(s.Var, "qfiles/in/*.pck"))
	if err != nil || len(made) != b.N {
		b.Errorf("%d entries in in, want %d (%v)", len(made), b.N, err)
	}
}

// BenchmarkStart is the start of a Go program that does nothing.
func BenchmarkStart(b *testing.B) {
	dir := b.TempDir()
	source := filepath.Join(dir, "main.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o644); err != nil {
		b.Fatal(err)
	}
	program := filepath.Join(dir, "nothing")
	build := exec.Command("go", "build", "-ldflags", "-s -w", "-o", program, source)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("building: %v\n%s", err, out)
	}
	run(b, 1, func() {}, exec.Command(program))
}

func BenchmarkMmgen(b *testing.B) {
	s := newSite(b, demosite.Members)
	dir, err := os.MkdirTemp("/dev/shm", "mmgen-bench-") // a tmpfs, as /run is
	if err != nil {
		b.Skipf("no tmpfs to write to: %v", err)
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	run(b, 0, func() {}, exec.Command(s.binaries+"/mmgen", "--config", s.config, dir))
}

// site is a demo site with a sink for its mail, and the built commands.
type site struct {
	*demosite.Site
	config, binaries string
}

func newSite(b testing.TB, members []string) *site {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	stop := smtpsink.Serve(pipelined{listener}, func(smtpsink.Mail) error { return nil })
	b.Cleanup(func() { stop() })
	made, err := demosite.Make(b.TempDir(), members, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	s := &site{Site: made, config: filepath.Join(b.TempDir(), "mmgen.ini"), binaries: binaries(b)}
	if err := s.WriteINI(s.config, listener.Addr().(*net.TCPAddr).Port); err != nil {
		b.Fatal(err)
	}
	return s
}

// TestMain removes what the tests have built.
func TestMain(m *testing.M) {
	status := m.Run()
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(status)
}

// built are the commands, as README.md has them installed: built once for all.
var built struct {
	sync.Once
	dir string
	err error
}

// binaries is the folder of the commands.
func binaries(b testing.TB) string {
	b.Helper()
	built.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "mmrun-bench-"); built.err == nil {
			built.err = build(built.dir)
		}
	})
	if built.err != nil {
		b.Fatal(built.err)
	}
	return built.dir
}

func build(dir string) error {
	build := exec.Command("go", "build", "-tags", "urfave_cli_no_docs", "-ldflags", "-s -w", "-o", dir, "mmgen/cmd/mmrun", "mmgen/cmd/mmgen")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building: %w\n%s", err, out)
	}
	return nil
}

// mmrun is a command that keeps its user, so that root's runs are like the
// site user's.
func (s *site) mmrun(args ...string) *exec.Cmd {
	return exec.Command(s.binaries+"/mmrun", append(s.Flags(s.config), args...)...)
}

func (s *site) fillOut(b *testing.B, entries int, recipients []string) {
	b.Helper()
	out, err := s.Queue("out")
	if err != nil {
		b.Fatal(err)
	}
	for i := range entries {
		if err := s.PutOut(out, i, recipients); err != nil {
			b.Fatal(err)
		}
	}
}

// fillIn queues posts, and empties and moves away what was made from those
// before: behind files that were just removed, ext4 searches long for a place.
func (s *site) fillIn(b *testing.B, posts int) {
	b.Helper()
	for _, made := range []string{"out", "archive", "virgin"} {
		dir := filepath.Join(s.Var, "qfiles", made)
		aside := filepath.Join(b.TempDir(), made)
		if err := errors.Join(emptyFiles(dir), os.Rename(dir, aside), os.Mkdir(dir, 0o775)); err != nil {
			b.Fatal(err)
		}
	}
	in, err := s.Queue("in")
	if err != nil {
		b.Fatal(err)
	}
	for i := range posts {
		if err := s.PutIn(in, s.Post(i)); err != nil {
			b.Fatal(err)
		}
	}
}

func emptyFiles(dir string) error {
	files, err := filepath.Glob(dir + "/*")
	for _, file := range files {
		err = errors.Join(err, os.Truncate(file, 0))
	}
	return err
}

// run measures a command over and over, each time after prepare. It returns the least CPU
// time that it took.
func run(b *testing.B, entries int, prepare func(), command *exec.Cmd) (least time.Duration) {
	b.Helper()
	var cpu time.Duration
	var rss int64
	for b.Loop() {
		b.StopTimer()
		prepare()
		cmd := *command
		forgetPeak()
		b.StartTimer()
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %v\n%s", command.Args, err, out)
		}
		usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		once := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		if cpu == 0 || once < least {
			least = once
		}
		cpu += once
		rss = max(rss, usage.Maxrss)
	}
	each := cpu.Seconds() * 1e3 / float64(b.N)
	b.ReportMetric(each, "cpu-ms/op")
	b.ReportMetric(float64(rss)/1024, "rss-MB")
	if entries > 1 {
		b.ReportMetric(each/float64(entries), "cpu-ms/entry")
	}
	return least
}

// forgetPeak lets go of memory, and makes the kernel forget that we ever had
// it: a child begins with its parent's peak.
func forgetPeak() {
	for range 2 { // what is in a sync.Pool goes with the second collection
		debug.FreeOSMemory()
	}
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

func addresses(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("member%d@host%d.example.com", i, i%97)
	}
	return list
}
