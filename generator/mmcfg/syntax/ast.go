// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

// Module is a parsed file (or, from ParseExpr, one Expr statement).
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
	// Num is a number: int64, *big.Int (a long), float64, or complex128.
	Num struct {
		At
		Value    any
		Suffixed bool // an L was written
	}
	// Str is a string literal, adjacent ones joined. Unknown is why its
	// value can't be told, "" mostly.
	Str struct {
		At
		Value   string // unicode: UTF-8
		Unicode bool
		Unknown string
	}
	Name struct {
		At
		ID string
	}
	Tuple struct {
		At
		Elts []Expr
	}
	List struct {
		At
		Elts []Expr
	}
	Set struct {
		At
		Elts []Expr
	}
	Dict struct {
		At
		Keys, Values []Expr
	}
	// Comp is a comprehension or generator expression.
	Comp struct {
		At
		Kind CompKind
		Elt  Expr // the key in a dict comprehension
		Val  Expr // the value in one
		Fors []CompFor
		// Bracketed: a generator expression with brackets of its own.
		Bracketed bool
	}
	BinOp struct {
		At
		Op   Op
		X, Y Expr
	}
	UnaryOp struct {
		At
		Op Op // OpNot, OpNeg, OpPos, OpInvert
		X  Expr
	}
	BoolOp struct {
		At
		Or bool
		X  []Expr
	}
	// Compare is X Ops[0] Y[0] Ops[1] Y[1] ..
	Compare struct {
		At
		X   Expr
		Ops []Op
		Y   []Expr
	}
	IfExp struct {
		At
		Cond, Then, Else Expr
	}
	Call struct {
		At
		Func         Expr
		Args         []Expr
		Keywords     []Keyword
		Star, Double Expr // *args, **kwargs; nil where absent
	}
	Attribute struct {
		At
		X    Expr
		Name string
	}
	// Subscript is X[Index]; Index may be a Slice, an Ellipsis or a Tuple
	// that holds such.
	Subscript struct {
		At
		X, Index Expr
	}
	Slice struct {
		At
		Lo, Hi, Step Expr // nil where absent
		Extended     bool // a second colon was there
	}
	Ellipsis struct{ At }
	Lambda   struct {
		At
		Params *Params
		Body   Expr
	}
	Yield struct {
		At
		X Expr // nil for none
	}
	// Repr is `X`.
	Repr struct {
		At
		X Expr
	}
)

// CompKind tells comprehensions apart.
type CompKind uint8

// The kinds of Comp.
const (
	CompList CompKind = iota
	CompGen
	CompSet
	CompDict
)

// CompFor is one `for Target in Iter if Cond ..` of a comprehension.
type CompFor struct {
	Target, Iter Expr
	Conds        []Expr
}

// Keyword is name=value in a call.
type Keyword struct {
	Name  string
	Value Expr
}

// Params are the parameters of a function. Args are Names or Tuples;
// Defaults belong to the last of them.
type Params struct {
	Args         []Expr
	Defaults     []Expr
	Star, Double string // "" where absent
}

// Op is an operator.
type Op uint8

// The operators.
const (
	OpAdd Op = iota
	OpSub
	OpMul
	OpDiv
	OpFloorDiv
	OpMod
	OpPow
	OpLShift
	OpRShift
	OpAnd
	OpXor
	OpOr
	OpNot
	OpNeg
	OpPos
	OpInvert
	OpLt
	OpGt
	OpEq
	OpGe
	OpLe
	OpNe
	OpIn
	OpNotIn
	OpIs
	OpIsNot
)

var opText = [...]string{"+", "-", "*", "/", "//", "%", "**", "<<", ">>", "&", "^", "|",
	"not", "-", "+", "~", "<", ">", "==", ">=", "<=", "!=", "in", "not in", "is", "is not"}

func (op Op) String() string { return opText[op] }
