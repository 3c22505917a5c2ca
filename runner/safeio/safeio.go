// SPDX-License-Identifier: GPL-2.0-or-later

// Package safeio writes files so that a reader, whenever the power
// fails, finds the old file or the new one and never half of either: the
// data goes to a temporary file beside the target, is forced to the disk, and
// the temporary file is renamed.
//
// Modes come out as Mailman leaves them (it sets its umask round each open,
// as in Switchboard.py: enqueue), whatever umask this process has. Here that
// is done with chmod on the open file: a umask is the whole process's and
// would change under other goroutines.
package safeio

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// ErrTooBig is the error of ReadFile where the file is longer than the caller allows.
var ErrTooBig = errors.New("file is too big")

// WriteFile gives name the content data and exactly the mode perm. The data
// is on the disk before it gets the name; tmp, in the same directory, is what
// it is called until then. After an error name is as it was and tmp is gone.
func WriteFile(fsys FS, tmp, name string, data []byte, perm fs.FileMode) error {
	return WritePieces(fsys, tmp, name, [][]byte{data}, perm)
}

// WritePieces is WriteFile for data in pieces, which are written one behind the other.
func WritePieces(fsys FS, tmp, name string, data [][]byte, perm fs.FileMode) error {
	return write(fsys, tmp, name, data, perm, os.O_TRUNC|unix.O_NOFOLLOW, fsys.Rename)
}

// WriteNew is WritePieces for a name that must not exist yet, nor its tmp:
// fs.ErrExist where one of them does.
func WriteNew(fsys FS, tmp, name string, data [][]byte, perm fs.FileMode) error {
	return write(fsys, tmp, name, data, perm, os.O_EXCL, fsys.RenameNew)
}

func write(fsys FS, tmp, name string, data [][]byte, perm fs.FileMode, flag int, rename func(old, new string) error) error {
	if err := writeTemp(fsys, tmp, data, perm, flag); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	if err := rename(tmp, name); err != nil {
		_ = fsys.Remove(tmp)
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}

// writeTemp writes tmp and forces it to the disk. After an error tmp is gone.
func writeTemp(fsys FS, tmp string, data [][]byte, perm fs.FileMode, flag int) error {
	f, err := createTemp(fsys, tmp, Pieces(data), perm, flag)
	if err != nil {
		return err
	}
	if err = finish(f); err != nil {
		_ = fsys.Remove(tmp)
	}
	return err
}

// createTemp writes tmp and leaves it open: it may not be on the disk yet.
func createTemp(fsys FS, tmp string, content Content, perm fs.FileMode, flag int) (File, error) {
	f, err := OpenRegular(fsys, tmp, os.O_WRONLY|os.O_CREATE|flag, perm)
	if err != nil {
		return nil, err
	}
	if err = f.Chmod(perm); err == nil {
		err = content(f)
	}
	if err != nil {
		_ = f.Close()
		_ = fsys.Remove(tmp)
		return nil, err
	}
	return f, nil
}

// Content writes what a file is to have.
type Content func(w io.Writer) error

// Pieces is a content in pieces, which are written one behind the other.
func Pieces(data [][]byte) Content {
	return func(w io.Writer) error {
		for _, piece := range data {
			if _, err := w.Write(piece); err != nil {
				return err
			}
		}
		return nil
	}
}

// ReadFile reads a regular file of at most limit bytes; ErrTooBig where it is
// longer, ErrNotRegular where it is no regular file.
func ReadFile(fsys FS, name string, limit int64) ([]byte, error) {
	return ReadFileBy(fsys, name, limit, func(f File, size int64) ([]byte, error) {
		return readAll(f, name, size, limit)
	})
}

// ReadFileBy is ReadFile with another function for the reading itself. It is given the
// size of the file in bytes.
func ReadFileBy(fsys FS, name string, limit int64, read func(f File, size int64) ([]byte, error)) ([]byte, error) {
	f, err := OpenRegular(fsys, name, os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("%s: %w: %d bytes, at most %d are read", name, ErrTooBig, info.Size(), limit)
	}
	return read(f, info.Size())
}

// readAll reads what is there, which may be more or less than size by now.
func readAll(f File, name string, size, limit int64) ([]byte, error) {
	data := make([]byte, 0, size+1)
	for {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case int64(len(data)) > limit:
			return nil, fmt.Errorf("%s: %w: at most %d bytes are read", name, ErrTooBig, limit)
		case errors.Is(err, io.EOF):
			return data, nil
		case err != nil:
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
	}
}

// Mkdir makes a directory with the mode perm, unless there is one already. A setgid bit
// that it inherits from its parent stays.
func Mkdir(fsys FS, dir string, perm fs.FileMode) error {
	err := fsys.Mkdir(dir, perm)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := fsys.Stat(dir)
	if err != nil {
		return err
	}
	// Only where the umask took something away all the same: a sandboxed service
	// may not set the setgid bit, not even one that is set.
	if info.Mode().Perm() == perm {
		return nil
	}
	return fsys.Chmod(dir, perm|info.Mode()&fs.ModeSetgid)
}

// SyncDir forces to the disk which files a directory has. A file system with
// a journal keeps the order of renames without it; callers need it only where
// what they do next happens outside of that file system.
func SyncDir(fsys FS, dir string) error {
	f, err := fsys.OpenFile(dir, os.O_RDONLY|unix.O_DIRECTORY, 0)
	if err != nil {
		return err
	}
	return finish(f)
}
