// SPDX-License-Identifier: GPL-2.0-or-later

// Package pylib is what Python 2.7 brings along for settings files: the
// built-in functions, the methods of text, lists, dicts and files, and modules
// of its library, known in parts (os, os.path, sys, socket, pwd, grp)
// or by name only. Each is in a table; what is in none is not followed, so that
// its result, and what it could change, is unknown.
//
// The functions work with an eval.Interp, which knows what is unknown and which machine
// is asked.
package pylib

import "mmgen/generator/pyvalue"

// Value is a Python value.
type Value = pyvalue.Value

// Library is Python's; see eval.Library.
type Library struct{}
