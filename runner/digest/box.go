// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"mmgen/runner/change"
	"mmgen/runner/safeio"
)

// boxMode is the mode of digest.mbox (ToDigest.py: process, by its umask).
const boxMode = 0o660

// box is digest.mbox while a change is under way: its future content is in
// the file tmp.
type box struct {
	fsys      safeio.FS
	path, tmp string
	file      safeio.File // tmp, opened to append to it
	size      int64       // the size of the content in bytes
	last      byte        // its last byte, if it has any
	fault     error       // the error with which tmp could not be written
}

// openBox returns the box of the list for the change under way.
func (d Digester) openBox() (*box, error) {
	files := d.Change.Files()
	path := filepath.Join(d.list().Dir(), "digest.mbox")
	part, err := files.Part(path, func() (change.Part, error) {
		b := &box{fsys: d.Site.FileSystem(), path: path, tmp: path + ".tmp"}
		if err := files.Draft(b.tmp); err != nil {
			return nil, err
		}
		return b, b.begin()
	})
	if err != nil {
		return nil, fmt.Errorf("opening the digest mailbox: %w", err)
	}
	return part.(*box), nil
}

// begin makes tmp a copy of the file. A tmp that exists was left by a process that was killed:
// no other process can be writing it, since this one has the list's lock.
func (b *box) begin() (err error) {
	b.file, err = safeio.OpenRegular(b.fsys, b.tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|os.O_APPEND|unix.O_NOFOLLOW, boxMode)
	if err != nil {
		return err
	}
	if err = b.copy(); err != nil {
		_ = b.file.Close()
		_ = b.fsys.Remove(b.tmp)
	}
	return err
}

func (b *box) copy() error {
	old, err := safeio.OpenRegular(b.fsys, b.path, os.O_RDONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return b.file.Chmod(boxMode)
	}
	if err != nil {
		return err
	}
	defer old.Close()
	info, err := old.Stat()
	if err != nil {
		return err
	}
	mode := info.Mode().Perm()
	if !info.Mode().IsRegular() { // the null device, which everybody may read
		mode = boxMode
	}
	if err := b.file.Chmod(mode); err != nil {
		return err
	}
	_, err = io.Copy(counting{b}, old)
	return err
}

// counting writes to the file of a box, and keeps its size and last byte up to date.
type counting struct{ *box }

func (c counting) Write(p []byte) (int, error) {
	n, err := c.file.Write(p)
	if n > 0 {
		c.size += int64(n)
		c.last = p[n-1]
	}
	return n, err
}

// add appends a message's text, all of it or nothing.
func (b *box) add(text string) error {
	if b.fault != nil {
		return b.fault
	}
	if b.size > 0 && b.last != '\n' {
		text = "\n" + text
	}
	size, last := b.size, b.last
	_, err := counting{b}.Write([]byte(text))
	if err == nil {
		return nil
	}
	b.size, b.last = size, last
	if terr := b.file.Truncate(size); terr != nil {
		b.fault = fmt.Errorf("%s has part of a message at its end: %w", b.tmp, terr)
		return errors.Join(err, b.fault)
	}
	return err
}

// content returns all that is in the box.
func (b *box) content() (string, error) {
	if b.fault != nil {
		return "", b.fault
	}
	data, err := safeio.ReadFile(b.fsys, b.tmp, math.MaxInt)
	return string(data), err
}

// empty takes everything out of the box. After an error everything is still there.
func (b *box) empty() error {
	if err := b.file.Truncate(0); err != nil {
		return err
	}
	b.size = 0
	return nil
}

// Prepare tells the change to put tmp in the place of the file, or to remove the file where the
// box is empty.
func (b *box) Prepare(files *change.Change) error {
	err := b.fault
	if err == nil && b.size > 0 {
		err = b.file.Sync()
	}
	if cerr := b.file.Close(); err == nil {
		err = cerr
	}
	switch {
	case err != nil:
	case b.size > 0:
		err = files.Use(b.tmp, b.path, "")
	default:
		err = files.RemoveAsIs(b.path)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", b.path, err)
	}
	return nil
}

// Drop leaves the file as it is.
func (b *box) Drop() { _ = b.file.Close() }
