// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"fmt"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/safeio"
)

const (
	// configMode is what Mailman's umask leaves of a config.pck: it holds
	// the members' passwords in clear.
	configMode = 0o660
	// configProtocol is the pickle protocol of config.pck.
	configProtocol = 1
)

// Save writes config.pck alone; the list must be locked (MailList.py: Save). What is
// made together with a change to a list needs a Change. The
// state before becomes config.pck.last. ErrNotLocked where the lock was lost:
// nothing is written then. Where config.pck can't be written it is as it was.
// Links to the archive are mended on the way; where they can't be, a log line
// says so.
func (l *List) Save() error {
	if err := l.CheckLocked(); err != nil {
		return fmt.Errorf("saving: %w", err)
	}
	files := l.newFiles()
	err := l.stage(files)
	if err == nil {
		err = files.Commit()
	}
	if err != nil {
		files.Drop()
		return l.notSaved(err)
	}
	l.saved()
	return nil
}

func (l *List) mendArchiveLinks() {
	if err := l.checkArchiveLinks(); err != nil {
		l.env.Logs.Logf("error", "%s: the public archive is not as archive_private says: %s", l.name, safeio.Explain(err))
	}
}

// persistent is Attrs without the volatile attributes.
func (l *List) persistent() *pyvalue.Dict {
	var volatile []pyvalue.Value
	for key := range l.Attrs.All() {
		if s, ok := pyvalue.AsString(key); ok && strings.HasPrefix(s, "_") {
			volatile = append(volatile, key)
		}
	}
	if len(volatile) == 0 {
		return l.Attrs
	}
	attrs := l.Attrs.Copy()
	for _, key := range volatile {
		attrs.Delete(key)
	}
	return attrs
}

func (l *List) tempName() string {
	return fmt.Sprintf("%s.tmp.%s.%d", l.path("config.pck"), l.env.Hostname, l.env.PID)
}
