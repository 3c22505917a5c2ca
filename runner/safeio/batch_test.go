// SPDX-License-Identifier: GPL-2.0-or-later

package safeio_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mmgen/runner/safeio"
	"mmgen/runner/safeio/faultfs"
)

// TestBatch: after Sync, and as soon as there are many, every file was forced
// to the disk; a fault among any of them is Sync's.
func TestBatch(t *testing.T) {
	const files = 100
	for _, broken := range []int{-1, 0, 40, files - 1} {
		t.Run(fmt.Sprint("broken ", broken), func(t *testing.T) {
			dir := t.TempDir()
			name := func(i int) string { return filepath.Join(dir, fmt.Sprint(i, ".tmp")) }
			synced := map[string]int{}
			disk := &faultfs.FS{Fail: func(op, path string) error {
				if op != "sync" {
					return nil
				}
				synced[path]++
				if broken >= 0 && path == name(broken) {
					return syscall.EIO
				}
				return nil
			}}
			var batch safeio.Batch
			for i := range files {
				if err := batch.WriteNewTemp(disk, name(i), [][]byte{fmt.Append(nil, "content ", i)}, 0o660); err != nil {
					t.Fatal(err)
				}
			}
			if early := len(synced); early == 0 || early == files {
				t.Errorf("%d of %d files were forced to the disk before Sync", early, files)
			}
			err := batch.Sync()
			if broken < 0 && err != nil || broken >= 0 && (!errors.Is(err, syscall.EIO) || !strings.Contains(err.Error(), name(broken))) {
				t.Errorf("Sync: %v", err)
			}
			for i := range files {
				if synced[name(i)] != 1 {
					t.Errorf("%s was forced to the disk %d times", name(i), synced[name(i)])
				}
				if got, want := read(t, name(i)), fmt.Sprint("content ", i); got != want {
					t.Errorf("%s holds %q", name(i), got)
				}
			}
			if err := batch.Sync(); err != nil {
				t.Errorf("Sync once more: %v", err)
			}
		})
	}
}

func TestBatchWriteNewTemp(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.tmp")
	var batch safeio.Batch
	if err := batch.WriteNewTemp(faultfs.Always("write", syscall.ENOSPC), name, [][]byte{[]byte("new")}, 0o660); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("full disk: %v", err)
	}
	if err := batch.WriteNewTemp(safeio.OS, name, [][]byte{[]byte("first")}, 0o640); err != nil {
		t.Errorf("what failed is in the way: %v", err)
	}
	if err := batch.WriteNewTemp(safeio.OS, name, [][]byte{[]byte("second")}, 0o660); !errors.Is(err, syscall.EEXIST) {
		t.Errorf("a file that is there: %v", err)
	}
	if err := batch.Sync(); err != nil {
		t.Error(err)
	}
	if got := read(t, name); got != "first" || mode(t, name) != 0o640 {
		t.Errorf("%s holds %q, mode %v", name, got, mode(t, name))
	}
}
