// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/runner/pickle"
)

// TestPipeInPlaceOfAFile: a named pipe that nobody else opens has the name of
// a file of the site. No drain waits for it, the other list gets its post, and
// the post that needs the file is still there or was answered for.
func TestPipeInPlaceOfAFile(t *testing.T) {
	hold := map[string]pickle.Value{"max_num_recipients": int64(1)}
	digest := map[string]pickle.Value{"digestable": true, "archive": false}
	french := map[string]pickle.Value{"max_num_recipients": int64(1), "admin_immed_notify": false, "preferred_language": pickle.Str("fr")}
	for _, tt := range []struct {
		file  string
		attrs map[string]pickle.Value // of the list, so that a post needs the file
		left  string                  // of the post
	}{
		{"lists/test/config.pck", nil, "shunt p"},
		{"lists/test/digest.mbox", digest, "shunt [Test] p: " + all},
		{"lists/test/digest.mbox.tmp", digest, "shunt [Test] p: " + all},
		{"lists/test/pending.pck", hold, "shunt p"},
		{"lists/test/request.pck", hold, "shunt p"},
		{"lists/test/en/postheld.txt", hold, "shunt p"},
		{"templates/site/en/postheld.txt", hold, "shunt p"},
		{"messages/fr/LC_MESSAGES/mailman.mo", french, "virgin Your message to Test awaits moderator approval: " + anne},
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
			w.put(entry{queue: "in", subject: "p"}, entry{queue: "in", subject: "q", list: "other"})
			done := make(chan int, 1)
			go func() { done <- w.drain("Incoming") }()
			select {
			case status := <-done:
				w.check(status, 0, "out q: "+all+"\n"+tt.left, "")
			case <-time.After(20 * time.Second):
				t.Fatal("the drain waits")
			}
		})
	}
}
