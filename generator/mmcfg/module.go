// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/stock"
	"mmgen/generator/pyvalue"
)

// stockModule is Defaults.py made of stock values.
func stockModule(l *stock.Layout, pinned func(string) (Value, bool)) eval.Source {
	src := eval.Source{Text: []byte(l.Prelude())}
	every := func(string) bool { return true }
	for name, v := range stock.New(l, pinned).All(every) {
		src.Values = append(src.Values, pyvalue.Entry{Key: pyvalue.Str(name), Value: v})
	}
	return src
}

// versionModule is Version.py made of stock values.
func versionModule() (src eval.Source) {
	s := stock.New(stock.Plain, nil)
	for _, name := range [...]string{
		"VERSION", "ALPHA", "BETA", "GAMMA", "RC", "FINAL", "MAJOR_REV", "MINOR_REV", "MICRO_REV", "REL_LEVEL", "REL_SERIAL",
		"HEX_VERSION", "DATA_FILE_VERSION", "QFILE_SCHEMA_VERSION", "PENDING_FILE_SCHEMA_VERSION", "REQUESTS_FILE_SCHEMA_VERSION",
	} {
		src.Values = append(src.Values, pyvalue.Entry{Key: pyvalue.Str(name), Value: s.Value(name)})
	}
	return src
}
