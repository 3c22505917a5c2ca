// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"path"
	"strings"
	"syscall"
	"testing"

	"mmgen/runner/safeio/faultfs"
	"mmgen/test/fakesmtp"
)

// diskFault lets one kind of step fail for files of one kind.
type diskFault struct {
	op    string // as in package faultfs
	glob  string // of the path below var
	errno syscall.Errno
	times int // how often; 0 for always
}

// breakDisk puts a failing disk below the site.
func (w *world) breakDisk(faults ...diskFault) {
	used := make([]int, len(faults))
	w.FS = &faultfs.FS{Fail: func(op, file string) error {
		below := strings.TrimPrefix(file, w.Var+"/")
		for i, f := range faults {
			fits, err := path.Match(f.glob, below)
			if err != nil {
				w.t.Fatal(err)
			}
			if f.op == op && (fits || f.glob == "") && (f.times == 0 || used[i] < f.times) {
				used[i]++
				return f.errno
			}
		}
		return nil
	}}
}

// mend puts the real disk back. Queues that are open keep the old one, so it
// is a new site on the old tree.
func (w *world) mend() { w.Site = w.newSite() }

// TestDisk: the mail to deliver is `first` to anne, and to bart whom the server
// refuses for now, and `second` to anne. One step of the disk fails: nothing is
// the entries' fault, each stays, without those who have it. Afterwards the disk is
// mended, and the queue drained once more.
func TestDisk(t *testing.T) {
	later := fakesmtp.Rule{On: fakesmtp.Rcpt, Match: "bart", Reply: "450 later"}
	all := "out first: " + anne + " " + bart + "\nout second: " + anne
	rest := "out first: " + bart + "\nout second: " + anne
	first, once := "first: "+anne, "first: "+anne+"\nsecond: "+anne
	retry := "retry first: " + bart
	for name, tt := range map[string]struct {
		faults           []diskFault
		left, sent       string
		logged           string
		then, sentByThen string // after the second drain
	}{
		"the queue can't be listed": {
			[]diskFault{{op: "readdir", glob: "qfiles/out", errno: syscall.EIO}},
			all, "", "the disk fails", retry, once,
		},
		"a bad sector": { // it says nothing of the other entries
			[]diskFault{{op: "read", glob: "qfiles/out/*.pck", errno: syscall.EIO, times: 1}},
			"out first: " + anne + " " + bart, "second: " + anne, "the disk fails", retry, "second: " + anne + "\nfirst: " + anne,
		},
		"the queue is read-only": {
			[]diskFault{{op: "rename", glob: "qfiles/out/*.pck", errno: syscall.EROFS}},
			all, "", "mount it read-write", retry, once,
		},
		"the lock directory is full": {
			[]diskFault{{op: "create", glob: "locks/*", errno: syscall.ENOSPC}},
			all, "", "make room", retry, once,
		},
		"the lock directory can't be read": {
			[]diskFault{{op: "readdir", glob: "locks", errno: syscall.EIO}},
			all, "", "the disk fails", retry, once,
		},
		"the retry queue takes no names": {
			[]diskFault{{op: "rename", glob: "qfiles/out/*.bak", errno: syscall.EROFS, times: 1}},
			rest, first, "mount it read-write", retry, once,
		},
		"the retry queue is not ours": {
			[]diskFault{{op: "rename", glob: "qfiles/out/*.bak", errno: syscall.EACCES, times: 1}},
			rest, first, "run as the site's user", retry, once,
		},
		"what is delivered can't be noted at first": {
			[]diskFault{{op: "write", glob: "qfiles/out/*.tmp", errno: syscall.EDQUOT, times: 1}},
			rest, first, "raise the quota", retry, once,
		},
		"no file can be opened any more": {
			[]diskFault{{op: "open", glob: "lists/test/*", errno: syscall.EMFILE}},
			all, "", "raise the limit on open files", retry, once,
		},
		"the list can't be looked at": {
			[]diskFault{{op: "stat", glob: "lists/test/*", errno: syscall.EIO}},
			all, "", "the disk fails", retry, once,
		},
		"the list can't be read": {
			[]diskFault{{op: "read", glob: "lists/test/*", errno: syscall.EIO}},
			all, "", "the disk fails", retry, once,
		},
		// What is delivered can't be noted then.
		"the queues are full": {
			[]diskFault{{op: "write", glob: "qfiles/*/*", errno: syscall.ENOSPC}},
			all, first, "make room", retry, "first: " + anne + " " + anne + "\nsecond: " + anne,
		},
		// The one step that can't fail without a message being sent twice: what is
		// delivered can't be taken away. Nothing further is delivered then.
		"an entry can't be removed": {
			[]diskFault{{op: "remove", glob: "qfiles/out/*.bak", errno: syscall.EROFS}},
			"out second (.bak): " + anne + "\n" + retry, once,
			"Failed to unlink/preserve backup file", retry, "first: " + anne + "\nsecond: " + anne + " " + anne,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, later)
			w.put(entry{subject: "first", recips: []string{anne, bart}}, entry{subject: "second", recips: []string{anne}})
			w.breakDisk(tt.faults...)
			w.check(w.drain("Outgoing"), 74, tt.left, tt.sent)
			w.logged(tt.logged)
			if n := strings.Count(w.err.Error(), "\n"); n > 0 {
				t.Errorf("the error has %d lines more than one: %v", n, w.err)
			}
			w.mend()
			w.check(w.drain("Outgoing"), 0, tt.then, tt.sentByThen)
		})
	}
}

// TestDiskOtherQueues: faults with queues that an entry moves to or from.
func TestDiskOtherQueues(t *testing.T) {
	notYet := deliverAfter(1795000600)
	for name, tt := range map[string]struct {
		entries    []entry
		garbage    string // a file
		faults     []diskFault
		left, sent string
		then       string
		sentByThen string
	}{
		"not due, and retry is read-only": {
			entries: []entry{{subject: "wait", recips: []string{anne}, extra: notYet}, {subject: "go", recips: []string{bart}}},
			faults:  []diskFault{{op: "rename", glob: "qfiles/out/*.bak", errno: syscall.EROFS, times: 1}},
			left:    "out wait: " + anne + "\nout go: " + bart,
			then:    "retry wait: " + anne, sentByThen: "go: " + bart,
		},
		"unreadable, and bad is read-only": {
			entries: []entry{{subject: "go", recips: []string{bart}}},
			garbage: "out/" + badName + ".pck",
			faults:  []diskFault{{op: "rename", glob: "qfiles/out/*aa.bak", errno: syscall.EROFS, times: 1}},
			left:    "out/" + badName + ".pck\nout go: " + bart,
			then:    "bad/" + badName + ".psv", sentByThen: "go: " + bart,
		},
		"a leftover, and the disk is full": {
			entries:    []entry{{subject: "left", recips: []string{anne}, taken: true}, {subject: "go", recips: []string{bart}}},
			faults:     []diskFault{{op: "write", glob: "qfiles/*/*", errno: syscall.ENOSPC}},
			left:       "out left (.bak): " + anne + "\nout go: " + bart,
			sentByThen: "left: " + anne + "\ngo: " + bart,
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.put(tt.entries...)
			if tt.garbage != "" {
				w.raw(tt.garbage, "garbage")
			}
			w.breakDisk(tt.faults...)
			w.check(w.drain("Retry", "Outgoing"), 74, tt.left, tt.sent)
			w.mend()
			w.check(w.drain("Retry", "Outgoing"), 0, tt.then, tt.sentByThen)
		})
	}
}
