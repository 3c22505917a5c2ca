// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// What a bin/qrunner can do with the queue that it is called for. It is called
// as Mailman's Python would be: python bin/qrunner -r NAME:slice:range -o. $queue
// is the folder.
const (
	movesOn = `set -- "$queue"/*.pck; test -e "$1" && mv "$1" HERE/handled/`
	// From virgin to commands; from there, with the list's extension gone, to out.
	fromQueueToQueue = `set -- "$queue"/*.pck; test -e "$1" || exit 0
		case $queue in
			*virgin) mv "$1" HERE/qfiles/commands/;;
			*commands) rm -f HERE/lists/test/extend.py; mv "$1" HERE/qfiles/out/;;
		esac`
	idle  = `:`
	fails = `echo "Traceback (most recent call last):" >&2; echo "ImportError: No module named paths" >&2; exit 1`
)

// python installs a Python, and a bin/qrunner that notes how it was called and
// then does that. Posts to the archives are for it, by a scrubber of the site's own.
func (w *world) python(does string) {
	w.t.Helper()
	script := strings.ReplaceAll(`
echo "$*" >> HERE/calls
case $2 in
	ArchRunner*) queue=HERE/qfiles/archive;;
	CommandRunner*) queue=HERE/qfiles/commands;;
	VirginRunner*) queue=HERE/qfiles/virgin;;
	OutgoingRunner*) queue=HERE/qfiles/out;;
esac
`+does+"\n", "HERE", w.Var)
	w.Write(w.t, "bin/qrunner", []byte(script))
	w.Write(w.t, "python", []byte("#!/bin/sh\nexec /bin/sh \"$@\"\n"))
	w.Write(w.t, "handled/.keep", nil)
	w.installMailman("")
	w.Set("PYTHON", w.Path("python"))
	w.Set("ARCHIVE_SCRUBBER", pyvalue.Str("Site.Scrubber"))
	if err := os.Chmod(w.Path("python"), 0o755); err != nil {
		w.t.Fatal(err)
	}
}

// installMailman puts what a qrunner's own settings are made of into the tree: they
// name the site's directories, and more says else.
func (w *world) installMailman(more string) {
	w.t.Helper()
	var text strings.Builder
	text.WriteString("from Defaults import *\nMAILMAN_USER = 'a-user-in-no-file'\n")
	for _, name := range []string{"VAR_PREFIX", "QUEUE_DIR", "LOCK_DIR", "LIST_DATA_DIR", "DATA_DIR", site.In, site.Out, site.Virgin,
		site.Commands, site.Bounces, site.News, site.Archive, site.Retry, site.Shunt, site.Bad} {
		fmt.Fprintf(&text, "%s = %q\n", name, w.Settings.Str(name))
	}
	w.Write(w.t, "Mailman/mm_cfg.py", []byte(text.String()+more))
	w.Write(w.t, "bin/paths.py", []byte("import sys\nprefix = '"+w.Var+"'\nexec_prefix = '${prefix}'\n"))
}

// calls are the command lines that the qrunner was called with.
func (w *world) calls() []string {
	text, _ := os.ReadFile(w.Path("calls"))
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

func (w *world) handledByPython() int {
	handled, _ := filepath.Glob(w.Path("handled/*.pck"))
	return len(handled)
}

// TestHandOver: entries that mmrun does not handle itself are handled by the installed Mailman, one at a call, as long as that helps.
func TestHandOver(t *testing.T) {
	a, b := entry{queue: "archive", subject: "a"}, entry{queue: "archive", subject: "b"}
	for name, tt := range map[string]struct {
		does    string
		runners string
		status  int
		left    string
		handled int
		calls   int // at least one, where there are any
		logged  []string
	}{
		"it handles them":               {movesOn, "Arch", 0, "", 2, 2, nil},
		"all of it":                     {movesOn, "All", 0, "", 2, 2, nil},
		"it makes no progress":          {idle, "Arch", 75, "archive a\narchive b", 0, 1, []string{"queue archive: Mailman's qrunner leaves entries"}},
		"it fails":                      {fails, "Arch", 75, "archive a\narchive b", 0, 1, []string{"queue archive: ", "bin/qrunner -r ArchRunner:0:1 -o", "exit status 1", "ImportError: No module named paths"}},
		"it handles one and then fails": {`test -e HERE/once && exit 3; touch HERE/once; ` + movesOn, "Arch", 75, "archive b", 1, 2, []string{"exit status 3"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.python(tt.does)
			w.put(a, b)
			w.check(w.drain(tt.runners), tt.status, tt.left, "")
			if got := w.handledByPython(); got != tt.handled {
				t.Errorf("%d entries were handled, want %d", got, tt.handled)
			}
			if got := w.calls(); len(got) != tt.calls || got[0] != "-r ArchRunner:0:1 -o" {
				t.Errorf("qrunner was called with %q, want %d calls", got, tt.calls)
			}
			if tt.logged != nil {
				w.logged(append(tt.logged, "qrunner: Entries stay queued: ")...)
			}
		})
	}
}

// TestNoPython: entries stay as they are, and one line says so.
func TestNoPython(t *testing.T) {
	for name, install := range map[string]func(w *world){
		"neither":         func(*world) {},
		"no interpreter":  func(w *world) { w.python(movesOn); w.Set("PYTHON", w.Path("elsewhere")) },
		"no script":       func(w *world) { w.python(movesOn); w.Set("BIN_DIR", w.Path("elsewhere")) },
		"a folder":        func(w *world) { w.python(movesOn); w.Set("PYTHON", w.Path("bin")) },
		"a relative path": func(w *world) { w.python(movesOn); w.Set("PYTHON", "") },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			install(w)
			w.Set("DELIVERY_MODULE", "Pigeon")
			w.put(entry{subject: "a", recips: []string{anne}}, entry{subject: "b", recips: []string{anne}})
			before := w.bytes("out")
			w.check(w.drain("All"), 75, "out a: "+anne+"\nout b: "+anne, "")
			if w.bytes("out") != before {
				t.Error("the entries were changed")
			}
			w.logged("qrunner: Entries stay queued: queue out: DELIVERY_MODULE = 'Pigeon' is a handler of the site's own, and there is no ")
			if got := strings.Count(w.Log.String(), "Entries stay queued"); got != 1 {
				t.Errorf("%d lines say that entries stay, want one:\n%s", got, w.Log)
			}
		})
	}
}

// TestHandOverGivesNoBadEntry: what can't be read, and what is for a list that
// is not there, Python does not see.
func TestHandOverGivesNoBadEntry(t *testing.T) {
	w := newWorld(t)
	w.python(movesOn)
	w.raw("archive/"+badName+".pck", "cos\nsystem\n(S'touch "+w.Path("hacked")+"'\ntR.(d.")
	w.put(entry{queue: "archive", subject: "a", list: "nowhere"})
	w.check(w.drain("Arch"), 0, "bad/"+badName+".psv\nshunt a", "")
	if _, err := os.Stat(w.Path("calls")); err == nil {
		t.Errorf("qrunner was called with %q", w.calls())
	}
}

// TestHandOverToTheEnd: what Python puts into a queue that comes earlier in a
// round, or is served by mmrun, is handled in the same call.
func TestHandOverToTheEnd(t *testing.T) {
	w := newWorld(t)
	w.python(fromQueueToQueue)
	w.Write(t, "lists/test/extend.py", nil)
	w.put(entry{queue: "virgin", subject: "a", recips: []string{anne}})
	w.check(w.drain("All"), 0, "", "a: "+anne)
}

// TestHandOverOfOwnCommand: a mail with a command that the site has written is for Python;
// without one, or with another word, it is carried out here.
func TestHandOverOfOwnCommand(t *testing.T) {
	for _, tt := range []struct {
		name, subject string
		python        bool
		handled       int
		virgin        string
	}{
		{"its own", "weather", true, 1, ""},
		{"one of ours", "info", true, 0, "virgin The results of your email commands: anne@example.com"},
		{"its own, without Python", "weather", false, 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			if tt.python {
				w.python(movesOn)
			}
			w.Set("PREFIX", w.Path("mailman"))
			for _, name := range []string{"info", "weather"} {
				w.Write(t, "mailman/Mailman/Commands/cmd_"+name+".py", nil)
			}
			w.put(entry{queue: "commands", subject: tt.subject, extra: []queue.Extra{queue.With("torequest", int64(1))}})
			w.check(w.drain("Command"), 0, tt.virgin, "")
			if got := w.handledByPython(); got != tt.handled {
				t.Errorf("Python handled %d entries, want %d", got, tt.handled)
			}
		})
	}
}

// TestHandOverSlice: Python gets the slice that mmrun was called for.
func TestHandOverSlice(t *testing.T) {
	w := newWorld(t)
	w.python(movesOn)
	for i := range 8 {
		w.put(entry{queue: "archive", subject: fmt.Sprint(i)})
	}
	w.drain("Arch:1:2")
	for _, call := range w.calls() {
		if call != "-r ArchRunner:1:2 -o" {
			t.Errorf("qrunner was called with %q", call)
		}
	}
}

// TestForeignScrubberWithoutPython: a post that only Python can archive is shunted, with the reason.
func TestForeignScrubberWithoutPython(t *testing.T) {
	w := newWorld(t)
	w.Set("ARCHIVE_SCRUBBER", pyvalue.Str("Site.Scrubber"))
	w.put(entry{queue: "archive", subject: "a"})
	w.check(w.drain("Arch"), 0, "shunt a", "")
	w.logged("ARCHIVE_SCRUBBER is the site's own Site.Scrubber", "there is no ")
}

// TestExtendedList: a list with an extend.py is for Python, which alone can
// run that. Other lists' entries are delivered here. Without a Python it is
// shunted, with the reason.
func TestExtendedList(t *testing.T) {
	setUp := func(t *testing.T) *world {
		w := newWorld(t)
		w.AddList(t, "other", nil)
		w.Write(t, "lists/test/extend.py", []byte("def extend(mlist): pass\n"))
		w.put(entry{subject: "a", recips: []string{anne}}, entry{subject: "b", list: "other", recips: []string{bart}})
		return w
	}
	t.Run("Python is there", func(t *testing.T) {
		w := setUp(t)
		w.python(movesOn)
		w.check(w.drain("Outgoing"), 0, "", "b: "+bart)
		if got := w.handledByPython(); got != 1 {
			t.Errorf("%d entries were handled by Python, want 1", got)
		}
	})
	t.Run("Python is gone", func(t *testing.T) {
		w := setUp(t)
		w.check(w.drain("Outgoing"), 0, "shunt a: "+anne, "b: "+bart)
		w.logged("the list is extended by "+w.Path("lists/test/extend.py"), "there is no ")
	})
	t.Run("mailmanctl comes up", func(t *testing.T) {
		w := setUp(t)
		w.python(movesOn)
		w.onSend("Subject: b", func() { w.lock("master-qrunner", "mx", mailmanctl(t), w.Clock.Add(time.Hour)) })
		w.check(w.drain("Outgoing"), 75, "out a: "+anne, "b: "+bart)
	})
	t.Run("the server is away", func(t *testing.T) {
		w := setUp(t)
		w.python(movesOn)
		w.smtp.Close()
		w.check(w.drain("Outgoing"), 75, "out a: "+anne+"\nout b: "+bart, "")
	})
}

// TestOwnDeliveryModule: DELIVERY_MODULE names a handler of the site's own.
func TestOwnDeliveryModule(t *testing.T) {
	w := newWorld(t)
	w.Set("DELIVERY_MODULE", "Pigeon")
	w.put(entry{subject: "a", recips: []string{anne}})
	w.check(w.drain("Outgoing"), 75, "out a: "+anne, "")
	w.python(movesOn)
	w.check(w.drain("Outgoing"), 0, "", "")
	if got := w.handledByPython(); got != 1 {
		t.Errorf("%d entries were handled by Python, want 1", got)
	}
}

// TestStopPython: Python is told to stop, and may finish the entry in hand.
func TestStopPython(t *testing.T) {
	w := newWorld(t)
	w.python(`trap '` + strings.ReplaceAll(movesOn, "'", "") + `; exit 0' INT; touch HERE/begun; while :; do sleep 0.02; done`)
	w.put(entry{queue: "archive", subject: "a"}, entry{queue: "archive", subject: "b"})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go func() {
		defer stop()
		for ctx.Err() == nil {
			if _, err := os.Stat(w.Path("begun")); err == nil {
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	w.check(w.drainUntil(ctx, "Arch"), 0, "archive b", "")
	if got := len(w.calls()); got != 1 {
		t.Errorf("qrunner was called %d times, want once", got)
	}
}

// TestQueuedText: what mail scripts queue, text in protocol 0, is as good.
func TestQueuedText(t *testing.T) {
	w := newWorld(t)
	w.put(entry{subject: "text", recips: []string{anne}, extra: append(deliverAfter(1), with("_plaintext", true))})
	if e := w.left(); e != "out text: "+anne+"\n" {
		t.Fatalf("queued is %q", e)
	}
	raw := w.bytes("out")
	if !strings.Contains(raw, "S'") || strings.Contains(raw, "Mailman.Message") {
		t.Fatalf("that is no text: %q", raw)
	}
	w.check(w.drain("Outgoing"), 0, "", "text: "+anne)
}

// TestHandOverWhilePostsArrive: what comes in meanwhile hides no progress, is told
// once where there is no progress, and over an empty queue nothing waits.
func TestHandOverWhilePostsArrive(t *testing.T) {
	const arrive = `n=$(cat HERE/n 2>/dev/null || echo 0)
		if test $n -lt 20; then n=$((n+1)); echo $n > HERE/n; cp HERE/more $queue/179499995$((1000+n)).5+aa$n.pck; fi
		`
	setUp := func(t *testing.T, does string) *world {
		w := newWorld(t)
		w.python(does)
		name := w.put(entry{queue: "archive", subject: "more"})[0]
		check(w, os.Rename(w.Path("qfiles/archive/"+name+".pck"), w.Path("more")))
		w.put(entry{queue: "archive", subject: "a"})
		return w
	}
	t.Run("it goes on", func(t *testing.T) {
		w := setUp(t, arrive+movesOn)
		w.check(w.drain("Arch"), 0, "", "")
		if got := w.handledByPython(); got != 21 {
			t.Errorf("%d entries were handled, want 21", got)
		}
	})
	t.Run("it puts the entry back under another name", func(t *testing.T) {
		w := setUp(t, arrive+`for f in $queue/*+*.pck; do mv $f ${f%+*}+$(date +%N)ff.pck; break; done`)
		status := w.drain("Arch")
		if status != 75 || strings.Count(w.Log.String(), "Entries stay queued") != 1 {
			t.Errorf("exit status %d, %v; log:\n%s", status, w.err, w.Log)
		}
		if calls := len(w.calls()); calls > 25 {
			t.Errorf("qrunner was called %d times", calls)
		}
	})
	t.Run("nothing is left at the end", func(t *testing.T) {
		// The first entry stays for one run, and goes with the next that is
		// made for what arrived meanwhile.
		w := setUp(t, `if test -e HERE/once; then `+movesOn+`; else touch HERE/once; `+arrive+` fi`)
		w.err = runner.Drain(t.Context(), w.Site, specs(t, "Arch"), runner.Options{Linger: time.Second})
		w.check(runner.ExitStatus(w.err), 0, "", "")
		if got := w.handledByPython(); got != 2 {
			t.Errorf("%d entries were handled, want 2", got)
		}
	})
}
