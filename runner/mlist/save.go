// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"mmgen/runner/pickle"
	"mmgen/runner/safeio"
)

const (
	// configMode is what Mailman's umask leaves of a config.pck: it holds
	// the members' passwords in clear.
	configMode = 0o660
	// configProtocol is the pickle protocol of config.pck.
	configProtocol = 1
)

// Save writes config.pck; the list must be locked (MailList.py: Save). The
// state before becomes config.pck.last. ErrNotLocked where the lock was lost:
// nothing is written then. Where config.pck can't be written it is as it was.
// Behind it is written what Keep keeps. Links to the archive are mended on the
// way; where they can't be, a log line says so.
func (l *List) Save() error {
	if err := l.CheckLocked(); err != nil {
		return fmt.Errorf("saving: %w", err)
	}
	if err := l.refreshLock(); err != nil {
		return fmt.Errorf("saving list %s: %w", l.name, err)
	}
	room := make([]byte, 0, l.seen.size+l.seen.size/16) // about as long as the one before
	data, err := pickle.AppendDump(room, l.persistent(), configProtocol)
	if err != nil {
		return fmt.Errorf("saving list %s: %w", l.name, err)
	}
	if err := l.write(data); err != nil {
		return fmt.Errorf("saving list %s: %w", l.name, err)
	}
	if err := l.saveBeside(); err != nil {
		return fmt.Errorf("saving list %s: %w", l.name, err)
	}
	l.mendArchiveLinks()
	return nil
}

func (l *List) mendArchiveLinks() {
	if err := l.checkArchiveLinks(); err != nil {
		l.env.Logs.Logf("error", "%s: the public archive is not as archive_private says: %s", l.name, safeio.Explain(err))
	}
}

// persistent is Attrs without the volatile attributes.
func (l *List) persistent() *pickle.Dict {
	var volatile []pickle.Value
	for key := range l.Attrs.All() {
		if s, ok := pickle.AsString(key); ok && strings.HasPrefix(s, "_") {
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

// write does config.pck.tmp.HOST.PID -> config.pck -> config.pck.last.
func (l *List) write(data []byte) error {
	fsys, config, tmp := l.env.FS, l.path("config.pck"), l.tempName()
	if err := safeio.WriteTemp(fsys, tmp, data, configMode); err != nil {
		l.env.Logs.Logf("error", "Failed config.pck write, retaining old state.\n%s", safeio.Explain(err))
		return err
	}
	if err := l.rotate(config, tmp); err != nil {
		_ = fsys.Remove(tmp)
		return err
	}
	info, err := fsys.Stat(config)
	if err != nil {
		return err
	}
	l.seen = stampOf(info)
	return nil
}

func (l *List) rotate(config, tmp string) error {
	fsys, last := l.env.FS, config+".last"
	if err := fsys.Remove(last); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := fsys.Link(config, last); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return fsys.Rename(tmp, config)
}
