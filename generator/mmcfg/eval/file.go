// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"errors"
	"io/fs"
	"strings"
)

// openFile is open(path [, mode]): for reading only.
func openFile(ev *Interp, _ any, a *args) (any, error) {
	mode := any("r")
	if v, ok := a.keyword("mode"); ok {
		mode = v
	}
	a.keyword("buffering")
	if err := ev.take(a, "open", 1, 3); err != nil {
		return nil, err
	}
	if len(a.pos) > 1 {
		mode = a.pos[1]
	}
	path, ok := a.pos[0].(string)
	m, mok := mode.(string)
	if u := (&args{pos: []any{a.pos[0], mode}}).unknown(); u != nil {
		ev.mayRaise(u)
		return u, nil
	}
	if !ok || !mok {
		return nil, ev.raise(excTypeError, "coercing to Unicode: need string or buffer, %s found", typeName(a.pos[0]))
	}
	if strings.ContainsAny(m, "wa+") {
		u := ev.unknown("%s is opened for writing", path)
		ev.mayRaise(u)
		return u, nil
	}
	text, u, err := ev.readFile(path)
	if u != nil || err != nil {
		return u, err
	}
	if strings.Contains(m, "U") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	return &file{name: path, text: text}, nil
}

// readFile asks the world for a file.
func (ev *Interp) readFile(path string) (string, *Unknown, error) {
	if err := ev.ask(); err != nil {
		return "", nil, err
	}
	b, err := ev.world.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil, ev.raiseArgs(excIOError, int64(2), "No such file or directory", path)
	}
	if err == nil && len(b) > maxText {
		err = errors.New("it is too large")
	}
	if err != nil {
		u := ev.unknown("%s can't be read: %v", path, err)
		ev.mayRaise(u)
		return "", u, nil
	}
	return string(b), nil, ev.grow(len(b))
}

func fileMethod(name string) nativeFunc {
	switch name {
	case "read":
		return fileRead
	case "readline":
		return fileReadline
	case "readlines", "xreadlines":
		return fileReadlines
	case "next":
		return func(ev *Interp, recv any, a *args) (any, error) {
			line := recv.(*file).line(ev)
			if line == "" {
				return nil, ev.raiseArgs(excStopIteration)
			}
			return line, ev.grow(len(line))
		}
	case "close", "flush":
		return func(ev *Interp, recv any, a *args) (any, error) { return nil, ev.take(a, name, 0, 0) }
	}
	return nil
}

// line reads the next line, "" at the end.
func (f *file) line(ev *Interp) string {
	rest := f.text[f.pos:]
	n := strings.IndexByte(rest, '\n') + 1
	if n == 0 {
		n = len(rest)
	}
	ev.change(f)
	f.pos += n
	return rest[:n]
}

func (f *file) lines(ev *Interp) []string {
	var out []string
	for len(out) <= maxItems {
		line := f.line(ev)
		if line == "" {
			break
		}
		out = append(out, line)
	}
	return out
}

// sizeArg is the optional argument of read() and readline(); -1 for none.
func (ev *Interp) sizeArg(name string, a *args) (int, error) {
	if err := ev.take(a, name, 0, 1); err != nil {
		return 0, err
	}
	if len(a.pos) == 0 {
		return -1, nil
	}
	n, ok := intOf(a.pos[0])
	if !ok {
		return 0, ev.raise(excTypeError, "an integer is required")
	}
	return n, nil
}

func fileRead(ev *Interp, recv any, a *args) (any, error) {
	f := recv.(*file)
	n, err := ev.sizeArg("read", a)
	if err != nil {
		return nil, err
	}
	rest := f.text[f.pos:]
	if n >= 0 && n < len(rest) {
		rest = rest[:n]
	}
	ev.change(f)
	f.pos += len(rest)
	return rest, ev.grow(len(rest))
}

func fileReadline(ev *Interp, recv any, a *args) (any, error) {
	f := recv.(*file)
	n, err := ev.sizeArg("readline", a)
	if err != nil {
		return nil, err
	}
	line := f.line(ev)
	if n >= 0 && n < len(line) {
		f.pos -= len(line) - n
		line = line[:n]
	}
	return line, ev.grow(len(line))
}

func fileReadlines(ev *Interp, recv any, a *args) (any, error) {
	if _, err := ev.sizeArg("readlines", a); err != nil {
		return nil, err
	}
	l := newList()
	for _, line := range recv.(*file).lines(ev) {
		l.items = append(l.items, line)
	}
	return l, ev.grow(16 * len(l.items))
}

func iteratorNext(ev *Interp, recv any, a *args) (any, error) {
	if err := ev.take(a, "next", 0, 0); err != nil {
		return nil, err
	}
	v, ok, err := recv.(*iterator).next(ev)
	if err == nil && !ok {
		err = ev.raiseArgs(excStopIteration)
	}
	return v, err
}
