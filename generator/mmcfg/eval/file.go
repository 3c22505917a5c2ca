// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"errors"
	"io/fs"
	"strings"

	"mmgen/generator/pyvalue"
)

// file is an open file: what is left of its text.
type file struct {
	object
	text string
}

func (*file) TypeName() string { return "file" }

// builtinOpen is open() for reading.
func builtinOpen(ev *Interp, a *args) (Value, error) {
	if u := ev.known(a, 1, 2); u != nil {
		return u, nil
	}
	name, ok := a.pos[0].(pyvalue.Str)
	if mode := otherwise(a.pos, 1, pyvalue.Str("r")); !ok || mode != Value(pyvalue.Str("r")) && mode != Value(pyvalue.Str("rb")) {
		return ev.refuse("this open() is not followed"), nil
	}
	if err := ev.ask(); err != nil {
		return nil, err
	}
	b, err := ev.world.ReadFile(string(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ev.raiseArgs("IOError", int64(2), pyvalue.Str("No such file or directory"), name)
	case err != nil:
		return ev.refuse("%s can't be read: %v", name, err), nil
	}
	return &file{text: string(b)}, ev.grow(len(b))
}

// line takes the next line, its end included.
func (f *file) line() pyvalue.Str {
	n := strings.IndexByte(f.text, '\n') + 1
	if n == 0 {
		n = len(f.text)
	}
	line := f.text[:n]
	f.text = f.text[n:]
	return pyvalue.Str(line)
}

// fileLines are the lines that are left.
func (ev *Interp) fileLines(f *file) ([]Value, error) {
	size := len(f.text)
	var lines []Value
	for f.text != "" {
		lines = append(lines, f.line())
	}
	return lines, ev.grow(size + 32*len(lines))
}

func fileRead(ev *Interp, self Value, _ []Value) (Value, error) {
	f := self.(*file)
	text := f.text
	f.text = ""
	return pyvalue.Str(text), ev.grow(len(text))
}

func fileReadLine(ev *Interp, self Value, _ []Value) (Value, error) {
	line := self.(*file).line()
	return line, ev.grow(len(line))
}

func fileReadLines(ev *Interp, self Value, _ []Value) (Value, error) {
	lines, err := ev.fileLines(self.(*file))
	return pyvalue.NewList(lines...), err
}

func fileClose(ev *Interp, self Value, _ []Value) (Value, error) {
	ev.blur(self, ev.unknown("a file that was closed"))
	return nil, nil
}
