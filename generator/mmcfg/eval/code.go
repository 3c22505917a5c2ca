// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/mmcfg/syntax"

// code is a def or lambda as it is called: its names are sorted into local
// and global ones at first use (symtable.c).
type code struct {
	params  *syntax.Params
	body    []syntax.Stmt
	expr    syntax.Expr // of a lambda
	locals  map[string]bool
	globals map[string]bool
}

func newCode(params *syntax.Params, body []syntax.Stmt, expr syntax.Expr) *code {
	c := &code{params: params, body: body, expr: expr, locals: map[string]bool{}, globals: map[string]bool{}}
	syntax.WalkStmts(body, func(s syntax.Stmt) bool {
		if g, ok := s.(*syntax.Global); ok {
			for _, n := range g.Names {
				c.globals[n] = true
			}
		}
		return !opensScope(s)
	})
	local := func(name string) {
		if name != "" && !c.globals[name] {
			c.locals[name] = true
		}
	}
	for _, a := range params.Args {
		boundNames(a, local)
	}
	local(params.Star)
	local(params.Double)
	syntax.WalkStmts(body, func(s syntax.Stmt) bool {
		stored(s, local)
		return !opensScope(s)
	})
	if expr != nil {
		stored(&syntax.ExprStmt{X: expr}, local)
	}
	return c
}

func opensScope(s syntax.Stmt) bool {
	switch s.(type) {
	case *syntax.FuncDef, *syntax.ClassDef:
		return true
	}
	return false
}

// stored calls f with each name that s itself binds or unbinds, list
// comprehensions in it included.
func stored(s syntax.Stmt, f func(string)) {
	switch s := s.(type) {
	case *syntax.Assign:
		for _, t := range s.Targets {
			boundNames(t, f)
		}
	case *syntax.AugAssign:
		boundNames(s.Target, f)
	case *syntax.Delete:
		for _, t := range s.Targets {
			boundNames(t, f)
		}
	case *syntax.For:
		boundNames(s.Target, f)
	case *syntax.With:
		boundNames(s.Target, f)
	case *syntax.Try:
		for _, h := range s.Handlers {
			boundNames(h.Target, f)
		}
	case *syntax.Import:
		for _, a := range s.Names {
			f(importedName(a))
		}
	case *syntax.ImportFrom:
		for _, a := range s.Names {
			f(cmpOr(a.As, a.Name))
		}
	case *syntax.FuncDef:
		f(s.Name)
	case *syntax.ClassDef:
		f(s.Name)
	}
	syntax.ExprsOf(s, func(x syntax.Expr) {
		syntax.WalkExpr(x, func(x syntax.Expr) bool {
			if c, ok := x.(*syntax.Comp); ok && c.Kind == syntax.CompList {
				for _, cf := range c.Fors {
					boundNames(cf.Target, f)
				}
			}
			_, isLambda := x.(*syntax.Lambda)
			return !isLambda
		})
	})
}

// importedName is the name that `import a.b` or `import a.b as c` binds.
func importedName(a syntax.Alias) string {
	if a.As != "" {
		return a.As
	}
	for i := range a.Name {
		if a.Name[i] == '.' {
			return a.Name[:i]
		}
	}
	return a.Name
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// boundNames calls f with each name that an assignment to x binds.
func boundNames(x syntax.Expr, f func(string)) {
	switch x := x.(type) {
	case *syntax.Name:
		f(x.ID)
	case *syntax.Tuple:
		for _, e := range x.Elts {
			boundNames(e, f)
		}
	case *syntax.List:
		for _, e := range x.Elts {
			boundNames(e, f)
		}
	}
}
