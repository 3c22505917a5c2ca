// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mmgen/units"
)

// UnitDir is the directory in which systemd lets generators write.
const UnitDir = "/run/systemd/generator"

// Write writes units and links into dir, and makes dir if necessary. An error does not keep
// the rest from being written. Other processes may write the same at the same time: each file
// is renamed into place, and a link that is right already is left alone. Other files in dir
// stay.
func Write(dir string, set units.Set) error {
	var failed []error
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the directory for the units: %w", err)
	}
	for _, u := range set.Units {
		if err := writeFile(filepath.Join(dir, u.Name), u.Text()); err != nil {
			failed = append(failed, fmt.Errorf("writing the unit %s: %w", u.Name, err))
		}
	}
	for _, l := range set.Links {
		if err := writeLink(filepath.Join(dir, l.Name), l.Target); err != nil {
			failed = append(failed, fmt.Errorf("linking %s to %s: %w", l.Name, l.Target, err))
		}
	}
	return errors.Join(failed...)
}

// writeFile writes a file so that nobody sees a part of it. /run needs no fsync.
func writeFile(path, text string) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".mmgen-*") // systemd ignores names that begin with a dot
	if err != nil {
		return err
	}
	_, err = io.WriteString(tmp, text)
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
	}
	return err
}

// writeLink makes a symbolic link, in place of one that points elsewhere.
func writeLink(path, target string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	err := os.Symlink(target, path)
	if !errors.Is(err, os.ErrExist) {
		return err
	}
	if old, err := os.Readlink(path); err == nil && old == target {
		return nil
	}
	tmp := fmt.Sprintf("%s/.mmgen-%d-%s", filepath.Dir(path), os.Getpid(), filepath.Base(path))
	if err := os.Symlink(target, tmp); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		_ = os.Remove(tmp)
		return err
	}
	return nil
}

// Print shows units as `systemctl cat` does, each below a line with its path,
// and lists the links at the end.
func Print(w io.Writer, set units.Set) error {
	for _, u := range set.Units {
		if _, err := fmt.Fprintf(w, "# %s/%s\n%s\n", UnitDir, u.Name, u.Text()); err != nil {
			return fmt.Errorf("printing the units: %w", err)
		}
	}
	for _, l := range set.Links {
		if _, err := fmt.Fprintf(w, "# link: %s -> %s\n", l.Name, l.Target); err != nil {
			return fmt.Errorf("printing the links: %w", err)
		}
	}
	return nil
}
