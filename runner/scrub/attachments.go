// SPDX-License-Identifier: GPL-2.0-or-later

package scrub

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"unsafe"

	"mmgen/runner/change"
	"mmgen/runner/safeio"
)

// fileMode is the mode of a stored file: web servers read it.
const fileMode = 0o664

// attachments is a folder of stored files, together with the files that a change under way adds
// to it. One change may have several messages, and messages with the same Message-ID share the
// folder.
type attachments struct {
	fsys    safeio.FS
	files   *change.Change
	dir     string
	temps   int             // files that were made
	names   map[string]bool // names of these
	numbers map[string]int  // the next number to try, by the name without a number
}

// attachmentsIn returns the folder dir of the change, and makes it if it is not
// there.
func attachmentsIn(fsys safeio.FS, files *change.Change, dir string) (*attachments, error) {
	part, err := files.Part(dir, func() (change.Part, error) {
		a := &attachments{fsys: fsys, files: files, dir: dir, names: map[string]bool{}, numbers: map[string]int{}}
		return a, a.make()
	})
	if err != nil {
		return nil, err
	}
	return part.(*attachments), nil
}

// Prepare implements change.Part. There is nothing to do: add has told the change of each file.
func (a *attachments) Prepare(*change.Change) error { return nil }

// Drop implements change.Part.
func (a *attachments) Drop() {}

// add adds a file, which is called base and ext. Where a file is called base and one of the
// endings already, a number is put between base and ext. It returns base with the number.
func (a *attachments) add(base, ext string, endings []string, content string) (string, error) {
	n := a.numbers[base+ext]
	for a.isTaken(numbered(base, n), endings) {
		n++
	}
	a.numbers[base+ext] = n + 1
	base = numbered(base, n)
	// No attachment has this name, since it has a plus sign.
	temp := filepath.Join(a.dir, "+"+strconv.Itoa(a.temps)+".tmp")
	a.temps++
	a.names[base+ext] = true
	data := unsafe.Slice(unsafe.StringData(content), len(content)) // not a copy: the body may be long, and it is only read
	return base, a.files.CreateFrom(temp, a.dir+"/"+base+ext, data, fileMode)
}

func numbered(base string, n int) string {
	if n == 0 {
		return base
	}
	return fmt.Sprintf("%s-%04d", base, n)
}

// isTaken tells whether there is a file of that name with one of the endings, or one is to be
// added.
func (a *attachments) isTaken(base string, endings []string) bool {
	return slices.ContainsFunc(endings, func(ending string) bool {
		return a.names[base+ending] || exists(a.fsys, a.dir+"/"+base+ending)
	})
}

func exists(fsys safeio.FS, path string) bool {
	_, err := fsys.Stat(path)
	return err == nil
}

// make makes the folder and those above it that are missing (Scrubber.py: makedirs). The last
// one is made setgid where that is allowed. A service in a sandbox may not do so; its folders
// inherit the bit from the folder above, or do not have it.
func (a *attachments) make() error {
	if exists(a.fsys, a.dir) {
		return nil
	}
	if err := a.makeWithParents(a.dir); err != nil {
		return err
	}
	err := a.fsys.Chmod(a.dir, 0o775|fs.ModeSetgid)
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}

func (a *attachments) makeWithParents(dir string) error {
	_, err := a.fsys.Stat(dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := a.makeWithParents(filepath.Dir(dir)); err != nil {
		return err
	}
	return a.files.MakeFolder(dir, 0o775)
}
