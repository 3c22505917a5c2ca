// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"path"
	"strings"

	"mmgen/generator/pyvalue"
)

// pathFunctions are those of os.path (posixpath.py).
func pathFunctions() map[string]Value {
	out := map[string]Value{"sep": pyvalue.Str("/"), "pardir": pyvalue.Str(".."), "curdir": pyvalue.Str(".")}
	for name, f := range map[string]func(ev *Interp, t texts) (Value, error){
		"dirname":  func(_ *Interp, t texts) (Value, error) { head, _ := splitPath(t.self); return t.wrap(head), nil },
		"basename": func(_ *Interp, t texts) (Value, error) { _, tail := splitPath(t.self); return t.wrap(tail), nil },
		"split":    func(_ *Interp, t texts) (Value, error) { return t.pair(splitPath(t.self)), nil },
		"splitext": func(_ *Interp, t texts) (Value, error) { return t.pair(splitExt(t.self)), nil },
		"isabs":    func(_ *Interp, t texts) (Value, error) { return strings.HasPrefix(t.self, "/"), nil },
		"normpath": func(_ *Interp, t texts) (Value, error) { return t.wrap(normPath(t.self)), nil },
		"abspath": func(ev *Interp, t texts) (Value, error) {
			if !strings.HasPrefix(t.self, "/") {
				return ev.refuse("the current directory"), nil
			}
			return t.wrap(normPath(t.self)), nil
		},
		"exists":  pathKind(func(kind string) bool { return kind != "" }),
		"lexists": pathKind(func(kind string) bool { return kind != "" }),
		"isfile":  pathKind(func(kind string) bool { return kind == "file" }),
		"isdir":   pathKind(func(kind string) bool { return kind == "dir" }),
	} {
		out[name] = &native{name: name, fn: onPath(f)}
	}
	out["join"] = &native{name: "join", fn: pathJoin}
	return out
}

func (t texts) pair(a, b string) Value { return pyvalue.NewTuple(t.wrap(a), t.wrap(b)) }

// onPath is a function of one path.
func onPath(f func(ev *Interp, t texts) (Value, error)) func(ev *Interp, a *args) (Value, error) {
	return func(ev *Interp, a *args) (Value, error) {
		if u := ev.wrongArgs(a, 1, 1); u != nil {
			return u, nil
		}
		if _, ok := pyvalue.AsString(a.pos[0]); !ok {
			return ev.refuse("a path that is a %s", pyvalue.TypeName(a.pos[0])), nil
		}
		t, u, err := ev.texts(a.pos[0], nil)
		if u != nil || err != nil {
			return u, err
		}
		return f(ev, t)
	}
}

// pathJoin is posixpath.join.
func pathJoin(ev *Interp, a *args) (Value, error) {
	if u := ev.wrongArgs(a, 1, maxItems); u != nil {
		return u, nil
	}
	for i, v := range a.pos {
		if _, ok := pyvalue.AsString(v); !ok {
			method := "startswith"
			if i == 0 {
				method = "endswith"
			}
			return nil, ev.raise("AttributeError", "'%s' object has no attribute '%s'", pyvalue.TypeName(v), method)
		}
	}
	t, u, err := ev.texts(a.pos[0], a.pos[1:])
	if u != nil || err != nil {
		return u, err
	}
	p := t.self
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
		return ev.refuse("a string of more than %d bytes", maxText), nil
	}
	return t.wrap(p), ev.grow(len(p))
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

// pathKind is os.path.exists and its like.
func pathKind(is func(kind string) bool) func(ev *Interp, t texts) (Value, error) {
	return func(ev *Interp, t texts) (Value, error) {
		if err := ev.ask(); err != nil {
			return nil, err
		}
		kind, err := ev.world.Exists(t.self)
		if err != nil {
			return ev.refuse("whether %s exists: %v", t.self, err), nil
		}
		return is(kind), nil
	}
}
