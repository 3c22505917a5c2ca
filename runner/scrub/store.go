// SPDX-License-Identifier: GPL-2.0-or-later

package scrub

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"mmgen/runner/charset"
	"mmgen/runner/lockfile"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/safeio"
)

// maxBase is the longest name of an attachment, without extension and number.
const maxBase = 240

// store puts a part into a file of its own and returns the address of that,
// in angle brackets (Scrubber.py: save_attachment). filtered is what to store in
// place of its body, nil for the body itself.
func (j *job) store(ctx context.Context, part *message.Message, filtered *string) (url string, err error) {
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
		content = Websafe(j.Site.Settings, "["+part.Parts()[0].Refolded(j.Site.Now)+"]")
	}
	base, err = j.write(ctx, base, ext, endings, content)
	if err != nil {
		return "", fmt.Errorf("storing an attachment of list %s: %w", j.List.InternalName(), err)
	}
	address := j.List.ArchiveURL()
	if !strings.HasSuffix(address, "/") {
		address += "/"
	}
	return "<" + address + j.dir + "/" + base + ext + ">", nil
}

// names is what a part's file is to be called, in harmless characters.
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

// safeName is what the message calls the part, in one line.
func (j *job) safeName(part *message.Message) string {
	name, isUnicode, ok := part.Filename()
	if !ok {
		return ""
	}
	if isUnicode && !charset.IsASCII(name) {
		return oneLine(name)
	}
	return header.Oneline(name, j.charset)
}

// harmless leaves of a name ASCII letters, digits, and `-._`.
func harmless(name string) string {
	return strings.Map(func(c rune) rune {
		if c == '-' || c == '.' || c == '_' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' {
			return c
		}
		return -1
	}, name)
}

// write writes a new file, base and ext with a number between them where that
// is taken with any of the endings. It returns base with the number.
func (j *job) write(ctx context.Context, base, ext string, endings []string, content string) (string, error) {
	fsys := j.Site.FileSystem()
	archive := filepath.Join(j.Site.Settings.Str("PRIVATE_ARCHIVE_FILE_DIR"), j.List.InternalName())
	dir := filepath.Join(archive, j.dir)
	if err := makeDirs(fsys, dir); err != nil {
		return "", err
	}
	unlock, err := j.lock(ctx, dir)
	if err != nil {
		return "", err
	}
	tmp := filepath.Join(dir, "attachments.tmp")
	err = safeio.WriteTemp(fsys, tmp, []byte(content), 0o664)
	if err == nil {
		base, err = j.giveName(fsys, tmp, dir, base, ext, endings)
	}
	if err != nil {
		_ = fsys.Remove(tmp)
	}
	return base, errors.Join(err, unlock())
}

// lockTime is how long to wait for the folder: the lock of a process that was
// killed counts for half a minute.
const lockTime = time.Minute

// lock takes the lock of a folder. A program that is asked to end finishes the
// message in hand.
func (j *job) lock(ctx context.Context, dir string) (unlock func() error, err error) {
	lock, err := lockfile.New(filepath.Join(dir, "attachments.lock"), lockfile.Options{
		Hostname: j.Site.Host, PID: j.Site.PID, Now: j.Site.Now, Log: j.Site.Logs,
	})
	if err != nil {
		return nil, err
	}
	return lock.Acquire(context.WithoutCancel(ctx), lockTime)
}

// giveName renames tmp to base and ext with a number between them that makes
// the name new. It returns base with the number. Numbers that an earlier part
// of the message found taken are not tried again.
func (j *job) giveName(fsys safeio.FS, tmp, dir, base, ext string, endings []string) (string, error) {
	for n := j.numbers[base+ext]; ; n++ {
		numbered := base
		if n > 0 {
			numbered = fmt.Sprintf("%s-%04d", base, n)
		}
		path := dir + "/" + numbered
		if slices.ContainsFunc(endings, func(ending string) bool { return exists(fsys, path+ending) }) {
			continue
		}
		err := fsys.RenameNew(tmp, path+ext)
		if !errors.Is(err, fs.ErrExist) {
			j.numbers[base+ext] = n + 1
			return numbered, err
		}
	}
}

func exists(fsys safeio.FS, path string) bool {
	_, err := fsys.Stat(path)
	return err == nil
}

// makeDirs makes a folder and those above it that are missing (Scrubber.py:
// makedirs). The last becomes setgid where that is allowed: a sandboxed service
// inherits the bit or has none.
func makeDirs(fsys safeio.FS, dir string) error {
	if exists(fsys, dir) {
		return nil
	}
	if err := makeParents(fsys, filepath.Dir(dir)); err != nil {
		return err
	}
	if err := safeio.Mkdir(fsys, dir, 0o775); err != nil {
		return err
	}
	err := fsys.Chmod(dir, 0o775|fs.ModeSetgid)
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}

func makeParents(fsys safeio.FS, dir string) error {
	_, err := fsys.Stat(dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := makeParents(fsys, filepath.Dir(dir)); err != nil {
		return err
	}
	return safeio.Mkdir(fsys, dir, 0o775)
}
