// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/stock"
	"mmgen/generator/pyvalue"
)

// stockModule is Defaults.py made of stock values.
func stockModule(l *stock.Layout, pinned func(string) (Value, bool)) eval.Preset {
	s := stock.New(l, pinned)
	p := eval.Preset{Prelude: l.Prelude()}
	for _, e := range stock.Table() {
		name := e.Name
		p.Values = append(p.Values, pyvalue.Entry{Key: pyvalue.Str(name), Value: s.Value(name)})
	}
	for _, name := range l.Names() {
		if stock.For(name) == nil {
			p.Values = append(p.Values, pyvalue.Entry{Key: pyvalue.Str(name), Value: s.Value(name)})
		}
	}
	return p
}

// versionModule is Version.py made of stock values.
func versionModule() eval.Preset {
	s := stock.New(stock.Plain, nil)
	p := eval.Preset{}
	for _, name := range [...]string{
		"VERSION", "ALPHA", "BETA", "GAMMA", "RC", "FINAL", "MAJOR_REV", "MINOR_REV", "MICRO_REV", "REL_LEVEL", "REL_SERIAL",
		"HEX_VERSION", "DATA_FILE_VERSION", "QFILE_SCHEMA_VERSION", "PENDING_FILE_SCHEMA_VERSION", "REQUESTS_FILE_SCHEMA_VERSION",
	} {
		p.Values = append(p.Values, pyvalue.Entry{Key: pyvalue.Str(name), Value: s.Value(name)})
	}
	return p
}
