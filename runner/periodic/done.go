// SPDX-License-Identifier: GPL-2.0-or-later

package periodic

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"mmgen/runner/change"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

const (
	maxDone  = 1 << 30 // how many bytes of the file are read, at most
	doneMode = 0o660   // the mode of the other files in DATA_DIR
)

// done is what a run, and the unfinished one before it, has done.
type done struct {
	fsys  safeio.FS
	path  string
	names map[string]bool
	text  []byte // the content of the file
}

// readDone reads what an unfinished run has left.
func readDone(s *site.Site, j Job, o Options) (*done, error) {
	name := lockMark + j.Name
	if sum := o.sum(); sum != "" {
		name += "-" + sum
	}
	d := &done{fsys: s.FileSystem(), path: filepath.Join(s.Settings.Str("DATA_DIR"), name+".done"), names: map[string]bool{}}
	text, err := safeio.ReadFile(d.fsys, d.path, maxDone)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading what an unfinished run of %s has done: %w", j.Name, err)
	}
	head, rest, _ := strings.Cut(string(text), "\n")
	begun, err := strconv.ParseInt(head, 10, 64)
	if age := s.Now().Sub(time.Unix(begun, 0)); err != nil || age > j.Unfinished {
		d.text = fmt.Appendf(nil, "%d\n", s.Now().Unix())
		return d, nil
	}
	for line := range strings.Lines(rest) {
		if name, err := strconv.Unquote(strings.TrimSuffix(line, "\n")); err == nil {
			d.names[name] = true
		}
	}
	d.text = text
	return d, nil
}

// has tells whether something is done already.
func (d *done) has(name string) bool { return d.names[name] }

// note notes things as done, with the change that does them.
func (d *done) note(c *change.Change, names ...string) error {
	text := d.text
	for _, name := range names {
		text = append(strconv.AppendQuote(text, name), '\n')
	}
	if err := c.Replace(d.path+".tmp", d.path, "", text, doneMode); err != nil {
		return fmt.Errorf("noting what is done: %w", err)
	}
	return nil
}

// keep takes over what note has noted, once the change is made.
func (d *done) keep(names ...string) {
	for _, name := range names {
		d.text = append(strconv.AppendQuote(d.text, name), '\n')
		d.names[name] = true
	}
}

// forget removes the file: all is done.
func (d *done) forget() error {
	if err := d.fsys.Remove(d.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the note of what is done: %w", err)
	}
	return nil
}
