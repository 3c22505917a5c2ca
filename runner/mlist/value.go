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

// FromSetting returns a setting's value for use as a list's attribute. It is a copy: a
// change of the attribute does not change the setting.
func FromSetting(v mmcfg.Value) pyvalue.Value { return pyvalue.Clone(v) }
