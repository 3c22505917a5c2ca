// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"errors"
	"io/fs"
	"path/filepath"
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
		return errors.Join(l.breakLink(public), l.breakLink(public+".mbox"))
	}
	err := l.makeLink(private, public)
	if set.Bool("PUBLIC_MBOX") {
		err = errors.Join(err, l.makeLink(private+".mbox", public+".mbox"))
	}
	return err
}

// makeLink makes a symbolic link, unless something stands in its place.
func (l *List) makeLink(old, link string) error {
	if err := l.env.FS.Symlink(old, link); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// breakLink removes a link, and never a directory.
func (l *List) breakLink(link string) error {
	if err := l.env.FS.Unlink(link); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
