// SPDX-License-Identifier: GPL-2.0-or-later

package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"unsafe"

	"mmgen/runner/change"
	"mmgen/runner/mlist"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

const (
	// mboxMode is the mode of a new mailbox (Archiver.py: __archive_file, by its umask).
	mboxMode = 0o664
	// folderMode is that of its folder (Archiver.py: InitVars), setgid if the one
	// above is.
	folderMode = 0o775
)

// MboxFile is the list's mailbox (Archiver.py: ArchiveFileName).
func MboxFile(l *mlist.List) string {
	name := l.InternalName() + ".mbox"
	return filepath.Join(l.Env().Settings.Str("PRIVATE_ARCHIVE_FILE_DIR"), name, name)
}

// AppendToMbox adds a post to the mailbox of the list that is changed (Archiver.py:
// __archive_to_mbox; Mailbox.py: AppendMessage). text is the post with its envelope line.
func AppendToMbox(s *site.Site, c *mlist.Change, text string) error {
	file := MboxFile(c.List())
	err := appendToMbox(s.FileSystem(), c.Files(), file, text)
	if err != nil {
		s.Logs.Logf("error", "Archive file access failure:\n\t%s %s", file, safeio.Explain(err))
	}
	return err
}

func appendToMbox(fsys safeio.FS, files *change.Change, file, text string) error {
	if err := makeFolder(fsys, files, filepath.Dir(file)); err != nil {
		return fmt.Errorf("making the folder of the mailbox: %w", err)
	}
	ended, err := endsWithLine(fsys, files, file)
	if err != nil {
		return fmt.Errorf("looking how the mailbox ends: %w", err)
	}
	pieces := []string{"\n", text, "\n"}
	if ended {
		pieces = pieces[1:]
	}
	for _, piece := range pieces {
		// A post may be long: it is not copied. Append only reads.
		data := unsafe.Slice(unsafe.StringData(piece), len(piece))
		if err := files.Append(file+".tmp", file, data, mboxMode); err != nil {
			return err
		}
	}
	return nil
}

// makeFolder makes the folder of the mailbox where it is missing. Mailman makes it when
// the list is made, and shunts all its posts where it is gone.
func makeFolder(fsys safeio.FS, files *change.Change, dir string) error {
	_, err := fsys.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return files.MakeFolder(dir, folderMode)
	}
	return err
}

// endsWithLine tells whether the mailbox is empty, or its last line has an end. The last line of
// a post that the change has already added has one.
func endsWithLine(fsys safeio.FS, files *change.Change, file string) (bool, error) {
	f, err := safeio.OpenRegular(fsys, file, os.O_RDONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false, err
	}
	size, _, err := files.Size(file)
	if err != nil || info.Size() == 0 || size > info.Size() {
		return true, err
	}
	var last [1]byte
	_, err = f.ReadAt(last[:], info.Size()-1)
	return last[0] == '\n', err
}
