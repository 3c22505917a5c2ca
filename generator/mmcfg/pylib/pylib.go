// SPDX-License-Identifier: GPL-2.0-or-later

// Package pylib is the part of Python 2.7 that settings files use: built-in functions, methods
// of str, list, dict and file, and modules of its library, known in parts (os, os.path, sys,
// socket, pwd, grp) or by name only. Each is in a table; anything else is not followed.
//
// The functions work with an eval.Interp, which knows what is unknown and which machine
// is asked.
package pylib

import "mmgen/generator/pyvalue"

// Value is a Python value.
type Value = pyvalue.Value

// Library is Python's; see eval.Library.
type Library struct{}
