// SPDX-License-Identifier: GPL-2.0-or-later

// Package pyformat is another name of pyvalue's formatting, for callers who
// have not moved there yet.
package pyformat

import "mmgen/generator/pyvalue"

type (
	Mapping  = pyvalue.Mapping
	SafeDict = pyvalue.SafeDict
	Error    = pyvalue.Error
)

// Format is pyvalue.FormatMapping.
func Format(template pyvalue.Value, m Mapping) (pyvalue.Value, error) {
	return pyvalue.FormatMapping(template, m)
}

// FormatOne is pyvalue.Format with one value.
func FormatOne(template, value pyvalue.Value) (pyvalue.Value, error) {
	return pyvalue.Format(template, value)
}

// Str is pyvalue.Text.
func Str(v pyvalue.Value) string { return pyvalue.Text(v) }
