// SPDX-License-Identifier: GPL-2.0-or-later

package roster

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"regexp"

	"mmgen/runner/admin/mta"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// Remove removes a list (bin/rmlist), with archives also its archives, and says what it
// removes. It holds the list's lock meanwhile, so that nobody begins to deliver a post.
// The files of the list go last, and its config.pck after all others: after a kill the
// list still exists, and Remove can be called again.
func Remove(ctx context.Context, s *site.Site, name string, archives bool) (removed []string, err error) {
	l, err := s.FindList(name)
	if err != nil {
		return nil, err
	}
	unlock, err := l.Lock(ctx, l.LockTimeout())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if s.Settings.Str("MTA") == "Postfix" {
		if err := (mta.Postfix{Site: s}).Remove(ctx, l); err != nil {
			return nil, err
		}
	}
	paths, err := belongings(s, l.InternalName(), archives)
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		switch err := safeio.RemoveAll(s.FileSystem(), path, lastToGo...); {
		case err == nil:
			removed = append(removed, path)
		case !errors.Is(err, fs.ErrNotExist):
			return removed, err
		}
	}
	return removed, nil
}

// lastToGo are the files without which a directory is no list any more. config.pck.last is the
// state before config.pck.
var lastToGo = []string{"config.pck.last", "config.pck"}

// belongings are the files of a list, the list itself last.
func belongings(s *site.Site, list string, archives bool) (paths []string, err error) {
	if archives {
		for _, setting := range []string{"PUBLIC_ARCHIVE_FILE_DIR", "PRIVATE_ARCHIVE_FILE_DIR"} {
			dir := filepath.Join(s.Settings.Str(setting), list)
			paths = append(paths, dir, dir+".mbox")
		}
	}
	held := regexp.MustCompile(`(?i)^heldmsg-` + regexp.QuoteMeta(list) + `-\d+\.(pck|txt)$`)
	files, err := s.FileSystem().ReadDir(s.Settings.Str("DATA_DIR"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if held.MatchString(file.Name()) {
			paths = append(paths, filepath.Join(s.Settings.Str("DATA_DIR"), file.Name()))
		}
	}
	return append(paths, filepath.Join(s.Settings.Str("LIST_DATA_DIR"), list)), nil
}
