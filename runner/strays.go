// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"mmgen/runner/queue"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

const (
	straysMode = 0o660
	maxStrays  = 1 << 20 // bytes that are read of one file of strays
)

// tellStrays logs the files in the directory of a queue that are no entries and stay
// where they are, each only once and not in every drain. DATA_DIR/mmrun-QUEUE.strays
// has the names of those that were logged, a name a line.
func tellStrays(s *site.Site, spec Spec, dir string, strays []queue.Stray) {
	path := filepath.Join(s.Settings.Str("DATA_DIR"), lockName(spec)+".strays")
	told := toldStrays(s.FileSystem(), path)
	var names []string
	for _, stray := range strays {
		names = append(names, stray.File)
		if !slices.Contains(told, stray.File) {
			s.Logs.Logf("error", "Not a queue entry, left alone: %s: %v", filepath.Join(dir, stray.File), stray.Reason)
		}
	}
	slices.Sort(names)
	if slices.Equal(names, told) {
		return
	}
	if err := saveStrays(s.FileSystem(), path, names); err != nil {
		s.Logs.Logf("error", "files that are no entries will be told again: %s", safeio.Explain(err))
	}
}

func toldStrays(fsys safeio.FS, path string) []string {
	content, err := safeio.ReadFile(fsys, path, maxStrays)
	if err != nil {
		return nil
	}
	return strings.FieldsFunc(string(content), func(r rune) bool { return r == '\n' })
}

func saveStrays(fsys safeio.FS, path string, names []string) error {
	if len(names) > 0 {
		content := strings.Join(names, "\n") + "\n"
		return safeio.WriteFile(fsys, path+".tmp", path, []byte(content), straysMode)
	}
	if err := fsys.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
