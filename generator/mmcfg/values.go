// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import "mmgen/generator/pyvalue"

// Value is a Python value as settings hold it; see package pyvalue.
type Value = pyvalue.Value

// Dict is a Python dict; a nil *Dict is empty.
type Dict = pyvalue.Dict
