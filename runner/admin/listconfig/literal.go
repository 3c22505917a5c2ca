// SPDX-License-Identifier: GPL-2.0-or-later

package listconfig

import (
	"errors"
	"fmt"
	"strings"

	"mmgen/generator/mmcfg/syntax"
	"mmgen/generator/pyvalue"
)

// assignment gives an attribute a value. direct is that of mlist.NAME, which is not
// checked.
type assignment struct {
	name   string
	value  pyvalue.Value
	direct bool
}

// parse reads the assignments of a file for config_list, in the order in which config_list
// makes them: at once those to mlist.NAME, and then the others, the last one to each name,
// in the order of a Python dict.
func parse(text []byte) ([]assignment, error) {
	stmts, fault := syntax.Parse(text)
	if fault != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, fault)
	}
	var all []assignment
	globals := new(pyvalue.Dict) // the globals of config_list's execfile
	globals.SetStr("mlist", nil)
	globals.SetStr("__builtins__", nil)
	for _, stmt := range stmts {
		direct, err := read(stmt.Node, globals)
		if err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrFile, stmt.Line(), err)
		}
		all = append(all, direct...)
	}
	for _, entry := range globals.HashOrder() {
		if name, _ := pyvalue.AsString(entry.Key); name != "mlist" && name != "__builtins__" {
			all = append(all, assignment{name: name, value: entry.Value})
		}
	}
	return all, nil
}

// read takes the assignments of a statement: those to names into globals, and those to
// attributes of the list are returned.
func read(stmt syntax.Node, globals *pyvalue.Dict) (direct []assignment, err error) {
	switch stmt := stmt.(type) {
	case *syntax.Assign:
		value, err := literal(stmt.Value)
		if err != nil {
			return nil, err
		}
		for _, target := range stmt.Targets {
			name, onList := targetName(target)
			switch {
			case name == "":
				return nil, errNoAssignment
			case onList:
				direct = append(direct, assignment{name, pyvalue.Clone(value), true})
			default:
				globals.SetStr(name, pyvalue.Clone(value))
			}
		}
		return direct, nil
	case *syntax.ExprStmt:
		_, err := literal(stmt.X) // a text that is a comment
		return nil, err
	case *syntax.Pass:
		return nil, nil
	}
	return nil, errNoAssignment
}

// targetName is the name that is assigned to; onList where it is mlist.NAME.
func targetName(target syntax.Expr) (name string, onList bool) {
	switch target := target.(type) {
	case *syntax.Name:
		if target.ID != "mlist" {
			return target.ID, false
		}
	case *syntax.Attribute:
		if object, ok := target.X.(*syntax.Name); ok && object.ID == "mlist" {
			return target.Name, true
		}
	}
	return "", false
}

// literal is the value of an expression that is one.
func literal(x syntax.Expr) (pyvalue.Value, error) {
	v, err := syntax.ValueOf(x)
	if errors.Is(err, syntax.ErrNoLiteral) {
		err = errNoLiteral
	}
	return v, err
}

// parseLiteral reads a value that is written as Python has it, in UTF-8.
func parseLiteral(text string) (pyvalue.Value, error) {
	x, _, _, fault := syntax.ParseExprLine(strings.TrimSpace(text), 1)
	if fault != nil {
		return nil, fault
	}
	return literal(x)
}
