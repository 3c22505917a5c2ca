// SPDX-License-Identifier: GPL-2.0-or-later

package pyop

import (
	"path"
	"strings"

	"mmgen/generator/pyvalue"
)

// PathFunctions are the functions of os.path that look at no file (posixpath.py). They take at
// least one argument.
var PathFunctions = map[string]func(args []Value) (Value, error){
	"join":     func(args []Value) (Value, error) { return onTexts(pathJoin)(args[0], args[1:]) },
	"dirname":  onPath(func(p string) (Value, error) { head, _ := splitPath(p); return pyvalue.Str(head), nil }),
	"basename": onPath(func(p string) (Value, error) { _, tail := splitPath(p); return pyvalue.Str(tail), nil }),
	"split":    onPath(func(p string) (Value, error) { return strs(splitPath(p)), nil }),
	"normpath": onPath(func(p string) (Value, error) { return pyvalue.Str(normPath(p)), nil }),
	"abspath":  onPath(absPath),
}

func onPath(f func(p string) (Value, error)) func(args []Value) (Value, error) {
	return func(args []Value) (Value, error) {
		p, ok := args[0].(pyvalue.Str)
		if !ok || len(args) > 1 {
			return nil, refuse("this path function")
		}
		return f(string(p))
	}
}

func strs(a, b string) Value { return pyvalue.NewTuple(pyvalue.Str(a), pyvalue.Str(b)) }

func pathJoin(p string, more []string) (Value, error) {
	for _, b := range more {
		switch {
		case strings.HasPrefix(b, "/"):
			p = b
		case p == "" || strings.HasSuffix(p, "/"):
			p += b
		default:
			p += "/" + b
		}
		if len(p) > MaxText {
			return nil, errTooLong
		}
	}
	return pyvalue.Str(p), nil
}

func splitPath(p string) (head, tail string) {
	i := strings.LastIndexByte(p, '/') + 1
	head, tail = p[:i], p[i:]
	if trimmed := strings.TrimRight(head, "/"); trimmed != "" {
		head = trimmed
	}
	return head, tail
}

// normPath keeps two leading slashes, as posixpath.normpath does.
func normPath(p string) string {
	q := path.Clean(p)
	if strings.HasPrefix(p, "//") && !strings.HasPrefix(p, "///") {
		return "/" + q
	}
	return q
}

func absPath(p string) (Value, error) {
	if !strings.HasPrefix(p, "/") {
		return nil, refuse("the current directory")
	}
	return pyvalue.Str(normPath(p)), nil
}
