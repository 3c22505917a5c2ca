// SPDX-License-Identifier: GPL-2.0-or-later

package shunted

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"mmgen/runner/admin/show"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// discardable are the extensions of what can be discarded.
var discardable = []string{".pck", ".psv"}

// Discard removes entries for good. They can be in the shunt queue, in the bad queue or,
// as long as no runner handles them, in any other. Each is noted in the log vette, like a
// discarded post. files are paths, or names of files in the shunt or the bad queue.
func Discard(ctx context.Context, s *site.Site, files []string) (results []Result, err error) {
	err = locked(ctx, s, func(*queue.Queue) error {
		for _, file := range files {
			results = append(results, discard(s, file))
		}
		return nil
	})
	return results, err
}

func discard(s *site.Site, file string) Result {
	path, err := find(s, file)
	if err != nil {
		return Result{File: file, Err: err}
	}
	r := Result{File: path, What: "no message"}
	shown, err := show.Read(path)
	if err == nil && shown.Message != nil {
		entry := &queue.Entry{Msg: message.Parse(*shown.Message), Data: queue.Metadata{Dict: shown.Data}}
		r.What = about(entry)
	}
	if r.Err = s.FileSystem().Remove(path); r.Err == nil {
		s.Logs.Logf("vette", "mmrun discard: %s, %s", path, r.What)
	}
	return r
}

// find is the path of an entry that can be discarded.
func find(s *site.Site, file string) (path string, err error) {
	if !slices.Contains(discardable, filepath.Ext(file)) {
		return "", fmt.Errorf("%s: the name of an entry ends in %s", file, strings.Join(discardable, " or "))
	}
	dirs := []string{filepath.Dir(file)}
	if dirs[0] == "." && filepath.Base(file) == file {
		dirs = []string{s.Settings.Str(site.Shunt), s.Settings.Str(site.Bad)}
	}
	for _, dir := range dirs {
		for _, q := range site.QueueDirs() {
			if !SameDir(dir, s.Settings.Str(q.Setting)) {
				continue
			}
			path := filepath.Join(dir, filepath.Base(file))
			if _, err := s.FileSystem().Stat(path); err == nil {
				return path, nil
			}
		}
	}
	return "", fmt.Errorf("%s is no file in a queue of this site", file)
}
