// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"slices"
	"strings"
)

// Code is a part of a file as it stands there, for whoever must know what it
// mentions without following it.
type Code struct {
	tokens []token
	names  *Names
}

// Names are what code mentions. They may be more than what it uses: a
// parameter of a function in it is one of its names too.
type Names struct {
	Bound    []string   // assigned to, deleted or defined
	Imported []Imported // other than by *
	Global   []string   // declared global
	// Used are the names that are read, each with the attributes behind it:
	// a.b.c; the path of an attribute of something else begins with a dot.
	// Stored are paths that are assigned to or deleted.
	Used, Stored []string
	// Called are names that are called, "" for something else.
	Called []string

	Star    bool // from .. import *
	Exec    bool // exec
	Yields  bool // yield
	Defines bool // a def, a class or a lambda, whose code may run later
	Returns bool // return
	Jumps   bool // break or continue
}

// Imported is an import: a module's path, or that of a name in it, without the
// dots of a relative one; and the name that is bound.
type Imported struct{ Path, As string }

// Names returns what the code mentions.
func (c *Code) Names() *Names {
	if c.names == nil {
		s := &nameScanner{tokens: c.tokens}
		s.scan()
		c.names = &s.names
	}
	return c.names
}

// Size is how many tokens the code has.
func (c *Code) Size() int { return len(c.tokens) }

// mode is what happens to the names that a nameScanner comes by.
type mode uint8

const (
	uses    mode = iota // they are used; an = behind them assigns to them
	assigns             // they are assigned to: for x in, as x, del x
	imports             // import x.y, from m import x
	globals             // global x
	skips               // from x
)

// nameScanner goes through the tokens of code with no more grammar than it
// takes to tell what is assigned to. Where it is not sure, a name is assigned to.
type nameScanner struct {
	tokens []token
	at     int
	names  Names
	mode   mode
	from   string // the module of `from .. import`, and a dot
	// targets are the names and attributes of the statement so far that an =
	// would assign to.
	targets []string
	// brackets says for each open bracket whether it holds arguments or an index,
	// so that no name in it is assigned to. Those before base were open when the
	// mode began.
	brackets []bool
	base     int
}

func (s *nameScanner) scan() {
	for s.at < len(s.tokens) {
		switch t := s.tokens[s.at]; t.kind {
		case tName:
			s.name()
			continue
		case tKeyword:
			s.keyword(t.text)
		case tOp:
			s.op(t.text)
		case tNewline:
			s.newStatement()
		}
		s.at++
	}
}

func (s *nameScanner) newStatement() {
	s.targets, s.brackets, s.from = s.targets[:0], s.brackets[:0], ""
	s.enter(uses)
}

func (s *nameScanner) enter(m mode) { s.mode, s.base = m, len(s.brackets) }

// is says whether the token n places on is an operator or keyword.
func (s *nameScanner) is(n int, op string) bool {
	return s.at+n >= 0 && s.at+n < len(s.tokens) && s.tokens[s.at+n].is(op)
}

// name takes a name and the attributes behind it. The path of an attribute of
// something else, such as f().x, begins with a dot.
func (s *nameScanner) name() {
	path := s.tokens[s.at].text
	if s.is(-1, ".") {
		path = "." + path
	}
	for s.at++; s.is(0, ".") && s.at+1 < len(s.tokens) && s.tokens[s.at+1].kind == tName; s.at += 2 {
		path += "." + s.tokens[s.at+1].text
	}
	isPart := s.is(0, "[") || s.is(0, "(") || slices.Contains(s.brackets[min(s.base, len(s.brackets)):], true)
	switch {
	case s.mode == skips:
		s.from = strings.TrimLeft(path, ".") + "."
		return
	case s.mode == imports:
		s.imported(path)
		return
	case s.mode == globals:
		s.names.Global = append(s.names.Global, path)
		return
	case s.mode == assigns && !isPart:
		s.bind(path)
	case !isPart:
		s.targets = append(s.targets, path)
	}
	s.names.Used = append(s.names.Used, path)
}

func (s *nameScanner) bind(path string) {
	if strings.Contains(path, ".") {
		s.names.Stored = append(s.names.Stored, path)
		return
	}
	s.names.Bound = append(s.names.Bound, path)
}

// imported takes what an import names, up to the name that it binds.
func (s *nameScanner) imported(path string) {
	name, _, _ := strings.Cut(path, ".")
	if s.is(0, "as") && s.at+1 < len(s.tokens) {
		name = s.tokens[s.at+1].text
		s.at += 2
	}
	s.names.Imported = append(s.names.Imported, Imported{s.from + path, name})
}

func (s *nameScanner) keyword(word string) {
	n := &s.names
	switch word {
	case "for", "del", "as":
		s.enter(assigns)
	case "in":
		s.enter(uses)
	case "from":
		s.enter(skips)
	case "import":
		s.enter(imports)
	case "global":
		s.enter(globals)
	case "def", "class":
		n.Defines = true
		if s.at+1 < len(s.tokens) {
			s.at++
			n.Bound = append(n.Bound, s.tokens[s.at].text)
		}
	case "lambda":
		n.Defines = true
	case "exec":
		n.Exec = true
	case "yield":
		n.Yields = true
	case "return":
		n.Returns = true
	case "break", "continue":
		n.Jumps = true
	}
}

func (s *nameScanner) op(op string) {
	switch op {
	case "(", "[", "{":
		isPart := s.at > 0 && s.tokens[s.at-1].endsOperand()
		s.brackets = append(s.brackets, isPart)
		if isPart && op == "(" {
			s.called(s.tokens[s.at-1])
		}
	case ")", "]", "}":
		s.brackets = s.brackets[:max(0, len(s.brackets)-1)]
	case ";", ":":
		if len(s.brackets) == 0 {
			s.newStatement()
		}
	case "*":
		s.names.Star = s.names.Star || s.mode == imports
	case ",":
		if len(s.brackets) == 0 && s.inExcept() { // except Type, target
			s.enter(assigns)
		}
	default:
		if strings.HasSuffix(op, "=") && !isComparison(op) && len(s.brackets) == 0 {
			for _, path := range s.targets {
				s.bind(path)
			}
		}
	}
}

func (s *nameScanner) called(f token) {
	name := ""
	if f.kind == tName {
		name = f.text
	}
	s.names.Called = append(s.names.Called, name)
}

// inExcept says whether the line in hand is an except clause.
func (s *nameScanner) inExcept() bool {
	for i := s.at; i >= 0 && s.tokens[i].kind != tNewline; i-- {
		if s.tokens[i].is("except") {
			return true
		}
	}
	return false
}

func isComparison(op string) bool { return op == "==" || op == "!=" || op == "<=" || op == ">=" }
