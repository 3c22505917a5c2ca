// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
)

// pattern is a regular expression for a line, in the language of Python's re as
// far as the recognisers need it. Its matches take linear time.
type pattern struct {
	// known is made when the pattern is first asked for: not at each start of the program.
	known func() *expression
	re    func() *regexp.Regexp
}

// expression is what is found out about a pattern's expression without compiling it.
type expression struct {
	must  string // every match has it in it
	plain bool   // the expression has nothing else in it
	addr  int    // the index of the group addr, 0 for none
}

// asInPython says in Go's language what these pieces mean in Python's: \v is
// white space there, and $ is also before a line feed that ends the text.
var asInPython = strings.NewReplacer(`[^\s`, `[^\s\v`, `[\s`, `[\s\v`, `\s]`, `\s\v]`, `\s`, `[\s\v]`, `\S`, `[^\s\v]`, `$`, `\n?\z`)

// match makes a pattern. The expression is in small letters, unless it is for
// findCased.
func match(expr string) *pattern {
	inGo := sync.OnceValue(func() string { return asInPython.Replace(expr) })
	return &pattern{
		known: sync.OnceValue(func() *expression { return read(inGo()) }),
		re:    sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(inGo()) }),
	}
}

// read reads an expression in Go's language.
func read(expr string) *expression {
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		panic(err)
	}
	e := &expression{must: required(tree), plain: tree.Op == syntax.OpLiteral}
	for i, name := range tree.CapNames() {
		if name == "addr" {
			e.addr = i
		}
	}
	return e
}

// required is the longest text that stands in every match as it is.
func required(tree *syntax.Regexp) string {
	switch tree.Op {
	case syntax.OpLiteral:
		return string(tree.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return required(tree.Sub[0])
	case syntax.OpConcat:
		longest := ""
		for _, sub := range tree.Sub {
			if text := required(sub); len(text) > len(longest) {
				longest = text
			}
		}
		return longest
	}
	return ""
}

// line is a line that patterns are matched with. Each of its bytes is one
// character, as in Python.
type line struct {
	text  string // the line in UTF-8
	lower string // the same with small letters; offsets are the same
	wide  bool   // text is not the line's bytes
}

func newLine(s string) line {
	l := line{text: s}
	if !pystr.IsASCII(s) {
		l.text = fromLatin1(s)
		l.wide = true
	}
	l.lower = pystr.Lower(l.text)
	return l
}

// fromLatin1 has a character for each byte.
func fromLatin1(s string) string {
	var b strings.Builder
	b.Grow(len(s) + len(s)/2)
	for i := range len(s) {
		b.WriteRune(rune(s[i]))
	}
	return b.String()
}

// bytes is a piece of the line's text as it stands in the message.
func (l line) bytes(piece string) string {
	if l.wide {
		piece, _ = charset.Encode(piece, "iso-8859-1", charset.Strict)
	}
	return piece
}

// has tells whether a pattern matches anywhere in the line, whatever its case.
func (r *report) has(l line, p *pattern) bool {
	known := p.known()
	switch {
	case !strings.Contains(l.lower, known.must):
		return false
	case known.plain:
		return true
	}
	return r.spend(l) && p.re().MatchString(l.lower)
}

// find returns what the group addr of a pattern matches in the line, whatever
// its case.
func (r *report) find(l line, p *pattern) (addr string, ok bool) {
	return r.findIn(l, l.lower, p)
}

// findCased is find for a pattern in which case counts.
func (r *report) findCased(l line, p *pattern) (addr string, ok bool) {
	return r.findIn(l, l.text, p)
}

func (r *report) findIn(l line, text string, p *pattern) (addr string, ok bool) {
	known := p.known()
	if !strings.Contains(text, known.must) || !r.spend(l) {
		return "", false
	}
	m := p.re().FindStringSubmatchIndex(text)
	if m == nil {
		return "", false
	}
	return l.bytes(l.text[m[2*known.addr]:m[2*known.addr+1]]), true
}

// spend takes the cost of a search from the budget. It returns false where there
// is none left.
func (r *report) spend(l line) bool {
	if r.budget <= 0 {
		return false
	}
	r.budget -= len(l.text) + searchCost
	return true
}
