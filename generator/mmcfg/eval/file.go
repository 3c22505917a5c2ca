// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"errors"
	"io/fs"
	"strings"

	"mmgen/generator/pyvalue"
)

// file is an open file: its text, and how far it was read.
type file struct {
	object
	text string
	pos  int
}

func (*file) TypeName() string { return "file" }

// builtinOpen is open() for reading.
func builtinOpen(ev *Interp, a *args) (Value, error) {
	if u := ev.wrongArgs(a, 1, 2); u != nil {
		return u, nil
	}
	name, ok := a.pos[0].(pyvalue.Str)
	if !ok {
		return ev.refuse("open() of a %s", pyvalue.TypeName(a.pos[0])), nil
	}
	if len(a.pos) == 2 {
		mode, _ := a.pos[1].(pyvalue.Str)
		if mode != "r" && mode != "rb" && mode != "rt" {
			return ev.refuse("open() with mode %s is not followed", pyvalue.Repr(a.pos[1])), nil
		}
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

// read takes n bytes of what is left.
func (f *file) read(n int) pyvalue.Str {
	s := f.text[f.pos : f.pos+n]
	f.pos += n
	return pyvalue.Str(s)
}

// line is how long the next line is, its end included.
func (f *file) line() int {
	if i := strings.IndexByte(f.text[f.pos:], '\n'); i >= 0 {
		return i + 1
	}
	return len(f.text) - f.pos
}

// fileLines are the lines that are left.
func (ev *Interp) fileLines(f *file) ([]Value, *Unknown, error) {
	var lines []Value
	for f.pos < len(f.text) {
		lines = append(lines, f.read(f.line()))
	}
	return lines, nil, ev.grow(len(f.text) + 32*len(lines))
}

// fileMethods are those for reading.
var fileMethods = map[string]method{
	"read": {most: 1, call: func(ev *Interp, self Value, a []Value) (Value, error) {
		f := self.(*file)
		n := int64(len(f.text) - f.pos)
		if len(a) == 1 {
			want, ok := a[0].(int64)
			if !ok {
				return ev.refuse("read() of this is not followed"), nil
			}
			if want >= 0 {
				n = min(n, want)
			}
		}
		return f.read(int(n)), ev.grow(int(n))
	}, changes: true},
	"readline": {call: func(ev *Interp, self Value, _ []Value) (Value, error) {
		f := self.(*file)
		return f.read(f.line()), ev.grow(f.line())
	}, changes: true},
	"readlines": {call: func(ev *Interp, self Value, _ []Value) (Value, error) {
		lines, _, err := ev.fileLines(self.(*file))
		return pyvalue.NewList(lines...), err
	}, changes: true},
	"close": {call: func(ev *Interp, self Value, _ []Value) (Value, error) {
		ev.blur(self, ev.unknown("a file that was closed"))
		return nil, nil
	}, changes: true},
}

func (ev *Interp) fileAttr(f *file, name string) (Value, error) {
	if m, ok := fileMethods[name]; ok {
		return ev.bindMethod(f, name, m), nil
	}
	u := ev.refuse("%s of a file is not followed", name)
	ev.blur(f, u)
	return u, nil
}
