// SPDX-License-Identifier: GPL-2.0-or-later

// Package vouched keeps the few settings that queueing a mail needs (Names) in a file of their
// own. To read the site's settings files takes longer than all the rest of queueing a mail.
//
// mmgen writes File whenever systemd has it make the units, if the settings have no
// fault. Beside the values stand the marks (rootfs.Mark) of all files that the settings
// came from, and the paths at which no file was. As long as these are as they were, so
// are the settings. When one has changed, Read says ErrStale, until the next
// daemon-reload. Settings that depend on anything but files, such as the
// environment, are never written.
//
// # On disk
//
// A line each, of words in Go's double quotes, and numbers:
//
//	mmgen vouched 1
//	absent "/etc/mailman/mmgen.ini"
//	there "/etc/mailman/mm_cfg.py" DEV INO SIZE MTIME CTIME
//	set "INQUEUE_DIR" "/var/lib/mailman/qfiles/in"
package vouched

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"mmgen/generator/rootfs"
)

// File is where the settings are kept. Only root writes there, and a reboot forgets it.
const File = "/run/mmgen/settings"

// Names are the settings that are kept.
var Names = []string{
	"ACCEPTABLE_LISTNAME_CHARACTERS", "LIST_DATA_DIR", "QFILE_SCHEMA_VERSION",
	"INQUEUE_DIR", "BOUNCEQUEUE_DIR", "CMDQUEUE_DIR",
}

// ErrStale says that a file from which the settings came has changed.
var ErrStale = errors.New("the settings were changed since mmgen read them; run systemctl daemon-reload")

const firstLine = "mmgen vouched 1\n"

// Text is the content of File: values by the names of settings, and what vouches for them.
func Text(values map[string]string, marks []rootfs.Mark) string {
	var b strings.Builder
	b.WriteString(firstLine)
	for _, m := range marks {
		if m.There {
			fmt.Fprintf(&b, "there %q %d %d %d %d %d\n", m.Path, m.Dev, m.Ino, m.Size, m.Mtime, m.Ctime)
		} else {
			fmt.Fprintf(&b, "absent %q\n", m.Path)
		}
	}
	for _, name := range Names {
		fmt.Fprintf(&b, "set %q %q\n", name, values[name])
	}
	return b.String()
}

// Read returns what is kept in a file, by the names of settings. The error is ErrStale,
// says that the file is none of this package's, or is that of the disk.
func Read(file string) (map[string]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	lines, ok := strings.CutPrefix(string(text), firstLine)
	if !ok {
		return nil, fmt.Errorf("%s is of another version of mmgen; run systemctl daemon-reload", file)
	}
	values := map[string]string{}
	for line := range strings.Lines(lines) {
		if err := readLine(line, values); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// readLine reads a line of the file, and sets a value or compares a mark.
func readLine(line string, values map[string]string) error {
	kind, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
	quoted, err := strconv.QuotedPrefix(rest)
	if err != nil {
		return fmt.Errorf("line %q: %w", line, err)
	}
	rest = strings.TrimPrefix(rest[len(quoted):], " ")
	word, err := strconv.Unquote(quoted)
	switch {
	case err != nil:
	case kind == "set":
		values[word], err = strconv.Unquote(rest)
	default:
		err = compare(kind, word, rest)
	}
	if err != nil && !errors.Is(err, ErrStale) {
		err = fmt.Errorf("line %q: %w", line, err)
	}
	return err
}

// compare compares a mark with what is there now.
func compare(kind, path, numbers string) error {
	then := rootfs.Mark{Path: path, There: kind == "there"}
	if then.There {
		if _, err := fmt.Sscan(numbers, &then.Dev, &then.Ino, &then.Size, &then.Mtime, &then.Ctime); err != nil {
			return err
		}
	}
	now, err := rootfs.MarkOf(path)
	if err == nil && now != then {
		err = ErrStale
	}
	return err
}
