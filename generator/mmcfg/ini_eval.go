// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/stock"
)

// pinned are the values that stock values are derived from, in place of stock ones: those of
// the Python files or, if there are none, of the INI file.
func (l *loader) pinned() func(string) (Value, bool) {
	given := func(name string) (Value, bool) {
		b, ok := l.bindings[name]
		return b.Value, ok && b.Unknown == nil && !b.Opaque
	}
	if l.result == nil {
		l.evaluateINI()
		given = func(name string) (Value, bool) {
			v, ok := l.iniGiven[name]
			return v, ok
		}
	}
	return func(name string) (Value, bool) {
		v, ok := given(name)
		if !ok {
			return nil, false
		}
		if e := stock.For(name); e != nil && !e.Kind.Fits(v) {
			return nil, false // check reports what is wrong with it
		}
		return v, true
	}
}

// evaluateINI evaluates [mm_cfg] if there are no Python files: line by line, so that a value
// may use those of the lines above and what derives from them.
func (l *loader) evaluateINI() {
	if l.iniGiven != nil || l.ini == nil {
		return
	}
	l.iniGiven = map[string]Value{}
	l.iniDone = map[int]iniResult{}
	pinned := func(name string) (Value, bool) {
		v, ok := l.iniGiven[name]
		return v, ok
	}
	for _, e := range l.ini.sections[sectionMMCfg] {
		if stock.For(e.key) == nil || pure(e.code) != nil {
			continue // applyEntry reports the error
		}
		b, err := l.iniValue(e, pinned)
		l.iniDone[e.line] = iniResult{b, err}
		if err == nil && b.Unknown == nil && !b.Opaque {
			l.iniGiven[e.key] = b.Value
		}
	}
}

// iniResult is the value of an entry of [mm_cfg], or an error.
type iniResult struct {
	eval.Binding
	err error
}

// iniValue evaluates the value of an entry of [mm_cfg]. It may use the names of the Python
// files or, if there are none, the stock settings.
func (l *loader) iniValue(e iniEntry, pinned func(string) (Value, bool)) (b eval.Binding, err error) {
	if done, ok := l.iniDone[e.line]; ok {
		return done.Binding, done.err
	}
	names := l.result
	if names == nil {
		if v, ok := literal(e.expr); ok {
			return eval.Binding{Value: v}, nil
		}
		if names, err = l.interpreter(pinned).Import("Defaults"); err != nil {
			return b, err
		}
	}
	return names.Expr(e.expr, l.ini.path, e.line)
}
