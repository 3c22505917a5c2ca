// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"errors"
	"slices"
	"strings"

	"mmgen/generator/mmcfg/eval"
	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// constants are the names that literals are made of, besides Python's own.
func constants() eval.Preset {
	p := eval.Preset{}
	for _, name := range [...]string{"Yes", "yes", "On", "on"} {
		p.Values = append(p.Values, pyvalue.Entry{Key: pyvalue.Str(name), Value: true})
	}
	for _, name := range [...]string{"No", "no", "Off", "off"} {
		p.Values = append(p.Values, pyvalue.Entry{Key: pyvalue.Str(name), Value: false})
	}
	return p
}

var errImpure = errors.New("want a Python literal, or an expression without calls")

// isLiteral says whether the value of an expression needs no setting.
func isLiteral(code *syntax.Code) bool {
	return !slices.ContainsFunc(code.Names().Used, func(name string) bool {
		return !strings.Contains(" None True False Yes yes On on No no Off off ", " "+name+" ")
	})
}

// pure says why an expression is more than a value in an INI file may be: it
// may use names and operators, but call nothing but the helpers that make
// seconds.
func pure(code *syntax.Code) error {
	names := code.Names()
	isHelper := func(name string) bool { return strings.Contains(" seconds minutes hours days ", " "+name+" ") }
	switch {
	case slices.ContainsFunc(names.Called, func(name string) bool { return !isHelper(name) }):
		return errors.New("only seconds(), minutes(), hours() and days() can be called here")
	case slices.ContainsFunc(names.Used, func(path string) bool { return strings.Contains(path, ".") }):
		return errImpure
	}
	return nil
}

// shortRepr is a value in a message.
func shortRepr(v Value) string {
	if n, ok := v.(pyvalue.Long); ok && n.Int != nil && n.BitLen() > 200 {
		return "a large number"
	}
	return clip(pyvalue.Repr(v))
}
