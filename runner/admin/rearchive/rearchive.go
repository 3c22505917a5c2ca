// SPDX-License-Identifier: GPL-2.0-or-later

// Package rearchive puts the messages of a mailbox on the web pages of a list's archive:
// the list's own, after somebody has taken a message out of it, or another one, of posts
// from before (bin/arch).
//
// # In pieces
//
// A mailbox may have gigabytes, and web pages wait for the list's lock. So the list is
// changed once for some hundred messages, and unlocked in between: of each such piece all
// messages are on the pages, or none. A run that ends early says how many messages are
// there, and another goes on with the next (Options.Start). What is posted meanwhile comes
// on the pages as always, and is not taken from the mailbox a second time: only what stood in it
// at the beginning is read.
//
// # Wiped
//
// With Options.Wipe all pages go first, and what Mailman's archiver keeps about them. The
// attachments stay where the list scrubs posts before they come into the mailbox
// (scrub_nondigest), for they are nowhere else. Nothing is wiped for a mailbox without
// any message.
//
// A message that can't be archived is logged, and left out; Mailman ends there.
package rearchive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"mmgen/runner/archive"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// Options say what is to be done.
type Options struct {
	Mbox string // "" for the list's own mailbox
	Wipe bool
	// Start and End are the numbers of the first and the last message, of which the
	// mailbox's first has 0; an End of -1 is the last one.
	Start, End int
	Progress   func(done int) // is told, after each piece, what Add would return; may be nil
}

var (
	// ErrMbox says that there is nothing in the mailbox that could be archived.
	ErrMbox = errors.New("the mailbox can't be archived")
	// ErrForeign says that only Mailman's Python can archive the posts of this site.
	ErrForeign = errors.New("ARCHIVE_SCRUBBER is the site's own; use Mailman's bin/arch")
	// ErrSome says that some messages are not on the pages.
	ErrSome = errors.New("not all messages are in the archive; the log error says why")
)

// Add puts the messages of a mailbox on the pages of a list. It returns how many it is done
// with, from o.Start on: they are on the pages, or were logged.
func Add(ctx context.Context, s *site.Site, list string, o Options) (done int, err error) {
	if archive.ForeignScrubber(s.Settings) != "" {
		return 0, ErrForeign
	}
	l, err := s.FindList(list)
	if err != nil {
		return 0, err
	}
	path := o.Mbox
	if path == "" {
		path = archive.MboxFile(l)
	}
	mbox, err := safeio.OpenRegular(s.FileSystem(), path, os.O_RDONLY, 0)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrMbox, err)
	}
	defer mbox.Close()
	r := &run{ctx: ctx, site: s, list: l, options: o}
	size, err := r.begin(mbox)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	return r.all(io.NewSectionReader(mbox, 0, size))
}

// begin is done while the list is locked, so that no post is on its way into mailbox and pages: it
// finds out how much of the mailbox is to be read, and wipes the pages.
func (r *run) begin(mbox safeio.File) (size int64, err error) {
	unlock, err := r.list.Lock(r.ctx, r.list.LockTimeout())
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	info, err := mbox.Stat()
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrMbox, err)
	}
	first := ""
	for text, err := range archive.Messages(io.NewSectionReader(mbox, 0, info.Size())) {
		if err != nil {
			return 0, fmt.Errorf("%w: %w", ErrMbox, err)
		}
		first = text
		break
	}
	if first == "" {
		return 0, fmt.Errorf("%w: it has no line that begins with `From `", ErrMbox)
	}
	if r.options.Wipe {
		err = r.wipe()
	}
	return info.Size(), err
}

// wipe removes the pages of the list, as far as they can be made again.
func (r *run) wipe() error {
	fsys := r.site.FileSystem()
	dir := filepath.Join(r.site.Settings.Str("PRIVATE_ARCHIVE_FILE_DIR"), r.list.InternalName())
	err := wipeDir(fsys, dir, r.list.Bool("scrub_nondigest"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("wiping the archive: %w", err)
	}
	return nil
}

// wipeDir removes an archive, with its attachments or without.
func wipeDir(fsys safeio.FS, dir string, keepAttachments bool) error {
	if !keepAttachments {
		return safeio.RemoveAll(fsys, dir)
	}
	files, err := fsys.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, file := range files {
		if file.Name() == "attachments" {
			continue
		}
		if err := safeio.RemoveAll(fsys, filepath.Join(dir, file.Name())); err != nil {
			return err
		}
	}
	return nil
}
