// SPDX-License-Identifier: GPL-2.0-or-later

package safeio

import (
	"errors"
	"io/fs"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// Batch writes temporary files and forces them to the disk together. A file system with
// a journal needs hardly more time for many files than for one, if they are forced to
// the disk at the same time.
//
// The zero Batch is ready; it is for one goroutine.
type Batch struct {
	open []File // written, and not yet forced to the disk
	err  error  // the first one, of files that are closed already
}

// mostOpen bounds the files that a batch has open, and the threads that wait
// for the disk.
const mostOpen = 32

// WriteNewTemp writes tmp, which must not exist yet: the first half of WriteNew, except
// that Sync forces the data to the disk. After an error tmp is gone.
func (b *Batch) WriteNewTemp(fsys FS, tmp string, data [][]byte, perm fs.FileMode) error {
	return b.write(fsys, tmp, Pieces(data), perm, os.O_EXCL)
}

// WriteTemp is WriteNewTemp for a temporary file that may be there, left by a process that died.
func (b *Batch) WriteTemp(fsys FS, tmp string, content Content, perm fs.FileMode) error {
	return b.write(fsys, tmp, content, perm, os.O_TRUNC|unix.O_NOFOLLOW)
}

func (b *Batch) write(fsys FS, tmp string, content Content, perm fs.FileMode, flag int) error {
	f, err := createTemp(fsys, tmp, content, perm, flag)
	if err != nil {
		return err
	}
	b.Add(f)
	return nil
}

// Add adds a file that the caller has written. It is closed once it is on the disk.
func (b *Batch) Add(f File) {
	b.open = append(b.open, f)
	if len(b.open) == mostOpen {
		b.err = b.Sync()
	}
}

// Sync returns when all that was written since the last Sync is on the disk.
// After an error nobody knows which of the files are.
func (b *Batch) Sync() error {
	errs := make([]error, len(b.open))
	var wait sync.WaitGroup
	for i, f := range b.open {
		wait.Go(func() { errs[i] = finish(f) })
	}
	wait.Wait()
	err := errors.Join(b.err, errors.Join(errs...))
	b.open, b.err = b.open[:0], nil
	return err
}

// finish forces an open file to the disk and closes it.
func finish(f File) error {
	err := f.Sync()
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// Drop closes what was written since the last Sync; the files are the
// caller's to remove.
func (b *Batch) Drop() {
	for _, f := range b.open {
		_ = f.Close()
	}
	b.open, b.err = b.open[:0], nil
}
