// SPDX-License-Identifier: GPL-2.0-or-later

package site

import (
	"fmt"
	"slices"
)

// ListNames are the names of all lists, in the order of the alphabet (Utils.py:
// list_names).
func (s *Site) ListNames() ([]string, error) {
	dir := s.Settings.Str("LIST_DATA_DIR")
	files, err := s.FileSystem().ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("looking for lists in LIST_DATA_DIR: %w", err)
	}
	var names []string
	for _, file := range files {
		if s.ListExists(file.Name()) {
			names = append(names, file.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}
