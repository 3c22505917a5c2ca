// SPDX-License-Identifier: GPL-2.0-or-later

// Package pipermail is the web archive of a list: it files articles into volumes,
// finds their threads, and has their pages, the indexes and the table of contents
// written. It answers to the class T of Mailman/Archiver/pipermail.py and to
// HyperArchive of Mailman/Archiver/HyperArch.py.
//
// # On disk
//
// All is in PRIVATE_ARCHIVE_FILE_DIR/LIST:
//
//	pipermail.pck          what is known of the archive as a whole (see state), mode 0660
//	database/              the articles without their bodies (package database)
//	index.html             the table of contents, mode 0664 as are all that follow
//	VOLUME/000017.html     an article, by its number in the archive
//	VOLUME/date.html       the articles by date; and so subject, author and thread
//	VOLUME/index.html      a link to thread.html
//	VOLUME.txt             all articles as text; VOLUME.txt.gz with GZIP_ARCHIVE_TXT_FILES
//
// # Volumes
//
// An article is in the volume of the year, quarter, month, week or day of its date, as
// the list's archive_volume_frequency says: 2026, 2026q4, 2026-November,
// Week-of-Mon-20261123, 20261128.
//
// # Threads
//
// The parent of an article is, within its volume: the article that In-Reply-To names;
// else the youngest of those that References names; else the oldest with the same
// subject. The thread key says where an article stands: the parent's thread key, then
// `DATE.NUMBER-` of the article itself, where DATE has eleven digits. The thread index
// is sorted by thread keys as texts. They are found anew each time the index is written,
// by date, since a parent may have come later than what answers it.
//
// # A message id that comes again
//
// The new article replaces the old one, whose page stays and is in no index any more.
// Pages that link to it do so until one of their neighbours changes. Where Mailman reads
// the old article to find the parent of the new one, it shows the old one in the indexes
// until the next article comes to the volume. All of this is the same here.
//
// # One change
//
// An Archive is open while a change of its list is under way. What is added in the
// meantime is filed at once, and all that depends on the whole volume is written once, by
// Save. Everything appears with the change, or nothing does. Only those pages of
// articles are written whose neighbours in the thread index have changed; Mailman writes
// all that come behind the first of these.
//
// # What is damaged
//
// Mailman begins a new archive, in the same directory and over the old pages, when
// pipermail.pck is gone, empty or cut. Here the volumes and the highest number are
// found again from what is there. An article whose pickle can't be read is left out of
// the indexes, and stays in the database; an article's page without the mark that its
// body begins stays as it is, where Mailman empties it. Both are logged.
package pipermail

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"mmgen/runner/archive/article"
	"mmgen/runner/archive/database"
	"mmgen/runner/archive/page"
	"mmgen/runner/change"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

const (
	pageMode = 0o664 // the mode of all that the web server reads
	dirMode  = 0o775 // a setgid bit comes from the parent
	// maxKept is how many bytes of bodies wait in memory for Save, beside that which was
	// added last.
	maxKept = 8 << 20
)

// Archive is the archive of a list while a change of the list is under way. It is for
// one goroutine.
type Archive struct {
	site     *site.Site
	list     *mlist.List
	files    *change.Change
	dir      string
	pages    *page.Pages
	entries  *page.Entries
	loaded   article.Article // the last one that was read from the database
	room     room            // of what volumes hold
	maker    article.Maker
	period   period
	zone     *time.Location // the site's time zone
	compress bool           // GZIP_ARCHIVE_TXT_FILES
	state    *state
	open     map[string]*volume
	dirty    []*volume // the volumes that must be written, in the order in which they were changed first
	kept     int       // bytes of bodies that volumes hold in memory
}

// Open opens the archive of the list that c has locked. started is when this process
// began, about which posts without any date are dated. Nothing is written before Add
// or Save.
func Open(s *site.Site, c *mlist.Change, started time.Time) (*Archive, error) {
	list := c.List()
	a := &Archive{
		site: s, list: list, files: c.Files(),
		dir:      filepath.Join(s.Settings.Str("PRIVATE_ARCHIVE_FILE_DIR"), list.InternalName()),
		pages:    page.New(s, list),
		maker:    article.Maker{Site: s, List: list, Started: started},
		period:   periodOf(list.Value("archive_volume_frequency")),
		zone:     s.Now().Location(),
		compress: s.Settings.Bool("GZIP_ARCHIVE_TXT_FILES"),
		open:     map[string]*volume{},
	}
	var err error
	if a.entries, err = a.pages.Entries(); err == nil {
		a.state, err = a.readState()
	}
	if err != nil {
		return nil, fmt.Errorf("archive of list %s: %w", list.InternalName(), err)
	}
	return a, nil
}

// Add archives a message, which went through ARCHIVE_SCRUBBER before (pipermail.py:
// processUnixMailbox, add_article). After an error nothing of it is in the archive.
func (a *Archive) Add(msg *message.Message) error {
	art := a.maker.Make(msg, a.state.sequence)
	art.Filename = fmt.Sprintf("%06d.html", art.Sequence)
	if err := a.add(art); err != nil {
		return fmt.Errorf("archive of list %s, article %q: %w", a.list.InternalName(), art.MsgID, err)
	}
	return nil
}

func (a *Archive) add(art *article.Article) error {
	if err := a.spill(); err != nil {
		return err
	}
	v, err := a.volume(a.period.volumeAt(art.When(a.zone)))
	if err != nil {
		return err
	}
	v.begin(art.MsgID)
	art.ParentID, art.ThreadKey = v.place(art)
	pickled, err := art.Dump(a.list.InternalName())
	if err != nil {
		return err
	}
	f := a.newFiled(art)
	f.fresh = &freshPage{art: art, pickled: string(pickled)}
	if err := a.files.Together(func() error { return a.file(v, f.fresh) }); err != nil {
		return err
	}
	v.add(f)
	a.kept += len(f.fresh.body)
	a.state.sequence++
	a.touch(v)
	return nil
}

// file writes what an article adds to files (HyperArch.py: write_article). Its page
// waits for Save, which knows the neighbours. Texts may be long, so that one is made
// after the other.
func (a *Archive) file(v *volume, fresh *freshPage) error {
	if err := a.makeFolders(v); err != nil {
		return err
	}
	if err := a.addText(v, a.pages.Text(fresh.art)); err != nil {
		return err
	}
	fresh.body = a.pages.Body(fresh.art)
	fresh.art.Body = i18n.Text{}
	return nil
}

// spill writes the pages that wait for Save, where they are too much to be kept in memory.
// Save takes their bodies from there.
func (a *Archive) spill() error {
	if a.kept <= maxKept {
		return nil
	}
	for _, v := range a.dirty {
		for _, f := range v.fresh {
			if f.fresh.onDisk {
				continue
			}
			if err := a.writePage(v, f, f.fresh.body, neighbours{}); err != nil {
				return err
			}
			f.fresh.body, f.fresh.onDisk = "", true
		}
	}
	a.kept = 0
	return nil
}

// makeFolders makes the directories for a volume (pipermail.py: new_archive).
func (a *Archive) makeFolders(v *volume) error {
	if v.dirty {
		return nil
	}
	err := errors.Join(
		a.folder(a.dir, dirMode),
		a.folder(a.path("database"), database.DirMode),
		a.folder(a.path(v.name), dirMode))
	if err == nil && !a.state.has(v.name) {
		a.files.Symlink(string(page.ByThread)+".html", a.path(v.name, "index.html"))
	}
	return err
}

// touch has Save write a volume, behind those that other articles were added to: the
// last one is what pipermail.pck describes.
func (a *Archive) touch(v *volume) {
	a.state.addVolume(v.name)
	v.dirty = true
	a.dirty = append(slices.DeleteFunc(a.dirty, func(other *volume) bool { return other == v }), v)
}

func (a *Archive) path(names ...string) string {
	return filepath.Join(append([]string{a.dir}, names...)...)
}

func (a *Archive) fsys() safeio.FS { return a.site.FileSystem() }

// folder makes a directory of the archive, which may be there, with the change.
func (a *Archive) folder(dir string, perm fs.FileMode) error {
	if _, err := a.fsys().Stat(dir); err == nil {
		return nil
	}
	if err := a.files.Folder(dir); err != nil {
		return err
	}
	return safeio.Mkdir(a.fsys(), dir, perm)
}

// replace gives a file another content.
func (a *Archive) replace(path string, data []byte, perm fs.FileMode) error {
	return a.files.Replace(path+".tmp", path, "", data, perm)
}

func (a *Archive) logf(format string, args ...any) {
	a.site.Logs.Logf("error", "archive of list "+a.list.InternalName()+": "+format, args...)
}
