// SPDX-License-Identifier: GPL-2.0-or-later

package pyop

import (
	"path"
	"strings"

	"mmgen/generator/pyvalue"
)

// PathFunctions are those of os.path that look at no file (posixpath.py). Their
// arguments are texts, one or more.
var PathFunctions = map[string]func(args []Value) (Value, error){
	"join":     onPaths(pathJoin),
	"dirname":  onPath(func(t texts) (Value, error) { head, _ := splitPath(t.self); return t.wrap(head), nil }),
	"basename": onPath(func(t texts) (Value, error) { _, tail := splitPath(t.self); return t.wrap(tail), nil }),
	"split":    onPath(func(t texts) (Value, error) { return t.pair(splitPath(t.self)), nil }),
	"normpath": onPath(func(t texts) (Value, error) { return t.wrap(normPath(t.self)), nil }),
	"abspath":  onPath(absPath),
}

func onPaths(f func(t texts) (Value, error)) func(args []Value) (Value, error) {
	return func(args []Value) (Value, error) { return onText(f)(args[0], args[1:]) }
}

func onPath(f func(t texts) (Value, error)) func(args []Value) (Value, error) {
	return func(args []Value) (Value, error) {
		if len(args) != 1 {
			return nil, refuse("a path function with %d arguments", len(args))
		}
		return onPaths(f)(args)
	}
}

func (t texts) pair(a, b string) Value { return pyvalue.NewTuple(t.wrap(a), t.wrap(b)) }

func pathJoin(t texts) (Value, error) {
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
		if len(p) > MaxText {
			return nil, refuse("a string of more than %d bytes", MaxText)
		}
	}
	return t.wrap(p), nil
}

func splitPath(p string) (head, tail string) {
	i := strings.LastIndexByte(p, '/') + 1
	head, tail = p[:i], p[i:]
	if trimmed := strings.TrimRight(head, "/"); trimmed != "" {
		head = trimmed
	}
	return head, tail
}

// normPath: two leading slashes stay.
func normPath(p string) string {
	q := path.Clean(p)
	if strings.HasPrefix(p, "//") && !strings.HasPrefix(p, "///") {
		return "/" + q
	}
	return q
}

func absPath(t texts) (Value, error) {
	if !strings.HasPrefix(t.self, "/") {
		return nil, refuse("the current directory")
	}
	return t.wrap(normPath(t.self)), nil
}
