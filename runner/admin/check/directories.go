// SPDX-License-Identifier: GPL-2.0-or-later

package check

import (
	"context"
	"fmt"

	"mmgen/runner/site"
)

// siteDirs are the directories of a site. A queue that is not there is made by the program that needs
// it; without the others something fails.
var siteDirs = []struct {
	setting string
	bar     uint32
	missing Level
	mode    string // the mode of a new directory
}{
	{"LIST_DATA_DIR", othersWrite, Error, "2775"},
	{"DATA_DIR", othersWrite, Error, "2775"},
	{"LOCK_DIR", othersWrite, Error, "2775"},
	{"LOG_DIR", othersWrite, Warning, "2775"},
	{"PRIVATE_ARCHIVE_FILE_DIR", othersWrite | othersRead, Error, "2770"},
	{"PUBLIC_ARCHIVE_FILE_DIR", othersWrite, Error, "2775"},
	{"QUEUE_DIR", othersWrite, Error, "2770"},
}

func directories(_ context.Context, m *Machine) []Finding {
	var found []Finding
	for _, dir := range siteDirs {
		path := m.Settings.Str(dir.setting)
		f, err := m.permissions(path, rule{groupDir, dir.bar})
		if err != nil {
			f = &Finding{Level: dir.missing, Where: path, What: "there is no such directory", Mend: fmt.Sprintf(
				"install -d -o %s -g %s -m %s %s", m.Owner.User, m.Owner.Group, dir.mode, quote(path))}
		}
		if f != nil {
			f.Where += " (" + dir.setting + ")"
			found = append(found, *f)
		}
	}
	for _, q := range site.QueueDirs() {
		f, _ := m.permissions(m.Settings.Str(q.Setting), rule{groupDir, othersWrite})
		if f != nil {
			f.Where += " (" + q.Setting + ")"
			found = append(found, *f)
		}
	}
	return found
}
