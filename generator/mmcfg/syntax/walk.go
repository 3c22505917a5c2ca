// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

// exprsOf calls f with each expression that stands directly in s, but not
// with those of nested statements.
func exprsOf(s Stmt, f func(Expr)) {
	each := func(xs ...Expr) {
		for _, x := range xs {
			if x != nil {
				f(x)
			}
		}
	}
	switch s := s.(type) {
	case *ExprStmt:
		each(s.X)
	case *Assign:
		each(s.Targets...)
		each(s.Value)
	case *AugAssign:
		each(s.Target, s.Value)
	case *Delete:
		each(s.Targets...)
	case *Print:
		each(s.Dest)
		each(s.Values...)
	case *Return:
		each(s.Value)
	case *Raise:
		each(s.Type, s.Inst, s.Tback)
	case *Exec:
		each(s.Code, s.Globals, s.Locals)
	case *Assert:
		each(s.Test, s.Msg)
	case *If:
		each(s.Cond)
	case *While:
		each(s.Cond)
	case *For:
		each(s.Target, s.Iter)
	case *With:
		each(s.Context, s.Target)
	case *Try:
		for _, h := range s.Handlers {
			each(h.Type, h.Target)
		}
	case *FuncDef:
		each(s.Decorators...)
		each(s.Params.Defaults...)
	case *ClassDef:
		each(s.Decorators...)
		each(s.Bases...)
	}
}

// blocksOf calls f with each nested block of s.
func blocksOf(s Stmt, f func([]Stmt)) {
	switch s := s.(type) {
	case *If:
		f(s.Body)
		f(s.Else)
	case *While:
		f(s.Body)
		f(s.Else)
	case *For:
		f(s.Body)
		f(s.Else)
	case *With:
		f(s.Body)
	case *Try:
		f(s.Body)
		for _, h := range s.Handlers {
			f(h.Body)
		}
		f(s.Else)
		f(s.Finally)
	case *FuncDef:
		f(s.Body)
	case *ClassDef:
		f(s.Body)
	}
}

// walkStmts calls f with each statement of body and, where f returns true,
// of the blocks in it that belong to the same scope.
func walkStmts(body []Stmt, f func(Stmt) bool) {
	for _, s := range body {
		if !f(s) {
			continue
		}
		switch s.(type) {
		case *FuncDef, *ClassDef:
			continue
		}
		blocksOf(s, func(b []Stmt) { walkStmts(b, f) })
	}
}

// WalkStmts calls f with each statement of body, nested blocks included,
// functions and classes too where f returns true for them.
func WalkStmts(body []Stmt, f func(Stmt) bool) {
	for _, s := range body {
		if f(s) {
			blocksOf(s, func(b []Stmt) { WalkStmts(b, f) })
		}
	}
}

// ExprsOf calls f with each expression that stands directly in s.
func ExprsOf(s Stmt, f func(Expr)) { exprsOf(s, f) }

// WalkExpr calls f with x and, where f returns true, what x is made of.
func WalkExpr(x Expr, f func(Expr) bool) { walkExpr(x, f) }

func walkExpr(x Expr, f func(Expr) bool) {
	if x == nil || !f(x) {
		return
	}
	each := func(xs ...Expr) {
		for _, x := range xs {
			if x != nil {
				walkExpr(x, f)
			}
		}
	}
	switch x := x.(type) {
	case *Tuple:
		each(x.Elts...)
	case *List:
		each(x.Elts...)
	case *Set:
		each(x.Elts...)
	case *Dict:
		for i := range x.Keys {
			each(x.Keys[i], x.Values[i])
		}
	case *Comp:
		for _, c := range x.Fors {
			each(c.Iter, c.Target)
			each(c.Conds...)
		}
		each(x.Elt, x.Val)
	case *BinOp:
		each(x.X, x.Y)
	case *UnaryOp:
		each(x.X)
	case *BoolOp:
		each(x.X...)
	case *Compare:
		each(x.X)
		each(x.Y...)
	case *IfExp:
		each(x.Cond, x.Then, x.Else)
	case *Call:
		each(x.Func)
		each(x.Args...)
		for _, k := range x.Keywords {
			each(k.Value)
		}
		each(x.Star, x.Double)
	case *Attribute:
		each(x.X)
	case *Subscript:
		each(x.X, x.Index)
	case *Slice:
		each(x.Lo, x.Hi, x.Step)
	case *Lambda:
		each(x.Params.Defaults...)
		each(x.Body)
	case *Yield:
		each(x.X)
	case *Repr:
		each(x.X)
	}
}

// targetNames calls f with each name that assigning to x binds.
func targetNames(x Expr, f func(string)) {
	switch x := x.(type) {
	case *Name:
		f(x.ID)
	case *Tuple:
		for _, e := range x.Elts {
			targetNames(e, f)
		}
	case *List:
		for _, e := range x.Elts {
			targetNames(e, f)
		}
	}
}
