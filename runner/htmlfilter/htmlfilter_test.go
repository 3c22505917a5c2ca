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
		name, command string
		want          Result
	}{
		{"ends well", `/bin/sed -e 's/<[^>]*>//g' %(filename)s`, Result{Output: "Hello\n"}},
		{"a pipe", `cat %(filename)s | tr -d '<>' | cut -c 1-3`, Result{Output: "pHe\n"}},
		{"a percent sign", `echo 100%%`, Result{Output: "100%\n"}},
		{"ends badly", `echo half; echo what >&2; echo now >&2; exit 3`, Result{"half\n", 3 * 256, "what"}},
		{"is killed", `kill -9 $$`, Result{Status: 9}},
		{"reads its input", `cat`, Result{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := Run(t.Context(), test.command, "<p>Hello\n", ".html")
			if err != nil || got != test.want {
				t.Errorf("%+v, %v, want %+v", got, err, test.want)
			}
		})
	}
	got, err := Run(t.Context(), "/nowhere/tool %(filename)s", "", ".html")
	if err != nil || got.Status != 127*256 || got.Output != "" || !strings.Contains(got.Complaint, "/nowhere/tool") {
		t.Errorf("no such program: %+v, %v", got, err)
	}
}

// TestFile: the command finds the document in a file of its own, which is gone
// afterwards; its name is safe, whatever the message has called it.
func TestFile(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for ext, want := range map[string]string{".html": ".html", ".$(x)'; y/z*": ".xyz", "": ""} {
		got, err := Run(t.Context(), "stat -c '%%a %%n' %(filename)s", "<p>", ext)
		mode, name, _ := strings.Cut(strings.TrimSpace(got.Output), " ")
		if err != nil || mode != "600" || filepath.Ext(name) != want {
			t.Errorf("%q: the file was %q of mode %s; %+v, %v", ext, name, mode, got, err)
		}
	}
	if left, _ := os.ReadDir(os.Getenv("TMPDIR")); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

// TestStopped: what does not come to an end is stopped, with its children, and
// is an error that names the command.
func TestStopped(t *testing.T) {
	mark := filepath.Join(t.TempDir(), "mark")
	for _, test := range []struct{ name, command, want string }{
		{"hangs", "(sleep 2; touch " + mark + ") & sleep 60", "took longer than 200ms"},
		{"writes without end", "yes", "wrote more than 100 bytes"},
		{"no template", "lynx -dump %(filename)", "it must be a command with %(filename)s in it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			timeout := 200 * time.Millisecond
			if test.name != "hangs" {
				timeout = time.Minute
			}
			_, err := run(t.Context(), test.command, document(t), timeout, 100)
			if !errors.Is(err, ErrCommand) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
	time.Sleep(2500 * time.Millisecond)
	if _, err := os.Stat(mark); err == nil {
		t.Error("a child of the command that hung lived on")
	}
}

// TestCancelled: who is asked to end finishes the entry in hand first.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got, err := Run(ctx, "echo done", "", "")
	if err != nil || got.Output != "done\n" {
		t.Errorf("%+v, %v", got, err)
	}
}
