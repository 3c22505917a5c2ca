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
)

const (
	straysMode = 0o660
	maxStrays  = 1 << 20 // bytes that are read of a file of strays
)

// tellStrays logs the files in the queue that are no entries and stay where they
// are, each once, however many drains come by. Which were told stands in
// DATA_DIR/mmrun-QUEUE.strays, a name a line.
func (s *slot) tellStrays(strays []queue.Stray) {
	path := filepath.Join(s.site.Settings.Str("DATA_DIR"), lockName(s.spec)+".strays")
	told := s.toldStrays(path)
	var names []string
	for _, stray := range strays {
		names = append(names, stray.File)
		if !slices.Contains(told, stray.File) {
			s.site.Logs.Logf("error", "Not a queue entry, left alone: %s: %v", filepath.Join(s.queue.Dir(), stray.File), stray.Reason)
		}
	}
	slices.Sort(names)
	if slices.Equal(names, told) {
		return
	}
	if err := s.saveStrays(path, names); err != nil {
		s.site.Logs.Logf("error", "files that are no entries will be told again: %s", safeio.Explain(err))
	}
}

func (s *slot) toldStrays(path string) []string {
	content, err := safeio.ReadFile(s.site.FileSystem(), path, maxStrays)
	if err != nil {
		return nil
	}
	return strings.FieldsFunc(string(content), func(r rune) bool { return r == '\n' })
}

func (s *slot) saveStrays(path string, names []string) error {
	fsys := s.site.FileSystem()
	if len(names) > 0 {
		content := strings.Join(names, "\n") + "\n"
		return safeio.WriteFile(fsys, path+".tmp", path, []byte(content), straysMode)
	}
	if err := fsys.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
