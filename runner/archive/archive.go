// SPDX-License-Identifier: GPL-2.0-or-later

// Package archive keeps the posts of lists: in a mailbox, and on web pages or with a
// command of the site's. It answers to Mailman/Archiver/Archiver.py and to the part of
// Mailman/Mailbox.py that appends. The web pages are package pipermail's.
//
// # On disk
//
// In PRIVATE_ARCHIVE_FILE_DIR are
//
//	LIST.mbox/LIST.mbox  the mailbox, 0664: each post with its envelope line, lines that
//	                     begin `From ` quoted with >, and an empty line behind it
//	LIST/                the web pages and the attachments
//
// and in PUBLIC_ARCHIVE_FILE_DIR, for lists whose archive is public, are links to both;
// to the mailbox only with PUBLIC_MBOX.
//
// The mailbox grows with the list's change, like all that is archived: it is as it was
// before, or has the whole post, once.
//
// # What is done
//
// ARCHIVE_TO_MBOX says where posts go: -1 nowhere, 1 into the mailbox only, 2 into it and
// to the pages, 0 (and all else) to the pages only. Where a command is set for the list's
// kind of archive (PUBLIC_EXTERNAL_ARCHIVER, PRIVATE_EXTERNAL_ARCHIVER) that gets the
// post instead of the pages.
package archive

import (
	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/runner/mlist"
)

// Course is where the posts of a list go.
type Course struct {
	Mbox    bool
	Pages   bool
	Command string // the external archiver's; "" for none
}

// CourseOf decides where the posts of a list go (Archiver.py: ArchiveMail).
func CourseOf(l *mlist.List) Course {
	set := l.Env().Settings
	switch set.Int("ARCHIVE_TO_MBOX") {
	case -1:
		return Course{}
	case 1:
		return Course{Mbox: true}
	}
	c := Course{Mbox: set.Int("ARCHIVE_TO_MBOX") == 2, Command: command(set, l.Bool("archive_private"))}
	c.Pages = c.Command == ""
	return c
}

// command is the external archiver of public or of private archives.
func command(set *mmcfg.Settings, private bool) string {
	name := "PUBLIC_EXTERNAL_ARCHIVER"
	if private {
		name = "PRIVATE_EXTERNAL_ARCHIVER"
	}
	v, _ := set.Value(name)
	line, _ := pyvalue.AsString(v)
	return line
}
