// SPDX-License-Identifier: GPL-2.0-or-later

package page

import (
	"fmt"
	"strconv"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
)

// TextFile is the text of a volume that can be downloaded, NAME.txt or
// NAME.txt.gz.
type TextFile struct {
	Gzip   bool
	Size   int64 // the size of the file in bytes
	Absent bool
}

// Listed is a volume in the table of contents.
type Listed struct {
	Name string
	Text TextFile
}

// Contents is the table of contents (html_TOC), with the volumes in that
// order. mbox is the size of the list's mbox in bytes, -1 where there is none. The
// error says that a template can't be read.
func (p *Pages) Contents(volumes []Listed, mbox int64) ([]byte, error) {
	values := valueMap{
		"listname": pyvalue.Str(p.listName(p.home)),
		"listinfo": pyvalue.Str(p.listinfo()),
		"fullarch": pyvalue.Str(fmt.Sprintf("../%[1]s.mbox/%[1]s.mbox", p.list.InternalName())),
		"size":     pyvalue.Str(p.size(mbox)),
		"meta":     pyvalue.Str(p.home.meta()),
		"lang":     pyvalue.Str(strings.ReplaceAll(p.home.lang, "_", "-")),
		"dir":      pyvalue.Str(p.direction(p.home.lang)),
	}
	room, err := p.listing(volumes, values)
	if err != nil {
		return nil, err
	}
	// The site can disable public access to the mbox file.
	name := "archtocnombox.html"
	if p.site.Settings.Bool("PUBLIC_MBOX") {
		name = "archtoc.html"
	}
	return p.fill(name, p.home.lang, values.get, room)
}

// listing sets the variables that list the volumes, and returns how long these values are
// together, in bytes.
func (p *Pages) listing(volumes []Listed, values valueMap) (size int, err error) {
	for _, name := range []string{"noarchive_msg", "archive_listing_start", "archive_listing", "archive_listing_end"} {
		values[name] = pyvalue.Str("")
	}
	if len(volumes) == 0 {
		values["noarchive_msg"] = pyvalue.Str(p.home.T("<P>Currently, there are no archives. </P>", nil))
		return 0, nil
	}
	for name, from := range map[string]string{"archive_listing_start": "archliststart.html", "archive_listing_end": "archlistend.html"} {
		t, err := p.template(from, p.home.lang)
		if err != nil {
			return 0, err
		}
		values[name] = pyvalue.Str(t.whole)
	}
	var listing []byte
	for _, v := range volumes {
		entry, err := p.contentsEntry(v)
		if err != nil {
			return 0, err
		}
		listing = append(listing, entry...)
	}
	values["archive_listing"] = pyvalue.Str(listing)
	return len(listing), nil
}

// contentsEntry is the row of a volume (html_TOC_entry).
func (p *Pages) contentsEntry(v Listed) ([]byte, error) {
	link := ""
	if !v.Text.Absent {
		words, ext := "Text%(sz)s", ".txt"
		if v.Text.Gzip {
			words, ext = "Gzip'd Text%(sz)s", ".txt.gz"
		}
		size := i18n.Vars{"sz": p.size(v.Text.Size)}
		link = `<td><A href="` + p.home.quoteStr(v.Name+ext) + `">[ ` + p.home.T(words, size) + `]</a></td>`
	}
	values := valueMap{
		"archive":      pyvalue.Str(p.home.quoteStr(v.Name)),
		"archivelabel": pyvalue.Str(p.Describe(v.Name)),
		"textlink":     pyvalue.Str(link),
	}
	return p.fill("archtocentry.html", p.home.lang, values.get, len(link))
}

// size is how large a file is, in words (sizeof).
func (p *Pages) size(bytes int64) string {
	switch {
	case bytes < 0:
		return p.home.T("size not available", nil)
	case bytes < 1e3:
		return p.home.T(" %(size)i bytes ", i18n.Vars{"size": bytes})
	case bytes < 1e6:
		return " " + strconv.FormatInt(bytes/1e3, 10) + " KB "
	}
	return " " + strconv.FormatInt(bytes/1e6, 10) + " MB "
}

// Empty is the page of an archive without any post (Archiver.py: InitVars).
func (p *Pages) Empty() ([]byte, error) {
	text, err := i18n.Letter{Name: "emptyarchive.html", List: p.list, Vars: i18n.Vars{
		"listname": i18n.TextOf(p.list.Value("real_name")),
		"listinfo": p.listinfo(),
		"lang":     strings.ReplaceAll(p.home.lang, "_", "-"),
		"dir":      p.direction(p.home.lang),
	}}.Make(p.site)
	return []byte(text.InHTML(p.home.charset)), err
}
