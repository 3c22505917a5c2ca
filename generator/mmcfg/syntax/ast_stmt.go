// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

// Statements.
type (
	ExprStmt struct {
		At
		X Expr
	}
	// Assign is Targets[0] = Targets[1] = .. = Value.
	Assign struct {
		At
		Targets []Expr
		Value   Expr
	}
	AugAssign struct {
		At
		Target Expr
		Op     Op
		Value  Expr
	}
	Delete struct {
		At
		Targets []Expr
	}
	Print struct {
		At
		Dest    Expr // after >>; nil for none
		Values  []Expr
		Newline bool
	}
	Pass     struct{ At }
	Break    struct{ At }
	Continue struct{ At }
	Return   struct {
		At
		Value Expr // nil for none
	}
	Raise struct {
		At
		Type, Inst, Tback Expr // nil where absent
	}
	Global struct {
		At
		Names []string
	}
	Exec struct {
		At
		Code, Globals, Locals Expr // nil where absent
	}
	Assert struct {
		At
		Test, Msg Expr // Msg nil where absent
	}
	Import struct {
		At
		Names []Alias
	}
	// ImportFrom is `from ..Module import Names`; Star for *.
	ImportFrom struct {
		At
		Level  int // number of leading dots
		Module string
		Names  []Alias
		Star   bool
	}
	If struct {
		At
		Cond       Expr
		Body, Else []Stmt
	}
	While struct {
		At
		Cond       Expr
		Body, Else []Stmt
	}
	For struct {
		At
		Target, Iter Expr
		Body, Else   []Stmt
	}
	// Try is try/except/else, try/finally or all of it.
	Try struct {
		At
		Body     []Stmt
		Handlers []Handler
		Else     []Stmt
		Finally  []Stmt // nil for none
	}
	With struct {
		At
		Context, Target Expr // Target nil for none
		Body            []Stmt
	}
	FuncDef struct {
		At
		Name       string
		Params     *Params
		Body       []Stmt
		Decorators []Expr
		Generator  bool // it has a yield of its own
	}
	ClassDef struct {
		At
		Name       string
		Bases      []Expr
		Body       []Stmt
		Decorators []Expr
	}
)

// Alias is `Name as As` of an import; As is "" where absent.
type Alias struct{ Name, As string }

// Handler is one except clause; Type and Target are nil where absent.
type Handler struct {
	At
	Type, Target Expr
	Body         []Stmt
}
