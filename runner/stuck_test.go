// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"mmgen/generator/pyvalue"
	"mmgen/runner/safeio/faultfs"
)

// TestStuckList: the change of one list is made and can't be finished, as one of its files is
// immutable. Its entries wait, other lists and queues go on, then and in later runs. Once
// the file is mended each post is archived once.
func TestStuckList(t *testing.T) {
	w := newWorld(t)
	w.Set("LIST_LOCK_TIMEOUT", 0.02)
	w.AddList(t, "other", map[string]pyvalue.Value{"archive_volume_frequency": int64(1)})
	w.FS = &faultfs.FS{Fail: func(op, path string) error {
		if op == "rename" && strings.HasSuffix(path, "archives/private/test/index.html.tmp") {
			return unix.EPERM
		}
		return nil
	}}
	w.put(entry{queue: "archive", subject: "a"}, entry{queue: "archive", subject: "b", list: "other"}, entry{queue: "archive", subject: "c"})
	w.check(w.drain("Arch"), 74, "archive a (.bak)\narchive c", "")
	later := float64(w.Clock.Unix()) - 50
	w.put(entry{queue: "archive", subject: "d", at: later}, entry{queue: "archive", subject: "e", list: "other", at: later + 1}, entry{subject: "f", recips: []string{anne}})
	w.check(w.drain("Arch"), 74, "archive a (.bak)\narchive c\narchive d\nout f: "+anne, "")
	w.check(w.drain("Outgoing"), 0, "archive a (.bak)\narchive c\narchive d", "f: "+anne)
	w.logged("finishing a change that an earlier run has made")
	w.mend()
	w.check(w.drain("Arch"), 0, "", "f: "+anne)
	for list, subjects := range map[string]string{"test": "acd", "other": "be"} {
		text := w.mboxOf(list)
		for _, subject := range strings.Split(subjects, "") {
			if n := strings.Count(text, "Subject: "+subject+"\n"); n != 1 {
				t.Errorf("%s has %s %d times", list, subject, n)
			}
		}
	}
}
