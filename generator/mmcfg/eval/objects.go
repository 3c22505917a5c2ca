// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"strings"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// Object is the common part of the objects of this package: how Python compares and shows them
// is not known.
type Object struct{}

func (Object) Repr() string { return "?" }

func (Object) EqualTo(Value, func(a, b Value) bool) bool { return false }

type (
	// function is a def, or code with functions in it that is not followed.
	function struct {
		Object
		def      *syntax.FuncDef // nil if it is not followed
		text     *syntax.Code
		names    names
		defaults []Value
		file     string
	}

	// Native is a function or method written in Go.
	Native struct {
		Object
		Self Value // the value whose method it is
		// Least and Most are how many arguments are followed.
		Least, Most int
		// Fn gets arguments that are known. Its error is an *Unknown if this call is not
		// followed.
		Fn func(ev *Interp, self Value, args []Value) (Value, error)
		// Changes says that the call changes Self.
		Changes bool
	}

	// Class is an exception's type.
	Class struct {
		Object
		Name string
	}

	// Record is a tuple with names, such as pwd.getpwnam returns.
	Record struct {
		Object
		Items []Value
		Names []string
	}

	// File is an open file.
	File struct {
		Object
		Text string // the part that is not read yet
	}
)

func (*function) TypeName() string { return "function" }
func (*Native) TypeName() string   { return "builtin_function_or_method" }
func (*Class) TypeName() string    { return "type" }
func (*Record) TypeName() string   { return "struct" }
func (*File) TypeName() string     { return "file" }

// Line reads the next line of a file, with its end.
func (f *File) Line() pyvalue.Str {
	n := strings.IndexByte(f.Text, '\n') + 1
	if n == 0 {
		n = len(f.Text)
	}
	line := f.Text[:n]
	f.Text = f.Text[n:]
	return pyvalue.Str(line)
}

// Lines reads the rest of a file as lines.
func (ev *Interp) Lines(f *File) ([]Value, error) {
	size := len(f.Text)
	var lines []Value
	for f.Text != "" {
		lines = append(lines, f.Line())
	}
	return lines, ev.Grow(size + 32*len(lines))
}
