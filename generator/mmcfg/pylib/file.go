// SPDX-License-Identifier: GPL-2.0-or-later

package pylib

import (
	"errors"
	"io/fs"

	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/pyvalue"
)

// builtinOpen is open() for reading.
func builtinOpen(ev *eval.Interp, _ Value, a []Value) (Value, error) {
	name, ok := a[0].(pyvalue.Str)
	if mode := otherwise(a, 1, pyvalue.Str("r")); !ok || mode != Value(pyvalue.Str("r")) && mode != Value(pyvalue.Str("rb")) {
		return nil, ev.Refuse("this open() is not followed")
	}
	if err := ev.Ask(); err != nil {
		return nil, err
	}
	b, err := ev.Host().ReadFile(string(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ev.Raise("IOError", "[Errno 2] No such file or directory: %s", pyvalue.Repr(name))
	case err != nil:
		return nil, ev.Refuse("%s can't be read: %v", name, err)
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

// fileClose makes the file unknown: reading from a closed file is not followed.
func fileClose(ev *eval.Interp, self Value, _ []Value) (Value, error) {
	ev.Blur(self, ev.Unknown("a file that was closed"))
	return nil, nil
}
