// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/stock"
)

// pinned is what stock values are derived from instead of stock ones: what
// the Python files say; where there are none, what the INI file says.
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
			return nil, false // what is wrong with it is told elsewhere
		}
		return v, true
	}
}

// evaluateINI evaluates [mm_cfg] where the INI file is all there is: line by
// line, so that a value may use what the lines above set and what follows
// from that.
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
			continue // an error, told of in applyEntry
		}
		b, err := l.iniValue(e, pinned)
		l.iniDone[e.line] = iniResult{b, err}
		if err == nil && b.Unknown == nil && !b.Opaque {
			l.iniGiven[e.key] = b.Value
		}
	}
}

// iniResult is what an entry of [mm_cfg] evaluated to.
type iniResult struct {
	eval.Binding
	err error
}

// iniValue evaluates the value of an entry of [mm_cfg]. It may use what the Python
// files leave, or where there are none the stock settings.
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
