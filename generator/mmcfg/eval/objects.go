// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"

	"mmgen/generator/pyvalue"
)

// File is an open file: what is left of its text.
type File struct {
	Object
	Text string // what was not read yet
}

func (*File) TypeName() string { return "file" }

// Line takes the next line, its end included.
func (f *File) Line() pyvalue.Str {
	n := strings.IndexByte(f.Text, '\n') + 1
	if n == 0 {
		n = len(f.Text)
	}
	line := f.Text[:n]
	f.Text = f.Text[n:]
	return pyvalue.Str(line)
}

// Lines are the lines that are left.
func (ev *Interp) Lines(f *File) ([]Value, error) {
	size := len(f.Text)
	var lines []Value
	for f.Text != "" {
		lines = append(lines, f.Line())
	}
	return lines, ev.Grow(size + 32*len(lines))
}

// Record is a tuple with names, such as pwd.getpwnam returns.
type Record struct {
	Object
	Items []Value
	Names []string
}

func (*Record) TypeName() string { return "struct" }
