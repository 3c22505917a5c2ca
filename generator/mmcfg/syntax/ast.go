// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import "mmgen/generator/pyvalue"

// Module is a parsed file.
type Module struct {
	Body     Block
	Absolute bool // from __future__ import absolute_import
}

// Expr is an expression. Line is the line it begins on, from 1.
type Expr interface{ Line() int }

// Stmt is a statement. Line is the line it begins on, from 1.
type Stmt interface{ Line() int }

// At is the line of a node.
type At int

// Line returns the line of a node.
func (a At) Line() int { return int(a) }

// Block is the body of a file, function or compound statement, as statements
// and as the text that they are made of.
type Block struct {
	Stmts []Stmt
	Code  *Code
}

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
	// BoolOp is X or X or .., or the same with and. Rest is the text behind the
	// first operand.
	BoolOp struct {
		At
		Or   bool
		X    []Expr
		Rest *Code
	}
	// Compare is X Ops[0] Y[0] Ops[1] Y[1] .., an operator as it is written
	// (`not in` and `is not` with one blank, != for <>). Rest is the text behind
	// X.
	Compare struct {
		At
		X    Expr
		Ops  []string
		Y    []Expr
		Rest *Code
	}
	// IfExp is Then if Cond else Else; Code is the text of all of it.
	IfExp struct {
		At
		Cond, Then, Else Expr
		Code             *Code
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
)

// Keyword is name=value in a call.
type Keyword struct {
	Name  string
	Value Expr
}

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
	Import struct {
		At
		Names []Alias
	}
	// ImportFrom is `from Module import Names`; Star for *.
	ImportFrom struct {
		At
		Relative bool   // there is a dot in front of Module
		Module   string // "" where the dot is all
		Names    []Alias
		Star     bool
	}
	// If is an if with its else; an elif is an If alone in Else.
	If struct {
		At
		Cond       Expr
		Body, Else Block
	}
	For struct {
		At
		Target, Iter Expr
		Body, Else   Block
		Code         *Code
	}
	// Try is try/except/else, try/finally or all of it.
	Try struct {
		At
		Body, Else, Finally Block
		Handlers            []Handler
		Code                *Code
	}
	FuncDef struct {
		At
		Name     string
		Params   []string
		Defaults []Expr // of the last parameters
		Body     Block
	}
	// Skipped is a statement that is not followed. Why is what is in it.
	Skipped struct {
		At
		Why  string
		Code *Code
	}
)

// Alias is `Name as As` of an import; As is "" where absent.
type Alias struct{ Name, As string }

// Handler is one except clause; Type and Target are nil where absent.
type Handler struct {
	At
	Type, Target Expr
	Body         Block
}
