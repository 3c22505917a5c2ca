// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner"
	"mmgen/runner/job"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/safeio/faultfs"
)

// newPostWorld is a site whose lists test and other hand posts on to out and
// to nowhere else.
func newPostWorld(t testing.TB) *world {
	w := newWorld(t)
	for _, name := range []string{"test", "other"} {
		w.AddList(t, name, map[string]pyvalue.Value{
			"archive": false, "digestable": false, "subject_prefix": pyvalue.Str(""), "require_explicit_destination": int64(0),
		})
	}
	w.Set("LIST_LOCK_TIMEOUT", 0.02)
	return w
}

// all are the members of both lists.
const all = anne + " " + bart + " cate@example.net"

// posts are posts to the list test.
func posts(subjects ...string) []entry {
	var entries []entry
	for _, subject := range subjects {
		entries = append(entries, entry{queue: "in", subject: subject})
	}
	return entries
}

// TestPost: a post becomes an entry in out, and in one call mail.
func TestPost(t *testing.T) {
	w := newPostWorld(t)
	w.put(posts("a", "b")...)
	w.check(w.drain("Incoming"), 0, "out a: "+all+"\nout b: "+all, "")
	w.check(w.drain("All"), 0, "", "a: "+all+"\nb: "+all)
}

// TestFaultsAmongPosts: entries that something is wrong with lie among posts
// to one list, which are handled together. Each has its own fate, whatever
// that of the others: here the list can't be saved at the end.
func TestFaultsAmongPosts(t *testing.T) {
	noMessage, err := pickle.Dump(pyvalue.Str("Subject: odd\n\n"), 1)
	if err != nil {
		t.Fatal(err)
	}
	if noMessage, err = pickle.AppendDump(noMessage, metadata(entry{}).Dict, 1); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		fault func(w *world)
		left  string
		stays string // in place of that, while the list can't be saved
	}{
		"a list that is not there": {func(w *world) { w.put(entry{queue: "in", subject: "m", list: "nowhere", at: 1794999900.5}) }, "shunt m", "shunt m"},
		"no message": {func(w *world) {
			w.raw("in/1794999900.5+00000000000000000000000000000000000000aa.pck", string(noMessage))
		}, "shunt odd", "shunt odd"},
		"no pickle": {func(w *world) { w.raw("in/1794999900.5+00000000000000000000000000000000000000aa.pck", "garbage") },
			"bad/1794999900.5+00000000000000000000000000000000000000aa.psv", "bad/1794999900.5+00000000000000000000000000000000000000aa.psv"},
		"a handler that is not there": {func(w *world) {
			w.put(entry{queue: "in", subject: "m", at: 1794999900.5, extra: []queue.Extra{with("pipeline", pyvalue.Strings("Nothing", "ToOutgoing"))}})
		}, "shunt m", "in m"},
	} {
		for _, saved := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, the list is saved: %v", name, saved), func(t *testing.T) {
				w := newPostWorld(t)
				w.put(posts("a", "b")...)
				tt.fault(w)
				if !saved {
					w.breakDisk(diskFault{op: "create", glob: "lists/test/config.pck.tmp.*", errno: syscall.ENOSPC})
				}
				status, left := 0, "out a: "+all+"\nout b: "+all
				if !saved {
					status, left = 74, "in a\nin b"
				}
				got, fate := w.drain("Incoming"), tt.left
				if !saved {
					fate = tt.stays
				}
				w.check(got, status, w.left(), "")
				if left := sortedLines(fate + "\n" + left); sortedLines(w.left()) != left {
					t.Errorf("in the queues are\n%swant\n%s", w.left(), left)
				}
				w.mend()
				w.check(w.drain("All"), 0, tt.left, "a: "+all+"\nb: "+all)
			})
		}
	}
}

func sortedLines(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestBatchCannotBeSaved: posts whose list can't be saved, or what was made from
// them, stay as they are, and so do those behind them until the disk is mended.
func TestBatchCannotBeSaved(t *testing.T) {
	for name, tt := range map[string]struct {
		fault  diskFault
		then   string // in the queues
		logged []string
	}{
		"the list": {diskFault{op: "write", glob: "lists/test/*", errno: syscall.EDQUOT},
			"in a\nin b\nin c",
			[]string{"error: the disk of ", "lists/test: saving list test: ", "config.pck", "disk quota exceeded"}},
		"an entry": {diskFault{op: "sync", glob: "qfiles/out/*", errno: syscall.ENOSPC, times: 1},
			"in a\nin b\nin c",
			[]string{"error: the disk of ", "saving list test: sync ", "qfiles/out/", "make room on that file system"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newPostWorld(t)
			w.put(entry{queue: "in", subject: "a"}, entry{queue: "in", subject: "b", list: "other"}, entry{queue: "in", subject: "c"})
			w.breakDisk(tt.fault)
			before := w.bytes("in")
			w.check(w.drain("Incoming"), 74, tt.then, "")
			for _, line := range strings.Split(w.bytes("in"), "\n") {
				if !strings.Contains(before, line) {
					t.Error("the posts that stay were changed")
					break
				}
			}
			w.logged(tt.logged...)
			w.mend()
			w.check(w.drain("All"), 0, "", "a: "+all+"\nb: "+all+"\nc: "+all)
		})
	}
}

// TestNotSavedNotCounted: what a batch did to the list that could not be saved
// does not come in by the next batch of that list.
func TestNotSavedNotCounted(t *testing.T) {
	w := newPostWorld(t)
	entries := posts("a", "b")
	for i := range entries {
		entries[i].taken = true // each a batch of its own
	}
	w.put(entries...)
	before := w.list().Float("post_id")
	w.breakDisk(diskFault{op: "sync", glob: "qfiles/out/*", errno: syscall.ENOSPC, times: 1})
	w.check(w.drain("Incoming"), 74, "in a\nin b", "")
	w.mend()
	w.check(w.drain("Incoming"), 0, "out a: "+all+"\nout b: "+all, "")
	if got := w.list().Float("post_id") - before; got != 2 {
		t.Errorf("the list counts %v posts, want 2", got)
	}
}

// TestLockedListAmongPosts: posts to a list that another host has stay as they
// are; those to another list are handled.
func TestLockedListAmongPosts(t *testing.T) {
	w := newPostWorld(t)
	w.lock("test.lock", elsewhere, 99, w.Clock.Add(time.Hour))
	w.put(entry{queue: "in", subject: "a"}, entry{queue: "in", subject: "b", list: "other"}, entry{queue: "in", subject: "c"})
	w.check(w.drain("Incoming"), 75, "in a\nin c\nout b: "+all, "")
	w.logged("qrunner: Entries stay queued: list is locked: list test")
	w.unlock("test.lock")
	w.check(w.drain("All"), 0, "", "a: "+all+"\nb: "+all+"\nc: "+all)
}

// TestStopAmongPosts: told to stop, also while it waits for a list, a drain
// leaves posts as they are or has them handled, each.
func TestStopAmongPosts(t *testing.T) {
	t.Run("at a step of the disk", func(t *testing.T) {
		for step := 1; ; step++ {
			w := newPostWorld(t)
			w.put(posts("a", "b")...)
			w.put(entry{queue: "in", subject: "c", list: "other"})
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			n := step
			w.onStep(func() {
				if n--; n == 0 {
					stop()
				}
			})
			status := w.drainUntil(ctx, "Incoming")
			done := ctx.Err() == nil
			w.mend()
			left := w.left()
			for _, subject := range []string{"a", "b", "c"} {
				if strings.Count(left, "in "+subject+"\n")+strings.Count(left, "out "+subject+": "+all+"\n") != 1 {
					t.Errorf("stopped at step %d, and in the queues are\n%s", step, left)
				}
			}
			if status != 0 || strings.Count(left, "\n") != 3 {
				t.Errorf("stopped at step %d: exit status %d (%v)\n%s", step, status, w.err, left)
			}
			w.noLocks()
			if t.Failed() {
				t.Fatalf("log:\n%s", w.Log)
			}
			if done {
				return
			}
		}
	})
	t.Run("while the list is locked", func(t *testing.T) {
		w := newPostWorld(t)
		w.Set("LIST_LOCK_TIMEOUT", 60.0)
		w.lock("test.lock", elsewhere, 99, w.Clock.Add(time.Hour))
		w.put(posts("a")...)
		ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer stop()
		w.check(w.drainUntil(ctx, "Incoming"), 0, "in a", "")
	})
}

// TestPanicAmongPosts: one post makes a handler panic.
func TestPanicAmongPosts(t *testing.T) {
	w := newPostWorld(t)
	w.put(posts("a", "bug", "c")...)
	panics := func(s job.Step) {
		if s.Handler == "SpamDetect" && s.Post.Msg.Get("subject") == "bug" {
			panic("a bug")
		}
	}
	w.err = runner.Drain(t.Context(), w.Site, specs(t, "Incoming"), runner.Options{Stepped: panics})
	w.check(runner.ExitStatus(w.err), 0, "out a: "+all+"\nout c: "+all+"\nshunt bug", "")
	w.logged("error: Uncaught runner exception: ", "a bug")
	data := w.entries("shunt")[0].Data
	if got, want := data.Str("whichq"), w.Path("qfiles/in"); got != want {
		t.Errorf("whichq is %q, want %q", got, want)
	}
}

// TestBatch: posts to one list are handled together: the list is saved once.
// One that was interrupted before is handled by itself, so that it takes no
// other along should it be interrupted again.
func TestBatch(t *testing.T) {
	for name, tt := range map[string]struct {
		taken bool
		saves int
	}{"new": {false, 1}, "interrupted before": {true, 3}} {
		t.Run(name, func(t *testing.T) {
			w := newPostWorld(t)
			for _, e := range posts("a", "b", "c") {
				e.taken = tt.taken
				w.put(e)
			}
			saves := 0
			w.FS = &faultfs.FS{Fail: func(op, path string) error {
				if op == "rename" && strings.Contains(path, "lists/test/config.pck.tmp.") {
					saves++
				}
				return nil
			}}
			w.check(w.drain("Incoming"), 0, "out a: "+all+"\nout b: "+all+"\nout c: "+all, "")
			if saves != tt.saves {
				t.Errorf("the list was saved %d times, want %d", saves, tt.saves)
			}
		})
	}
}
