// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// checkArchiveLinks makes the list's archive public or private, as
// archive_private says (Archiver.py: CheckHTMLArchiveDir). The archive is in
// PRIVATE_ARCHIVE_FILE_DIR, which the web server may not read; a link in
// PUBLIC_ARCHIVE_FILE_DIR makes it public. With ARCHIVE_TO_MBOX -1 there are
// no archives, and nothing is done.
func (l *List) checkArchiveLinks() error {
	set := l.env.Settings
	if set.Int("ARCHIVE_TO_MBOX") == -1 {
		return nil
	}
	public := filepath.Join(set.Str("PUBLIC_ARCHIVE_FILE_DIR"), l.name)
	private := filepath.Join(set.Str("PRIVATE_ARCHIVE_FILE_DIR"), l.name)
	if l.Bool("archive_private") {
		return errors.Join(breakLink(public), breakLink(public+".mbox"))
	}
	err := makeLink(private, public)
	if set.Bool("PUBLIC_MBOX") {
		err = errors.Join(err, makeLink(private+".mbox", public+".mbox"))
	}
	return err
}

// makeLink makes a symbolic link, unless something stands in its place.
func makeLink(old, link string) error {
	if err := os.Symlink(old, link); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// breakLink removes a link, and never a directory, as os.Remove would.
func breakLink(link string) error {
	if err := unix.Unlink(link); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &fs.PathError{Op: "unlink", Path: link, Err: err}
	}
	return nil
}
