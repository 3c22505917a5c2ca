// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

// WalkStmts calls f with each statement of a block, those within others too
// where f is true for the outer one.
func WalkStmts(body []Stmt, f func(Stmt) bool) {
	for _, s := range body {
		if f(s) {
			for _, b := range Bodies(s) {
				WalkStmts(b, f)
			}
		}
	}
}

// Bodies are the blocks of a compound statement.
func Bodies(s Stmt) [][]Stmt {
	switch s := s.(type) {
	case *If:
		return [][]Stmt{s.Body, s.Else}
	case *For:
		return [][]Stmt{s.Body, s.Else}
	case *Try:
		blocks := [][]Stmt{s.Body, s.Else, s.Finally}
		for _, h := range s.Handlers {
			blocks = append(blocks, h.Body)
		}
		return blocks
	case *FuncDef:
		return [][]Stmt{s.Body}
	case *Skipped:
		return s.Bodies
	}
	return nil
}

// ExprsOf are the expressions of a statement, its targets first; those of its
// blocks are not among them.
func ExprsOf(s Stmt) []Expr {
	var out []Expr
	switch s := s.(type) {
	case *ExprStmt:
		out = []Expr{s.X}
	case *Assign:
		out = append(append(out, s.Targets...), s.Value)
	case *AugAssign:
		out = []Expr{s.Target, s.Value}
	case *Delete:
		out = s.Targets
	case *Return:
		out = []Expr{s.Value}
	case *Raise:
		out = []Expr{s.Type, s.Arg}
	case *If:
		out = []Expr{s.Cond}
	case *For:
		out = []Expr{s.Target, s.Iter}
	case *Try:
		for _, h := range s.Handlers {
			out = append(out, h.Target, h.Type)
		}
	case *FuncDef:
		out = s.Defaults
	case *Skipped:
		out = append(append(out, s.Targets...), s.Parts...)
	}
	return out
}

// Targets are what a statement assigns to or deletes, as expressions.
func Targets(s Stmt) []Expr {
	switch s := s.(type) {
	case *Assign:
		return s.Targets
	case *AugAssign:
		return []Expr{s.Target}
	case *Delete:
		return s.Targets
	case *For:
		return []Expr{s.Target}
	case *Try:
		var targets []Expr
		for _, h := range s.Handlers {
			targets = append(targets, h.Target)
		}
		return targets
	case *Skipped:
		return s.Targets
	}
	return nil
}

// WalkExpr calls f with each expression in x, those within others too where f
// is true for the outer one.
func WalkExpr(x Expr, f func(Expr) bool) {
	if x == nil || !f(x) {
		return
	}
	for _, part := range partsOf(x) {
		WalkExpr(part, f)
	}
}

func partsOf(x Expr) []Expr {
	switch x := x.(type) {
	case *Sequence:
		return x.Items
	case *Dict:
		return append(append([]Expr(nil), x.Keys...), x.Values...)
	case *BinOp:
		return []Expr{x.X, x.Y}
	case *UnaryOp:
		return []Expr{x.X}
	case *BoolOp:
		return x.X
	case *Compare:
		return append([]Expr{x.X}, x.Y...)
	case *IfExp:
		return []Expr{x.Cond, x.Then, x.Else}
	case *Call:
		parts := append([]Expr{x.Func}, x.Args...)
		for _, k := range x.Keywords {
			parts = append(parts, k.Value)
		}
		return parts
	case *Attribute:
		return []Expr{x.X}
	case *Subscript:
		return []Expr{x.X, x.Index}
	case *Slice:
		return []Expr{x.Lo, x.Hi}
	case *Other:
		return append(append([]Expr(nil), x.Targets...), x.Parts...)
	}
	return nil
}
