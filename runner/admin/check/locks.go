// SPDX-License-Identifier: GPL-2.0-or-later

package check

import (
	"context"
	"path/filepath"
	"strings"

	"mmgen/runner/admin/status"
	"mmgen/runner/safeio"
)

// maxClaim bounds a lock's content, which is the name of a file.
const maxClaim = 1 << 12

// locks looks for locks that protect nobody. Who wants one of them waits for it, until
// its time is over.
func locks(_ context.Context, m *Machine) []Finding {
	var found []Finding
	all, _ := status.Locks(m.Site)
	for _, lock := range all {
		if !lock.Stale {
			continue
		}
		path := filepath.Join(m.LockDir(), lock.Name)
		found = append(found, Finding{
			Level: Warning, Where: path, What: "its holder is gone: " + lock.Holder, Mend: "rm " + m.lockFiles(path),
		})
	}
	return found
}

// lockFiles are a lock and its holder's claim to it, whose name the lock has for a content
// (LockFile.py).
func (m *Machine) lockFiles(path string) string {
	text, err := safeio.ReadFile(m.FileSystem(), path, maxClaim)
	claim := filepath.Base(strings.TrimSpace(string(text)))
	if err != nil || !strings.HasPrefix(claim, filepath.Base(path)+".") {
		return quote(path)
	}
	return quote(path) + " " + quote(filepath.Join(filepath.Dir(path), claim))
}
