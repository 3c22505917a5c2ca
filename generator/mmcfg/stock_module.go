// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/pyvalue"
)

// stockModule is Defaults.py made of stock values.
func stockModule(l *layout, pinned func(string) (Value, bool)) eval.Preset {
	s := newStock(l, pinned)
	p := eval.Preset{Prelude: l.prelude()}
	for i := range stockTable {
		name := stockTable[i].name
		p.Values = append(p.Values, pyvalue.Entry{Key: pyvalue.Str(name), Value: s.value(name)})
	}
	for _, v := range l.values {
		if stockFor(v.name) == nil {
			p.Values = append(p.Values, pyvalue.Entry{Key: pyvalue.Str(v.name), Value: s.value(v.name)})
		}
	}
	return p
}

// versionModule is Version.py made of stock values.
func versionModule() eval.Preset {
	s := newStock(layoutPlain, nil)
	p := eval.Preset{}
	for _, name := range [...]string{
		"VERSION", "ALPHA", "BETA", "GAMMA", "RC", "FINAL", "MAJOR_REV", "MINOR_REV", "MICRO_REV", "REL_LEVEL", "REL_SERIAL",
		"HEX_VERSION", "DATA_FILE_VERSION", "QFILE_SCHEMA_VERSION", "PENDING_FILE_SCHEMA_VERSION", "REQUESTS_FILE_SCHEMA_VERSION",
	} {
		p.Values = append(p.Values, pyvalue.Entry{Key: pyvalue.Str(name), Value: s.value(name)})
	}
	return p
}
