// SPDX-License-Identifier: GPL-2.0-or-later

package change

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"

	"mmgen/runner/safeio"
)

// takeGrow has a file grow by what is in temp. Where the file is gone temp takes its place.
func (s step) takeGrow(fsys safeio.FS) error {
	temp, err := safeio.OpenRegular(fsys, s.temp, os.O_RDONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer temp.Close()
	if gone(fsys, s.file) {
		if err := fsys.RenameNew(s.temp, s.file); err == nil || gone(fsys, s.temp) {
			return nil
		} else if !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	file, err := safeio.OpenRegular(fsys, s.file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	before, err := strconv.ParseInt(s.state, 10, 64)
	if err == nil {
		err = complete(file, temp, before)
	}
	if err == nil {
		err = file.Sync()
	}
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	return removeFile(fsys, s.temp)
}

// complete has file, which was so many bytes long before, end in the content of temp,
// of which a part may be there, or all. With an error file is as it was before.
func complete(file, temp safeio.File, before int64) error {
	all, size, err := sizes(temp, file)
	if err != nil {
		return err
	}
	before = min(before, size) // the file may have become shorter
	there, err := common(file, temp, before)
	if err != nil || there == all {
		return err
	}
	if before+there < size { // somebody else wrote behind the part that is there
		before, there = size, 0
	}
	n, err := io.Copy(io.NewOffsetWriter(file, before+there), io.NewSectionReader(temp, there, all-there))
	if err != nil {
		return errors.Join(err, takeBack(file, before, before+there+n))
	}
	return nil
}

// takeBack removes half a text from the end of a file, unless somebody else has written
// behind the end.
func takeBack(file safeio.File, before, end int64) error {
	info, err := file.Stat()
	if err != nil || info.Size() > end {
		return err
	}
	return file.Truncate(before)
}

func sizes(a, b safeio.File) (sizeA, sizeB int64, err error) {
	infoA, errA := a.Stat()
	infoB, errB := b.Stat()
	if err := errors.Join(errA, errB); err != nil {
		return 0, 0, err
	}
	return infoA.Size(), infoB.Size(), nil
}

// common counts the bytes that a file has from an offset on as temp has from its start.
func common(file, temp safeio.File, offset int64) (n int64, err error) {
	a, b := make([]byte, 1<<16), make([]byte, 1<<16)
	for {
		readA, errA := readAt(file, a, offset+n)
		readB, errB := readAt(temp, b, n)
		if err := errors.Join(errA, errB); err != nil {
			return n, err
		}
		same := commonPrefix(a[:readA], b[:readB])
		n += int64(same)
		if same < len(a) {
			return n, nil
		}
	}
}

// readAt is ReadAt that takes the file's end for no error.
func readAt(f io.ReaderAt, p []byte, offset int64) (int, error) {
	n, err := f.ReadAt(p, offset)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

func commonPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	if bytes.Equal(a[:n], b[:n]) {
		return n
	}
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}
