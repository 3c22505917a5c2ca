// SPDX-License-Identifier: GPL-2.0-or-later

package check

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"mmgen/runner/admin/show"
	"mmgen/runner/safeio"
)

// listFiles are the files in a list's directory that runners and web pages both write
// (check_perms: checkdata).
var listFiles = []string{
	"config.pck", "config.pck.last", "next-digest", "next-digest-topics", "digest.mbox", "pending.pck", "request.pck",
}

func lists(_ context.Context, m *Machine) []Finding {
	names, err := m.ListNames()
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // directories has said so
		}
		return []Finding{{Level: Error, Where: m.Settings.Str("LIST_DATA_DIR"), What: safeio.Explain(err), Mend: "sudo " + quote(m.Program) + " check"}}
	}
	var found []Finding
	for _, name := range names {
		dir := filepath.Join(m.Settings.Str("LIST_DATA_DIR"), name)
		found = m.add(found, dir, rule{groupDir, othersWrite})
		for _, file := range listFiles {
			found = m.add(found, filepath.Join(dir, file), rule{groupFile, othersWrite})
		}
		if f := unreadable(filepath.Join(dir, "config.pck")); f != nil {
			found = append(found, *f)
		}
	}
	return found
}

// add adds what is wrong with a file, if it is there.
func (m *Machine) add(found []Finding, path string, r rule) []Finding {
	if f, err := m.permissions(path, r); err == nil && f != nil {
		found = append(found, *f)
	}
	return found
}

// unreadable says why a list can't be read (MailList.py: Load takes config.pck.last in
// its place).
func unreadable(config string) *Finding {
	fault := faultOf(config)
	if fault == "" {
		return nil
	}
	f := Finding{Level: Error, Where: config, What: fault, Mend: "take it and config.pck.last out of a backup"}
	if last := config + ".last"; faultOf(last) == "" {
		f.Level = Warning
		f.What += "; the list is read from config.pck.last, without its last change"
		f.Mend = "cp -p " + quote(last) + " " + quote(config)
	}
	return &f
}

// faultOf says why a file is no list's; "" where it is one.
func faultOf(config string) string {
	f, err := show.Read(config)
	switch {
	case err != nil:
		return safeio.Explain(err)
	case f.Fault != "":
		return "it is damaged: " + f.Fault
	case len(f.Values) != 1:
		return "it is no list's"
	}
	return ""
}

// archives looks at what belongs to each list's archive (check_perms: checkarchivedbs,
// checkmboxfile).
func archives(_ context.Context, m *Machine) []Finding {
	private := m.Settings.Str("PRIVATE_ARCHIVE_FILE_DIR")
	dirs, err := m.FileSystem().ReadDir(private)
	if err != nil {
		return nil // directories has said so
	}
	var found []Finding
	for _, dir := range dirs {
		path := filepath.Join(private, dir.Name())
		if !dir.IsDir() {
			continue
		}
		found = m.add(found, path, rule{groupDir, othersWrite})
		if strings.HasSuffix(dir.Name(), ".mbox") {
			found = m.add(found, filepath.Join(path, dir.Name()), rule{groupFile, othersWrite})
			continue
		}
		found = m.add(found, filepath.Join(path, "database"), rule{groupDir, others})
		found = m.add(found, filepath.Join(path, "pipermail.pck"), rule{groupFile, othersWrite})
	}
	return found
}
