// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"errors"
	"slices"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// truths are the names for True and False that Defaults.py defines.
var truths = map[string]Value{"Yes": true, "yes": true, "On": true, "on": true, "No": false, "no": false, "Off": false, "off": false}

// literal is the value of an expression that needs no setting.
func literal(x syntax.Expr) (v Value, ok bool) {
	if name, isName := x.(*syntax.Name); isName {
		if v, ok = truths[name.ID]; ok {
			return v, true
		}
	}
	v, err := syntax.ValueOf(x)
	return v, err == nil
}

var errImpure = errors.New("want a Python literal, or an expression without calls")

// pure returns the reason why an expression is not allowed in the INI file; nil if it is. It
// may use names and operators, and call the helpers that make seconds.
func pure(code *syntax.Code) error {
	helpers := []string{"seconds", "minutes", "hours", "days"}
	switch {
	case slices.ContainsFunc(code.Called(), func(name string) bool { return !slices.Contains(helpers, name) }):
		return errors.New("only seconds(), minutes(), hours() and days() can be called here")
	case code.Has("."):
		return errImpure
	}
	return nil
}

// shortRepr shows a value in a message.
func shortRepr(v Value) string {
	if n, ok := v.(pyvalue.Long); ok && n.Int != nil && n.BitLen() > 200 {
		return "a large number"
	}
	return clip(pyvalue.Repr(v))
}
