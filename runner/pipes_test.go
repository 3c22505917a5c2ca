// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/generator/pyvalue"
	"mmgen/runner/queue"
)

// TestPipeInPlaceOfAFile: a named pipe that nobody else opens has the name of
// a file of the site. No drain waits for it, the other list gets its post, and so does
// the same list those that can do without the file. The post that needs it stays until
// the pipe is moved away, and its exit status says that something is to be mended.
func TestPipeInPlaceOfAFile(t *testing.T) {
	hold := map[string]pyvalue.Value{"max_num_recipients": int64(1), "archive": false}
	digest := map[string]pyvalue.Value{"digestable": true, "archive": false}
	french := map[string]pyvalue.Value{"max_num_recipients": int64(1), "archive": false, "admin_immed_notify": false, "preferred_language": pyvalue.Str("fr")}
	const q = "out q: " + all
	const rq = "out [Test] r: " + all + "\n" + q
	approved := []queue.Extra{with("approved", int64(1))}
	for _, tt := range []struct {
		file  string
		attrs map[string]pyvalue.Value // of the list, so that a post needs the file
		needs string                   // the posts that need it and stay
		out   string                   // what is made of the others
	}{
		{"lists/test/config.pck", nil, "r p", q},
		{"lists/test/digest.mbox", digest, "r p", q},
		// The first change that is undone removes the pipe with its other temporary files.
		{"lists/test/digest.mbox.tmp", digest, "r", "out [Test] p: " + all + "\n" + q},
		{"lists/test/pending.pck", hold, "p", rq},
		{"lists/test/request.pck", hold, "p", rq},
		{"lists/test/en/postheld.txt", hold, "p", rq},
		{"templates/site/en/postheld.txt", hold, "p", rq},
		{"messages/fr/LC_MESSAGES/mailman.mo", french, "", rq + "\nvirgin Your message to Test awaits moderator approval: " + anne},
	} {
		t.Run(tt.file, func(t *testing.T) {
			w := newPostWorld(t)
			w.AddList(t, "test", tt.attrs)
			path := w.Path(tt.file)
			_ = os.Remove(path)
			if err := os.MkdirAll(filepath.Dir(path), 0o770); err != nil {
				t.Fatal(err)
			}
			if err := unix.Mkfifo(path, 0o660); err != nil {
				t.Fatal(err)
			}
			w.put(entry{queue: "in", subject: "r", extra: approved}, entry{queue: "in", subject: "p"},
				entry{queue: "in", subject: "q", list: "other"})
			done := make(chan int, 1)
			go func() { done <- w.drain("Incoming") }()
			select {
			case status := <-done:
				w.checkPipe(status, tt.needs, tt.out)
			case <-time.After(20 * time.Second):
				t.Fatal("the drain waits")
			}
		})
	}
}

// checkPipe checks that of the list's posts those stay that need a file which is a
// pipe, and that nothing of them was made.
func (w *world) checkPipe(status int, needs, out string) {
	w.t.Helper()
	wantStatus, left := 0, ""
	for _, post := range strings.Fields(needs) {
		wantStatus, left = 74, left+"in "+post+"\n"
	}
	w.check(status, wantStatus, left+out, "")
	if needs != "" {
		w.logged("not a regular file (move it away)")
	}
}
