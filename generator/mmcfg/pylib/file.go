// SPDX-License-Identifier: GPL-2.0-or-later

package pylib

import (
	"errors"
	"io/fs"

	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/pyvalue"
)

// builtinOpen is open() for reading.
func builtinOpen(ev *eval.Interp, a *eval.Args) (Value, error) {
	if u := ev.Known(a, 1, 2); u != nil {
		return u, nil
	}
	name, ok := a.Pos[0].(pyvalue.Str)
	if mode := otherwise(a.Pos, 1, pyvalue.Str("r")); !ok || mode != Value(pyvalue.Str("r")) && mode != Value(pyvalue.Str("rb")) {
		return ev.Refuse("this open() is not followed"), nil
	}
	if err := ev.Ask(); err != nil {
		return nil, err
	}
	b, err := ev.World().ReadFile(string(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ev.RaiseArgs("IOError", int64(2), pyvalue.Str("No such file or directory"), name)
	case err != nil:
		return ev.Refuse("%s can't be read: %v", name, err), nil
	}
	return &eval.File{Text: string(b)}, ev.Grow(len(b))
}

func fileRead(ev *eval.Interp, self Value, _ []Value) (Value, error) {
	f := self.(*eval.File)
	text := f.Text
	f.Text = ""
	return pyvalue.Str(text), ev.Grow(len(text))
}

func fileReadLine(ev *eval.Interp, self Value, _ []Value) (Value, error) {
	line := self.(*eval.File).Line()
	return line, ev.Grow(len(line))
}

func fileReadLines(ev *eval.Interp, self Value, _ []Value) (Value, error) {
	lines, err := ev.Lines(self.(*eval.File))
	return pyvalue.NewList(lines...), err
}

func fileClose(ev *eval.Interp, self Value, _ []Value) (Value, error) {
	ev.Blur(self, ev.NewUnknown("a file that was closed"))
	return nil, nil
}
