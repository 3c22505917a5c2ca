// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import "mmgen/generator/pyvalue"

// Expr is an expression. Line is the line it begins on, from 1.
type Expr interface{ Line() int }

// At is the line of a node.
type At int

// Line returns the line of a node.
func (a At) Line() int { return int(a) }

// Expressions.
type (
	// Literal is a number or a string; adjacent strings are joined.
	Literal struct {
		At
		Value pyvalue.Value
	}
	Name struct {
		At
		ID string
	}
	// Sequence is a list or a tuple.
	Sequence struct {
		At
		List  bool
		Items []Expr
	}
	Dict struct {
		At
		Keys, Values []Expr
	}
	// BinOp is X Op Y; Op is the operator as it is written.
	BinOp struct {
		At
		Op   string
		X, Y Expr
	}
	// UnaryOp is Op X; Op is - + ~ or not.
	UnaryOp struct {
		At
		Op string
		X  Expr
	}
	// BoolOp is X or X or .., or the same with and.
	BoolOp struct {
		At
		Or bool
		X  []Expr
	}
	// Compare is X Ops[0] Y[0] Ops[1] Y[1] .., an operator as it is written
	// (`not in` and `is not` with one blank, != for <>).
	Compare struct {
		At
		X   Expr
		Ops []string
		Y   []Expr
	}
	// IfExp is Then if Cond else Else.
	IfExp struct {
		At
		Cond, Then, Else Expr
	}
	Call struct {
		At
		Func     Expr
		Args     []Expr
		Keywords []Keyword
	}
	Attribute struct {
		At
		X    Expr
		Name string
	}
	Subscript struct {
		At
		X, Index Expr // Index may be a Slice
	}
	// Slice is Lo:Hi; nil if absent.
	Slice struct {
		At
		Lo, Hi Expr
	}
)

// Keyword is name=value in a call.
type Keyword struct {
	Name  string
	Value Expr
}

// Stmt is a statement: what it is, the line it begins on, and its text.
type Stmt struct {
	At
	Node Node
	Code *Code
}

// Node is one of the statements below.
type Node any

// Statements.
type (
	ExprStmt struct{ X Expr }
	// Assign is Targets[0] = Targets[1] = .. = Value.
	Assign struct {
		Targets []Expr
		Value   Expr
	}
	AugAssign struct {
		Target Expr
		Op     string // the operator without its =
		Value  Expr
	}
	Delete struct{ Target Expr }
	Pass   struct{}
	Return struct{ Value Expr } // nil for none
	Import struct{ Names []Alias }
	// ImportFrom is `from Module import Names`; Star for *.
	ImportFrom struct {
		Module string
		Names  []Alias
		Star   bool
	}
	// If is an if with its else; an elif is an If alone in Else.
	If struct {
		Cond       Expr
		Body, Else []Stmt
	}
	For struct {
		Target, Iter Expr
		Body         []Stmt
	}
	// Try is try/except/else.
	Try struct {
		Body, Else []Stmt
		Handlers   []Handler
	}
	FuncDef struct {
		Name     string
		Params   []string
		Defaults []Expr // values of the last parameters
		Body     []Stmt
		Text     *Code // Bound has the function's own names, with its parameters
	}
	// Skipped is a statement that is not followed. Why names what is not followed in it.
	Skipped struct{ Why string }
)

// Alias is `Name as As` in an import; As is "" if absent.
type Alias struct{ Name, As string }

// Binds is the name that an alias binds; for `import a.b` that is a.
func (a Alias) Binds() string {
	if a.As != "" {
		return a.As
	}
	return firstOf(a.Name)
}

// Handler is one except clause; Type and Target are nil if absent.
type Handler struct {
	At
	Type, Target Expr
	Body         []Stmt
}
