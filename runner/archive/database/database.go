// SPDX-License-Identifier: GPL-2.0-or-later

// Package database keeps the articles of an archive and the indexes over them, as
// Mailman's pipermail does (Archiver/HyperDatabase.py: DumbBTree, HyperDatabase;
// Archiver/pipermail.py: Database).
//
// # On disk
//
// Each volume of an archive, such as 2026-November, has five files in the archive's
// directory `database`, whose mode is 2770. Each file is a dict in Python's marshal
// format (package marshal), mode 0660:
//
//	VOLUME-article   message id -> the article without its body, pickled
//	VOLUME-date      (date, message id) -> message id
//	VOLUME-author    (author, date, message id) -> message id
//	VOLUME-subject   (subject, date, message id) -> message id
//	VOLUME-thread    (thread key, message id) -> message id
//
// All of these are str; author and subject are unicode where the post has them. Dates
// are seconds since 1970 in eleven digits. What a thread key is, package pipermail
// says. A message id that comes again replaces the article, and leaves the keys of the
// one before in the indexes, where they lead to the new one.
//
// Python sorts the keys when it needs them; here the files are sorted, which is all the
// same to Python. Where it can't compare, a str that is not ASCII with a unicode, it
// raises and the post is shunted; here they have an order as bytes.
//
// # Who may change them
//
// Whoever has the list locked. Mailman locks each file as well, for as long as it has
// the list locked, and nobody else looks for these locks.
//
// # What is damaged
//
// A file that ends too early counts as empty for Mailman, and the articles in it are
// forgotten. Here an index that is damaged, empty or gone is made anew of the articles.
// When these themselves are damaged, that is an error, ErrDamaged, which says how to
// mend it.
package database

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"mmgen/runner/change"
	"mmgen/runner/safeio"
)

// ErrDamaged says that the articles of a volume can't be read.
var ErrDamaged = errors.New("the archive's database is damaged; Mailman's `bin/arch --wipe` makes the archive anew of the list's mbox, if that is whole")

const (
	fileMode = 0o660
	// DirMode is the mode of the directory; a setgid bit comes from its parent.
	DirMode = 0o770
	// maxFile bounds what is read of a file, in bytes.
	maxFile = 1 << 30
)

// Volume is the database of one volume: its indexes are in memory, its articles on the disk
// (see Articles). It is for one goroutine.
type Volume struct {
	Articles *Articles
	Date     *Index // by date
	Author   *Index // by author and date
	Subject  *Index // by subject and date
	Thread   *Index // by thread key
	fsys     safeio.FS
	path     string // what the names of its files begin with, before `-date` and so on
}

// Keys are an article's keys in the four indexes.
type Keys struct{ Date, Author, Subject, Thread Key }

// Open reads the database of a volume; dir is the archive's directory. What is not
// there is empty. visit gets all articles. keysOf tells the keys of a pickled article, for
// indexes that are to be made anew; where that fails the article is left out of these.
func Open(fsys safeio.FS, dir, volume string, visit func(Loaded), keysOf func(pickled string) (Keys, error)) (*Volume, error) {
	v := &Volume{fsys: fsys, path: filepath.Join(dir, "database", volume)}
	v.Articles = &Articles{at: map[string]int{}, fsys: fsys, path: v.path + "-article"}
	if err := v.read(visit, keysOf); err != nil {
		return nil, fmt.Errorf("volume %s of the archive: %w", volume, err)
	}
	return v, nil
}

func (v *Volume) read(visit func(Loaded), keysOf func(string) (Keys, error)) error {
	if err := v.Articles.load(visit); err != nil {
		return err
	}
	var bad bool
	for _, x := range v.indexes() {
		data, err := v.file(x.name)
		if err != nil {
			return err
		}
		*x.index, err = parseIndex(data, x.shape, v.Articles.Len()+1)
		bad = bad || err != nil || (*x.index).Len() == 0
	}
	if v.Articles.Len() == 0 && v.Date.Len() > 0 {
		return fmt.Errorf("%s-article is empty: %w", v.path, ErrDamaged)
	}
	if bad {
		return v.makeIndexes(keysOf)
	}
	return nil
}

type named struct {
	name  string
	index **Index
	shape shape
}

// indexes are the four, in the order in which Mailman writes them.
func (v *Volume) indexes() [4]named {
	return [4]named{
		{"date", &v.Date, pair},
		{"author", &v.Author, triple},
		{"subject", &v.Subject, triple},
		{"thread", &v.Thread, pair},
	}
}

// makeIndexes makes those indexes of the articles that are damaged or empty.
func (v *Volume) makeIndexes(keysOf func(string) (Keys, error)) error {
	var all []Keys
	err := v.Articles.Each(func(pickled string) {
		if keys, err := keysOf(pickled); err == nil {
			all = append(all, keys)
		}
	})
	if err != nil {
		return err
	}
	for i, x := range v.indexes() {
		if *x.index != nil && (*x.index).Len() > 0 {
			continue
		}
		*x.index = &Index{shape: x.shape}
		for _, keys := range all {
			(*x.index).Add([4]Key{keys.Date, keys.Author, keys.Subject, keys.Thread}[i])
		}
	}
	return nil
}

// file is what stands in a file; nothing where there is none.
func (v *Volume) file(name string) ([]byte, error) {
	data, err := safeio.ReadFile(v.fsys, v.path+"-"+name, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

// Add adds an article, or replaces that of the same message id (pipermail.py:
// Database.addArticle). pickled is the article as it is stored. Its place is returned.
func (v *Volume) Add(id, pickled string, keys Keys) (at int) {
	v.Date.Add(keys.Date)
	v.Author.Add(keys.Author)
	v.Subject.Add(keys.Subject)
	v.Thread.Add(keys.Thread)
	return v.Articles.Set(id, pickled)
}

// Save has the change write all files. The directory must be there.
func (v *Volume) Save(files *change.Change) error {
	for _, x := range v.indexes() {
		if err := replace(files, v.path+"-"+x.name, (*x.index).write); err != nil {
			return err
		}
	}
	return replace(files, v.Articles.path, v.Articles.write)
}

func replace(files *change.Change, path string, content safeio.Content) error {
	return files.ReplaceBy(path+".tmp", path, "", content, fileMode)
}
