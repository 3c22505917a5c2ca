// SPDX-License-Identifier: GPL-2.0-or-later

package check

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"mmgen/runner/queue"
	"mmgen/runner/site"
)

const (
	setClock = "timedatectl set-ntp true"
	// clockSlop is how far the clocks of hosts that share files may be apart.
	clockSlop = 2 * time.Minute
)

// released is when Mailman 2.1.39 was: no site's clock is right before that.
var released = time.Date(2021, time.December, 13, 0, 0, 0, 0, time.UTC)

// clock compares the clock with the times of queue entries, logs and lists. Those of
// locks are meant to be in the future.
func clock(_ context.Context, m *Machine) []Finding {
	var found []Finding
	if now := m.Now(); now.Before(released) {
		found = append(found, Finding{Level: Error, Where: "clock", What: "it says " + now.Format(time.DateTime), Mend: setClock})
	}
	dirs := []string{m.Settings.Str("LOG_DIR")}
	for _, q := range site.QueueDirs() {
		dirs = append(dirs, m.Settings.Str(q.Setting))
	}
	names, _ := m.ListNames() // lists has said why
	for _, name := range names {
		dirs = append(dirs, filepath.Join(m.Settings.Str("LIST_DATA_DIR"), name))
	}
	for _, dir := range dirs {
		if f := m.future(dir); f != nil {
			found = append(found, *f)
		}
	}
	return found
}

// future says which files of a directory are from the future.
func (m *Machine) future(dir string) *Finding {
	files, err := m.FileSystem().ReadDir(dir)
	if err != nil {
		return nil // directories and lists have said so
	}
	count, latest, file := 0, m.Now().Add(clockSlop), ""
	for _, entry := range files {
		at, err := m.timeOf(dir, entry.Name())
		if err != nil || !at.After(m.Now().Add(clockSlop)) {
			continue
		}
		count++
		if at.After(latest) {
			latest, file = at, entry.Name()
		}
	}
	if count == 0 {
		return nil
	}
	return &Finding{
		Level: Warning, Where: dir, Mend: setClock,
		What: fmt.Sprintf("%d files are from the future, as %s, which is of %s; the clock says %s",
			count, file, latest.In(m.Now().Location()).Format(time.DateTime), m.Now().Format(time.DateTime)),
	}
}

// timeOf is when an entry was received, by its name, and when another file was written.
func (m *Machine) timeOf(dir, file string) (time.Time, error) {
	if received, err := queue.ReceivedOf(strings.TrimSuffix(file, filepath.Ext(file))); err == nil {
		return received, nil
	}
	info, err := m.FileSystem().Stat(filepath.Join(dir, file))
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}
