// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"mmgen/units"
)

// KeptUnits is the file in which the generator keeps the units of the last settings without a
// fault. systemd empties a generator's own directory at each daemon-reload, and has all of
// /run writable for generators where it makes the rest of the system read-only (253 and
// later). A reboot forgets them.
const KeptUnits = "/run/mmgen/units.json"

// Keep stores a set of units in a file, which appears whole or not at all. A file that has
// them already is not written.
func Keep(file string, set units.Set) error {
	text, err := json.Marshal(set)
	if err != nil {
		return fmt.Errorf("keeping the units: %w", err)
	}
	if err := KeepText(file, string(text)); err != nil {
		return fmt.Errorf("keeping the units in %s: %w", file, err)
	}
	return nil
}

// KeepText stores a text in a file, which appears whole or not at all and makes its directory.
// A file that has it already is not written; "" removes it.
func KeepText(file, text string) error {
	if text == "" {
		return remove(file)
	}
	if old, err := os.ReadFile(file); err == nil && string(old) == text {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return writeFile(file, text)
}

// remove removes a file that may not be there.
func remove(file string) error {
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Recall returns the units that Keep stored; ok is false if there are none.
func Recall(file string) (set units.Set, ok bool, err error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return units.Set{}, false, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &set)
	}
	if err != nil {
		return units.Set{}, false, fmt.Errorf("reading the units that were kept in %s: %w", file, err)
	}
	return set, true, nil
}

// Forget removes what Keep stored, when there is no site any more.
func Forget(file string) error {
	if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forgetting the units that were kept: %w", err)
	}
	return nil
}
