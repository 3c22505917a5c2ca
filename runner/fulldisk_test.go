// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/test/fakesmtp"
)

// mount puts a small tmpfs over a folder of the tree, with what was in it.
func (w *world) mount(folder string, pages int) {
	w.t.Helper()
	dir := w.Path(folder)
	moved := dir + ".moved"
	check(w, os.Rename(dir, moved))
	check(w, os.Mkdir(dir, 0o770))
	err := unix.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("nr_blocks=%d,mode=0770", pages))
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
		w.t.Skip("no right to mount: ", err)
	}
	check(w, err)
	w.t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			w.t.Error(err)
		}
	})
	check(w, os.CopyFS(dir, os.DirFS(moved)))
}

// fill fills a mounted folder but for so many pages.
func (w *world) fill(folder string, free int) {
	w.t.Helper()
	var st unix.Statfs_t
	check(w, unix.Statfs(w.Path(folder), &st))
	content := make([]byte, max(0, (int(st.Bavail)-free)*int(st.Bsize)))
	check(w, os.WriteFile(w.Path(folder+"/ballast"), content, 0o600))
}

// TestFullDisk: one part of the site is a disk with next to nothing free. No entry
// is lost, shunted or put aside, and none is left half handled; when there is room
// again each message goes to each recipient once.
func TestFullDisk(t *testing.T) {
	for _, folder := range []string{"qfiles", "lists", "data", "locks"} {
		for _, free := range []int{0, 1, 2, 3, 5, 9} {
			t.Run(fmt.Sprint(folder, " ", free), func(t *testing.T) {
				w := newPostWorld(t)
				want := map[string]int{}
				var entries []entry
				for i := range 21 {
					subject := fmt.Sprintf("post-%d-", i)
					entries = append(entries, entry{queue: "in", subject: subject, list: []string{"test", "other"}[i/7%2]})
					for _, to := range strings.Fields(all) {
						want[subject+" "+to] = 1
					}
				}
				w.put(entries...)
				w.mount(folder, 4000)
				w.fill(folder, free)
				status := w.drain("Incoming", "Outgoing")
				for _, lost := range []string{"qfiles/bad/*", "qfiles/shunt/*", "qfiles/*/*.bak"} {
					if found, _ := filepath.Glob(w.Path(lost)); len(found) > 0 {
						t.Errorf("exit status %d, %v; in the queues are %q", status, w.err, found)
					}
				}
				if status != 74 && (status != 0 || w.left() != "") {
					t.Errorf("exit status %d, %v", status, w.err)
				}
				if status == 74 && !strings.Contains(w.err.Error(), w.Path(folder)) {
					t.Errorf("the error does not name the directory: %v", w.err)
				}
				check(w, os.Remove(w.Path(folder+"/ballast")))
				w.mend()
				w.check(w.drain("Incoming", "Outgoing"), 0, "", w.sent())
				if got := w.deliveries(); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("delivered were\n%v\nwant\n%v", got, want)
				}
			})
		}
	}
}

// TestFullDiskWhileDelivering: what one recipient has got is noted in the entry.
func TestFullDiskWhileDelivering(t *testing.T) {
	for free := range 8 {
		t.Run(fmt.Sprint(free), func(t *testing.T) {
			w := newWorld(t, fakesmtp.Rule{On: fakesmtp.Rcpt, Match: "bart", Reply: "450 later", Times: 1})
			w.put(entry{subject: "a", recips: []string{anne, bart}})
			w.mount("qfiles", 100)
			w.fill("qfiles", free)
			status := w.drain("Outgoing")
			if found, _ := filepath.Glob(w.Path("qfiles/[bs]*/*")); len(found) > 0 {
				t.Errorf("exit status %d, %v; in the queues are %q", status, w.err, found)
			}
			check(w, os.Remove(w.Path("qfiles/ballast")))
			w.mend()
			for range 2 {
				w.drain("Retry", "Outgoing")
				w.Clock = w.Clock.Add(2 * time.Hour)
			}
			w.check(w.drain("Retry", "Outgoing"), 0, "", w.sent())
			if got := w.deliveries(); got["a "+anne] != 1 || got["a "+bart] != 1 {
				t.Errorf("delivered were %v", got)
			}
		})
	}
}
