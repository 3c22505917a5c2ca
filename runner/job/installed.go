// SPDX-License-Identifier: GPL-2.0-or-later

package job

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"

	"mmgen/generator/mmcfg"
	"mmgen/runner/lazyregexp"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// sharedDirs are the settings of directories that a qrunner works on. All of
// them must be the same for it and for mmrun, or it works on another site.
func sharedDirs() []string {
	names := []string{"QUEUE_DIR", "LOCK_DIR", "LIST_DATA_DIR", "DATA_DIR"}
	for _, q := range site.QueueDirs() {
		names = append(names, q.Setting)
	}
	return names
}

// maxPathsFile bounds what is read of bin/paths.py.
const maxPathsFile = 1 << 20

// checkInstalled tells why the installed Mailman's own Python must not be given
// entries of this site; nil where it may. A qrunner knows nothing of the INI file
// and the flags that mmrun was called with: what it works on is what its own
// mm_cfg.py says. It writes as the user who runs it, so that must be the site's,
// and never root.
func checkInstalled(s *site.Site) error {
	if s.UID == 0 {
		return errors.New("mmrun runs as root, and Mailman's Python must not; run it as the site's user")
	}
	set, err := installedSettings(s.Settings.Str("BIN_DIR"))
	if err != nil {
		return fmt.Errorf("what Mailman's Python would work on can't be told: %w", err)
	}
	for _, name := range sharedDirs() {
		ours, its := s.Settings.Str(name), set.Str(name)
		if !sameDir(ours, its) {
			return fmt.Errorf("the installed Mailman works on another site: its %s is %s, and this one's is %s", name, its, ours)
		}
	}
	name := set.Str("MAILMAN_USER")
	if account, err := user.Lookup(name); err == nil && account.Uid != strconv.Itoa(s.UID) {
		return fmt.Errorf("mmrun runs as user number %d, and Mailman's Python must run as %s (MAILMAN_USER)", s.UID, name)
	}
	return nil
}

// installedSettings are the settings as the scripts in binDir see them, without
// an INI file.
func installedSettings(binDir string) (*mmcfg.Settings, error) {
	prefix, err := prefixOf(binDir)
	if err != nil {
		return nil, err
	}
	found, err := mmcfg.Load(mmcfg.Options{NoConfigFile: true, MMCfg: filepath.Join(prefix, "Mailman", "mm_cfg.py")})
	var faults mmcfg.Errors
	if errors.As(err, &faults) && found.Settings != nil && !slices.ContainsFunc(faults, concernsDirs) {
		err = nil // the error is about settings that are not needed here
	}
	if err != nil {
		return nil, err
	}
	return found.Settings, nil
}

// concernsDirs tells whether a setting that is compared could not be worked out. An
// error that names no setting may concern one of these.
func concernsDirs(e *mmcfg.Error) bool {
	return len(e.Names) == 0 || slices.ContainsFunc(e.Names, func(name string) bool {
		return name == "MAILMAN_USER" || slices.Contains(sharedDirs(), name)
	})
}

// prefixLine is how configure writes the prefix into bin/paths.py.
var prefixLine = lazyregexp.New(`(?m)^prefix\s*=\s*(?:'([^'\\]*)'|"([^"\\]*)")`)

// prefixOf is the directory that has Mailman's package, as the scripts in binDir
// find it (bin/paths.py): the one above theirs, unless they say otherwise.
func prefixOf(binDir string) (string, error) {
	text, err := safeio.ReadFile(safeio.OS, filepath.Join(binDir, "paths.py"), maxPathsFile)
	if err != nil {
		return "", err
	}
	m := prefixLine().FindSubmatch(text)
	switch {
	case m == nil:
		return filepath.Dir(filepath.Clean(binDir)), nil
	case len(m[1]) > 0:
		return string(m[1]), nil
	}
	return string(m[2]), nil
}

// sameDir tells whether two paths lead to one directory.
func sameDir(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	if errA != nil || errB != nil {
		return filepath.Clean(a) == filepath.Clean(b)
	}
	return os.SameFile(infoA, infoB)
}
