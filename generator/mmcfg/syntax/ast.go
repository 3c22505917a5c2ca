// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import "mmgen/generator/pyvalue"

// Module is a parsed file.
type Module struct {
	Body   []Stmt
	Future Future
}

// Future says which `from __future__ import` names a file has.
type Future struct {
	Division, PrintFunction, UnicodeLiterals, AbsoluteImport bool
}

// Expr is an expression. Line is the line it begins on, from 1.
type Expr interface{ Line() int }

// Stmt is a statement. Line is the line it begins on, from 1.
type Stmt interface{ Line() int }

// At is the line of a node.
type At int

// Line returns the line of a node.
func (a At) Line() int { return int(a) }

// Expressions.
type (
	// Literal is a number or a string, adjacent ones joined.
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
	// Slice is Lo:Hi; nil where absent.
	Slice struct {
		At
		Lo, Hi Expr
	}
	// Other is an expression that is not followed: What it is, for people, what
	// is in it, and what it assigns to (the names of a list comprehension).
	Other struct {
		At
		What    string
		Parts   []Expr
		Targets []Expr
		// Code is run when the value is called, which may be later: a lambda.
		Code *FuncDef
	}
)

// Keyword is name=value in a call.
type Keyword struct {
	Name  string
	Value Expr
}

// Statements.
type (
	// ExprStmt is an expression, or a print of a tuple.
	ExprStmt struct {
		At
		X     Expr
		Print bool
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
		Op     string // without the =
		Value  Expr
	}
	Delete struct {
		At
		Targets []Expr
	}
	// Jump is pass, break or continue.
	Jump struct {
		At
		Word string
	}
	Return struct {
		At
		Value Expr // nil for none
	}
	Raise struct {
		At
		Type, Arg Expr // nil where absent
	}
	Import struct {
		At
		Names []Alias
	}
	// ImportFrom is `from .Module import Names`; Star for *.
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
	For struct {
		At
		Target, Iter Expr
		Body, Else   []Stmt
	}
	// Try is try/except/else, try/finally or all of it.
	Try struct {
		At
		Body, Else, Finally []Stmt
		Handlers            []Handler
	}
	FuncDef struct {
		At
		Name     string
		Params   []string
		Defaults []Expr // of the last parameters
		Body     []Stmt
		Globals  []string // declared global
		Odd      string   // why calls of it are not followed, "" for no reason
	}
	// Skipped is a statement that is not followed: the word it begins with, what
	// is in it, and what it binds.
	Skipped struct {
		At
		Word    string
		Parts   []Expr
		Targets []Expr
		Bodies  [][]Stmt
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
