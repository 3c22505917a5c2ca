// SPDX-License-Identifier: GPL-2.0-or-later

package scrub

import (
	"fmt"
	"path/filepath"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/markup"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
)

// maxBase is the longest name of an attachment, without extension and number.
const maxBase = 240

// store puts a part into a file of its own and returns the address of the file, in angle
// brackets (Scrubber.py: save_attachment). filtered is stored in place of the body of the part;
// where it is nil, the body itself is stored.
func (j *job) store(part *message.Message, filtered *string) (url string, err error) {
	base, ext := j.names(part)
	content := part.DecodedBody()
	endings := []string{ext}
	switch {
	case filtered != nil:
		content = *filtered
		// Mailman looks whether the name is free with the extension that
		// the part would have, and then writes a .txt.
		ext = ".txt"
		endings = append(endings, ext)
	case isMessage(part):
		content = markup.Escaper(j.Site.Settings)("[" + part.Parts()[0].Refolded(j.Site.Now) + "]")
	}
	folder, err := attachmentsIn(j.Site.FileSystem(), j.Change.Files(), j.privateDir())
	if err == nil {
		base, err = folder.add(base, ext, endings, content)
	}
	if err != nil {
		return "", fmt.Errorf("storing an attachment of list %s: %w", j.list().InternalName(), err)
	}
	address := j.list().ArchiveURL()
	if !strings.HasSuffix(address, "/") {
		address += "/"
	}
	return "<" + address + j.dir + "/" + base + ext + ">", nil
}

// privateDir is the folder of the message's files.
func (j *job) privateDir() string {
	return filepath.Join(j.Site.Settings.Str("PRIVATE_ARCHIVE_FILE_DIR"), j.list().InternalName(), j.dir)
}

// names is the name that the file of a part is to have, in harmless characters.
func (j *job) names(part *message.Message) (base, ext string) {
	set, ctype := j.Site.Settings, part.ContentType()
	name, own := SplitExt(j.safeName(part))
	if set.Bool("SCRUBBER_USE_ATTACHMENT_FILENAME_EXTENSION") {
		ext = own
	}
	if ext == "" {
		ext = guessExtension(ctype, own)
	}
	switch {
	case ext != "":
	case isMessage(part):
		ext = ".txt"
	default:
		ext = ".bin"
	}
	if name == "" || set.Bool("SCRUBBER_DONT_USE_ATTACHMENT_FILENAME") {
		return "attachment", harmless(ext)
	}
	name = name[strings.LastIndexAny(name, `/\:`)+1:]
	name = harmless(strings.TrimLeft(name, "."))
	return name[:min(len(name), maxBase)], harmless(ext)
}

// safeName is the name that the message gives the part, in one line.
func (j *job) safeName(part *message.Message) string {
	name, isUnicode, ok := part.Filename()
	if !ok {
		return ""
	}
	if isUnicode && !pystr.IsASCII(name) {
		return oneLine(name)
	}
	return header.Oneline(name, j.charset)
}

// harmless is a name without all characters but ASCII letters, digits, and `-._`.
func harmless(name string) string {
	return strings.Map(func(c rune) rune {
		if c == '-' || c == '.' || c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' {
			return c
		}
		return -1
	}, name)
}
