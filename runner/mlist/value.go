// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
)

// Integer returns a number without its fraction; 0 for anything else.
func Integer(v pickle.Value) int {
	f, _ := pickle.AsFloat(v)
	return int(f)
}

// FromSetting is a setting as a value of a list's own, which may change without
// the setting.
func FromSetting(v mmcfg.Value) pickle.Value { return pyvalue.Clone(v) }
