// SPDX-License-Identifier: GPL-2.0-or-later

package check

import (
	"context"
	"fmt"
	"path/filepath"
)

// dataFiles looks at the files of passwords (check_perms: checkadminpw) and at those that
// Postfix reads (MTA/Postfix.py: checkperms).
func dataFiles(_ context.Context, m *Machine) []Finding {
	var found []Finding
	for _, setting := range []string{"SITE_PW_FILE", "LISTCREATOR_PW_FILE"} {
		if f := m.passwordFile(m.Settings.Str(setting)); f != nil {
			found = append(found, *f)
		}
	}
	if m.Settings.Str("MTA") != "Postfix" {
		return found
	}
	for _, file := range []string{"aliases", "virtual-mailman"} {
		path := filepath.Join(m.Settings.Str("DATA_DIR"), file)
		found = m.add(found, path, rule{tableFile, othersWrite})
		found = m.add(found, path+".db", rule{tableFile, othersWrite})
		if f := m.table(path + ".db"); f != nil {
			found = append(found, *f)
		}
	}
	return found
}

// passwordFile asks for exactly one mode.
func (m *Machine) passwordFile(path string) *Finding {
	info, err := m.FileSystem().Stat(path)
	if err != nil {
		return nil // a site need not have one
	}
	mode := attributesOf(info).mode
	if mode == passwordFile {
		return nil
	}
	f := &Finding{Level: Warning, Where: path, What: fmt.Sprintf("its mode is %04o, and not 0640", mode), Mend: "chmod 0640 " + quote(path)}
	if mode&others != 0 {
		f.Level = Error
	}
	return f
}

// table asks for the owner of a table of Postfix: its aliases' programs run as that user.
func (m *Machine) table(path string) *Finding {
	info, err := m.FileSystem().Stat(path)
	if err != nil || attributesOf(info).uid == m.Owner.UID {
		return nil
	}
	return &Finding{
		Level: Error, Where: path,
		What: fmt.Sprintf("it belongs to user number %d, as whom Postfix runs what its aliases call, and not to %s", attributesOf(info).uid, m.Owner.User),
		Mend: fmt.Sprintf("chown %s:%s %s", m.Owner.User, m.Owner.Group, quote(path)),
	}
}
