// SPDX-License-Identifier: GPL-2.0-or-later

package faultfs

import (
	"io/fs"

	"mmgen/runner/safeio"
)

// faulty is an open file of an FS.
type faulty struct {
	safeio.File
	fs   *FS
	name string
}

func (f *faulty) Read(p []byte) (int, error) {
	if err := f.fs.fail("read", f.name); err != nil {
		return 0, err
	}
	return f.File.Read(p)
}

func (f *faulty) Write(p []byte) (int, error) {
	if err := f.fs.fail("write", f.name); err != nil {
		n, _ := f.File.Write(p[:len(p)/2])
		return n, err
	}
	return f.File.Write(p)
}

func (f *faulty) ReadAt(p []byte, off int64) (int, error) {
	if err := f.fs.fail("read", f.name); err != nil {
		return 0, err
	}
	return f.File.ReadAt(p, off)
}

func (f *faulty) WriteAt(p []byte, off int64) (int, error) {
	if err := f.fs.fail("write", f.name); err != nil {
		n, _ := f.File.WriteAt(p[:len(p)/2], off)
		return n, err
	}
	return f.File.WriteAt(p, off)
}

func (f *faulty) Chmod(perm fs.FileMode) error {
	if err := f.fs.fail("chmod", f.name); err != nil {
		return err
	}
	return f.File.Chmod(perm)
}

func (f *faulty) Truncate(size int64) error {
	if err := f.fs.fail("truncate", f.name); err != nil {
		return err
	}
	return f.File.Truncate(size)
}

func (f *faulty) Sync() error {
	if err := f.fs.fail("sync", f.name); err != nil {
		return err
	}
	return f.File.Sync()
}

func (f *faulty) Close() error {
	err := f.fs.fail("close", f.name)
	if cerr := f.File.Close(); err == nil {
		err = cerr
	}
	return err
}
