// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"path/filepath"

	"mmgen/runner/archive/page"
)

// writeContents has the change write the table of contents (HyperArch.py: write_TOC).
func (a *Archive) writeContents() error {
	a.period.order(a.state.volumes, a.zone)
	listed := make([]page.Listed, len(a.state.volumes))
	for i, name := range a.state.volumes {
		text, err := a.textOf(name)
		if err != nil {
			return err
		}
		listed[i] = page.Listed{Name: name, Text: text}
	}
	mbox, err := a.sizeOfMbox()
	if err != nil {
		return err
	}
	html, err := a.pages.Contents(listed, mbox)
	if err != nil {
		return err
	}
	return a.replace(a.path("index.html"), html, pageMode)
}

// textOf is the text of a volume, compressed where there is such a file.
func (a *Archive) textOf(volume string) (page.TextFile, error) {
	path := a.path(volume + ".txt")
	size, ok, err := a.files.Size(path + ".gz")
	if err != nil || ok {
		return page.TextFile{Gzip: true, Size: size}, err
	}
	size, ok, err = a.files.Size(path)
	return page.TextFile{Size: size, Absent: !ok}, err
}

// sizeOfMbox is the size of the list's mbox in bytes, -1 where there is none.
func (a *Archive) sizeOfMbox() (int64, error) {
	size, ok, err := a.files.Size(filepath.Join(a.dir+".mbox", a.list.InternalName()+".mbox"))
	if err == nil && !ok {
		return -1, nil
	}
	return size, err
}
