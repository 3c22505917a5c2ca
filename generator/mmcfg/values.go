// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import "mmgen/generator/mmcfg/pyvalue"

// Value is a Python value as settings hold it: nil (None), bool, int64,
// *big.Int (a long), float64, string (a str: bytes), Unicode, List, Tuple or
// *Dict.
type Value = pyvalue.Value

// Unicode is a Python 2 unicode value, in UTF-8.
type Unicode = pyvalue.Unicode

// List is a Python list.
type List = pyvalue.List

// Tuple is a Python tuple.
type Tuple = pyvalue.Tuple

// Dict is a Python dict; a nil *Dict is empty.
type Dict = pyvalue.Dict

// Repr writes a value as Python 2.7's repr() does.
func Repr(v Value) string { return pyvalue.Repr(v) }
