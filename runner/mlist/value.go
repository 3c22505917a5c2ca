// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
)

// Integer returns a number without its fraction; 0 for anything else.
func Integer(v pyvalue.Value) int {
	f, _ := pyvalue.AsFloat(v)
	return int(f)
}

// FromSetting is a setting as a value of a list's own, which may change without
// the setting.
func FromSetting(v mmcfg.Value) pyvalue.Value { return pyvalue.Clone(v) }
