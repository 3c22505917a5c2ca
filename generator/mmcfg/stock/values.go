// SPDX-License-Identifier: GPL-2.0-or-later

package stock

import (
	"strconv"
	"strings"

	"mmgen/generator/pyvalue"
)

// Value is a Python value.
type Value = pyvalue.Value

var constants = map[string]Value{"None": nil, "True": true, "False": false}

// plain is the value of a literal of the kind that most stock settings are: a constant, a
// whole number or a text without backslashes. It is faster than the parser.
func plain(text string) (v Value, ok bool) {
	if v, ok = constants[text]; ok {
		return v, true
	}
	if inner, isText := strings.CutPrefix(text, "'"); isText && !strings.Contains(inner, `\`) && strings.IndexByte(inner, '\'') == len(inner)-1 {
		return pyvalue.Str(inner[:len(inner)-1]), true
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}
