// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"path"
	"slices"
	"strings"

	"mmgen/generator/mmcfg/pyvalue"
)

func lib(name string, f nativeFunc) any { return &native{name: name, fn: f} }

func osAttr(ev *Interp, name string) (any, error) {
	switch name {
	case "path":
		return stdlib("os.path"), nil
	case "environ":
		return ev.environ(), nil
	case "getenv":
		return lib(name, osGetenv), nil
	case "putenv", "umask", "chdir", "nice":
		return lib(name, func(ev *Interp, _ any, a *args) (any, error) { return ev.unknown("os.%s() is not followed", name), nil }), nil
	case "sep":
		return "/", nil
	case "linesep":
		return "\n", nil
	case "pathsep":
		return ":", nil
	case "curdir":
		return ".", nil
	case "pardir":
		return "..", nil
	case "devnull":
		return "/dev/null", nil
	case "name":
		return "posix", nil
	case "error":
		return excOSError, nil
	case "uname":
		return lib(name, osUname), nil
	}
	return missing, nil
}

// environ is the one dict of the environment.
func (ev *Interp) environ() *dict {
	if ev.env != nil {
		return ev.env
	}
	env := ev.world.Environ()
	names := make([]string, 0, len(env))
	for n := range env {
		names = append(names, n)
	}
	slices.Sort(names)
	d := newDict()
	for _, n := range names {
		d.put(n, hashStr(n), env[n])
	}
	ev.env = d
	return d
}

func osGetenv(ev *Interp, _ any, a *args) (any, error) {
	if err := ev.take(a, "getenv", 1, 2); err != nil {
		return nil, err
	}
	d := ev.environ()
	if d.unknown != nil {
		return d.unknown, nil
	}
	return dictGetMethod(ev, d, a)
}

// osUname knows the system and the host name.
func osUname(ev *Interp, _ any, a *args) (any, error) {
	if err := ev.take(a, "uname", 0, 0); err != nil {
		return nil, err
	}
	u := ev.unknown("the kernel's version")
	return newTuple("Linux", ev.answer(ev.world.Hostname()), u, u, u), nil
}

// answer is what the world said, or why it can't be known.
func (ev *Interp) answer(s string, err error) any {
	if err != nil {
		return ev.unknown("%v", err)
	}
	return s
}

func pathAttr(_ *Interp, name string) (any, error) {
	switch name {
	case "join":
		return lib(name, pathJoin), nil
	case "dirname", "basename", "split", "splitext", "normpath", "abspath", "isabs":
		return lib(name, pathPart(name)), nil
	case "exists", "isfile", "isdir", "lexists":
		return lib(name, pathExists(name)), nil
	case "sep":
		return "/", nil
	case "pardir":
		return "..", nil
	case "curdir":
		return ".", nil
	}
	return missing, nil
}

// pathJoin is posixpath.join.
func pathJoin(ev *Interp, _ any, a *args) (any, error) {
	if len(a.pos) == 0 {
		return nil, ev.raise(excTypeError, "join() takes at least 1 argument (0 given)")
	}
	t, u, err := ev.pathArgs(a)
	if u != nil || err != nil {
		return u, err
	}
	p := t.recv
	for _, b := range t.args {
		switch {
		case strings.HasPrefix(b, "/"):
			p = b
		case p == "" || strings.HasSuffix(p, "/"):
			p += b
		default:
			p += "/" + b
		}
	}
	if len(p) > maxText {
		return ev.unknown("a string of more than %d bytes", maxText), nil
	}
	return t.wrap(p), ev.grow(len(p))
}

// pathArgs are arguments that must be texts.
func (ev *Interp) pathArgs(a *args) (texts, *Unknown, error) {
	for _, v := range a.pos {
		if u := unknownOf(v); u != nil {
			ev.mayRaise(u)
			return texts{}, u, nil
		}
		if _, ok := pyvalue.Text(v); !ok {
			msg := "'" + typeName(v) + "' object has no attribute "
			if v == a.pos[0] {
				return texts{}, nil, ev.raise(excAttributeError, "%s'endswith'", msg)
			}
			return texts{}, nil, ev.raise(excAttributeError, "%s'startswith'", msg)
		}
	}
	return ev.textArgs(a.pos[0], &args{pos: a.pos[1:]}, len(a.pos))
}

func pathPart(name string) nativeFunc {
	return func(ev *Interp, _ any, a *args) (any, error) {
		if err := ev.take(a, name, 1, 1); err != nil {
			return nil, err
		}
		t, u, err := ev.pathArgs(a)
		if u != nil || err != nil {
			return u, err
		}
		head, tail := splitPath(t.recv)
		switch name {
		case "dirname":
			return t.wrap(head), nil
		case "basename":
			return t.wrap(tail), nil
		case "split":
			return newTuple(t.wrap(head), t.wrap(tail)), nil
		case "splitext":
			root, ext := splitExt(t.recv)
			return newTuple(t.wrap(root), t.wrap(ext)), nil
		case "isabs":
			return strings.HasPrefix(t.recv, "/"), nil
		case "abspath":
			if !strings.HasPrefix(t.recv, "/") {
				return ev.unknown("the current directory"), nil
			}
		}
		return t.wrap(normPath(t.recv)), nil
	}
}

// splitPath is posixpath.split.
func splitPath(p string) (head, tail string) {
	i := strings.LastIndexByte(p, '/') + 1
	head, tail = p[:i], p[i:]
	if trimmed := strings.TrimRight(head, "/"); trimmed != "" {
		head = trimmed
	}
	return head, tail
}

// splitExt is posixpath.splitext: dots in front of a name are part of it.
func splitExt(p string) (root, ext string) {
	slash := strings.LastIndexByte(p, '/')
	dot := strings.LastIndexByte(p, '.')
	if dot <= slash || strings.Trim(p[slash+1:dot], ".") == "" {
		return p, ""
	}
	return p[:dot], p[dot:]
}

// normPath is posixpath.normpath: two leading slashes stay.
func normPath(p string) string {
	q := path.Clean(p)
	if strings.HasPrefix(p, "//") && !strings.HasPrefix(p, "///") {
		return "/" + q
	}
	return q
}

func pathExists(name string) nativeFunc {
	return func(ev *Interp, _ any, a *args) (any, error) {
		if err := ev.take(a, name, 1, 1); err != nil {
			return nil, err
		}
		t, u, err := ev.pathArgs(a)
		if u != nil || err != nil {
			return u, err
		}
		if err := ev.ask(); err != nil {
			return nil, err
		}
		kind, werr := ev.world.Exists(t.recv)
		if werr != nil {
			return ev.unknown("whether %s exists: %v", t.recv, werr), nil
		}
		switch name {
		case "isfile":
			return kind == "file", nil
		case "isdir":
			return kind == "dir", nil
		}
		return kind != "", nil
	}
}
