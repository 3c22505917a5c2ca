// SPDX-License-Identifier: GPL-2.0-or-later

package htmlfilter

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func document(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte("<p>Hello\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestRun(t *testing.T) {
	for _, test := range []struct {
		name, command, html, want string
	}{
		{"ends well", `/bin/sed -e 's/<[^>]*>//g' %(filename)s`, "<p>Hello\n", "Hello\n"},
		{"a pipe", `cat %(filename)s | tr -d '<>' | cut -c 1-3`, "<p>Hello\n", "pHe\n"},
		{"a percent sign", `echo 100%%`, "<p>Hello\n", "100%\n"},
		{"nothing is all there is", `cat %(filename)s >/dev/null`, "<p>&nbsp;\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := New(test.command).Run(t.Context(), test.html, ".html")
			if err != nil || got != test.want {
				t.Errorf("%q, %v, want %q", got, err, test.want)
			}
		})
	}
}

// TestFails: a command that did not do its work is an error, whatever it wrote.
func TestFails(t *testing.T) {
	for _, test := range []struct{ name, command, want string }{
		{"ends badly", `echo half; echo what >&2; echo now >&2; exit 3`, "exit status 3 (what)"},
		{"is killed", `echo half; kill -9 $$`, "signal: killed"},
		{"is not there", `/nowhere/tool %(filename)s`, "exit status 127"},
		{"is not there, in a pipe", `/nowhere/tool %(filename)s | cat`, "wrote nothing"},
		{"reads its input", `cat`, "wrote nothing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := New(test.command).Run(t.Context(), "<p>Hello\n", ".html")
			if !errors.Is(err, ErrCommand) || got != "" || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%q, %v, want %q", got, err, test.want)
			}
		})
	}
}

// TestFile: the command finds the document in a file of its own, which is gone
// afterwards; its name is safe, whatever the message has called it.
func TestFile(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for ext, want := range map[string]string{".html": ".html", ".$(x)'; y/z*": ".xyz", "": ""} {
		got, err := New("stat -c '%%a %%n' %(filename)s").Run(t.Context(), "<p>", ext)
		mode, name, _ := strings.Cut(strings.TrimSpace(got), " ")
		if err != nil || mode != "600" || filepath.Ext(name) != want {
			t.Errorf("%q: the file was %q of mode %s; %+v, %v", ext, name, mode, got, err)
		}
	}
	if left, _ := os.ReadDir(os.Getenv("TMPDIR")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

// TestStopped: what does not come to an end is stopped, and is an error that
// names the command.
func TestStopped(t *testing.T) {
	for _, test := range []struct {
		name, command string
		timeout       time.Duration
		want          string
	}{
		{"hangs", "sleep 600", 10 * time.Millisecond, "took longer than 10ms"},
		{"writes without end", "yes", time.Hour, "wrote more than 100 bytes"},
		{"no template", "lynx -dump %(filename)", time.Hour, "it must be a command with %(filename)s in it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := run(t.Context(), test.command, document(t), test.timeout, 100)
			if !errors.Is(err, ErrCommand) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

// TestChildrenStopped: what the command started ends with it.
func TestChildrenStopped(t *testing.T) {
	pid := filepath.Join(t.TempDir(), "pid")
	_, err := run(t.Context(), "sleep 600 & echo $! >"+pid+"; yes", document(t), time.Hour, 100)
	if !errors.Is(err, ErrCommand) {
		t.Fatal(err)
	}
	text, err := os.ReadFile(pid)
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); lives(strings.TrimSpace(string(text))); {
		if time.Now().After(deadline) {
			t.Fatal("the child lives on")
		}
		time.Sleep(time.Millisecond)
	}
}

// lives tells whether a process is there and no zombie.
func lives(pid string) bool {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

// TestCancelled: a program that is told to end finishes the entry in hand first.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got, err := New("echo done").Run(ctx, "", "")
	if err != nil || got != "done\n" {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestBoundsOfAMessage: all runs for one message share one time and one output.
func TestBoundsOfAMessage(t *testing.T) {
	counted := filepath.Join(t.TempDir(), "runs")
	for _, test := range []struct {
		name, command string
		left          Filter
		runs          int // at most
		want          string
	}{
		{"time", "sleep 0.02; echo x | tee -a " + counted, Filter{time: 200 * time.Millisecond, output: 1000}, 10, " for good: "},
		{"output", "echo x | tee -a " + counted, Filter{time: time.Hour, output: 7}, 4, "wrote more than 1 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := os.WriteFile(counted, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			f := test.left
			f.command = test.command
			var err error
			for n := 0; err == nil && n < 100; n++ {
				_, err = f.Run(t.Context(), "<p>Hello\n", ".html")
			}
			if !errors.Is(err, ErrSpent) || !errors.Is(err, ErrCommand) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if _, again := f.Run(t.Context(), "<p>", ".html"); !errors.Is(again, ErrSpent) {
				t.Errorf("the next part: %v", again)
			}
			runs, err := os.ReadFile(counted)
			if n := strings.Count(string(runs), "x"); err != nil || n < 1 || n > test.runs {
				t.Errorf("it was run %d times, %v; want 1 to %d", n, err, test.runs)
			}
		})
	}
}
