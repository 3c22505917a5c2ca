// SPDX-License-Identifier: GPL-2.0-or-later

package pyregex

import "mmgen/generator/pyvalue/pystr"

// maxDepth is how deep groups may lie in each other. Python's recursion limit is near it.
const maxDepth = 450

// maxGroups is one more than the number of groups that Python allows.
const maxGroups = 100

// template is the undocumented flag t, with which repetition is an error.
const template = UTF8 << 1

// parser is sre_parse.Pattern with its source.
type parser struct {
	*scanner
	flags  Flags
	groups int // opened so far, and the whole match
	open   map[int]bool
	names  map[string]int
	depth  int
	loops  bool // the pattern has a repetition
}

// failure is a pattern that Python refuses; parse recovers it.
type failure string

func (p *parser) fail(reason string) { panic(failure(reason)) }

// parse reads a pattern (sre_parse.py: parse). The flags that are returned include those in the
// pattern; names has the numbers of the groups that have a name.
func parse(pattern string, flags Flags) (tree seq, all Flags, names map[string]int, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case failure:
			err = &Error{pattern, string(r)}
		default:
			panic(r)
		}
	}()
	p := &parser{scanner: newScanner(pattern, flags), flags: flags, groups: 1,
		open: map[int]bool{}, names: map[string]int{}}
	tree = p.alternatives(true)
	switch {
	case p.bad:
		p.fail("it ends with a backslash")
	case !p.next.end:
		p.fail("a parenthesis is closed that was not opened")
	case flags&Verbose == 0 && p.flags&Verbose != 0:
		return parse(pattern, p.flags&^template) // now that it is known to be verbose from its beginning
	case p.groups > maxGroups:
		p.fail("there are more than 99 groups")
	case p.flags&template != 0 && p.loops:
		p.fail("with flag t nothing can be repeated")
	}
	return tree, p.flags &^ template, p.names, nil
}

// alternatives reads a|b|c (_parse_sub).
func (p *parser) alternatives(outermost bool) seq {
	all := branch{p.items()}
	for p.match('|') {
		all = append(all, p.items())
	}
	if !outermost && !p.next.end && !p.next.is(')') {
		p.fail("a parenthesis is not closed")
	}
	if len(all) == 1 {
		return all[0]
	}
	return seq{all}
}

// items reads what stands between | and ) (_parse).
func (p *parser) items() seq {
	var s seq
	for !p.next.end && !p.next.is('|') && !p.next.is(')') {
		t := p.get()
		switch {
		case t.escaped:
			s = append(s, p.escape(t.r))
		case p.flags&Verbose != 0 && pystr.IsBlank(t.r):
		case p.flags&Verbose != 0 && t.r == '#':
			p.skipLine()
		case t.r == '[':
			s = append(s, p.class())
		case t.r == '*' || t.r == '+' || t.r == '?' || t.r == '{':
			s = p.repetition(t.r, s)
		case t.r == '.':
			s = append(s, anyChar{})
		case t.r == '^' || t.r == '$':
			s = append(s, at(t.r))
		case t.r == '(':
			if n := p.parenthesis(); n != nil {
				s = append(s, n)
			}
		default:
			s = append(s, literal(t.r))
		}
	}
	if p.bad {
		p.fail("it ends with a backslash")
	}
	return s
}

func (p *parser) skipLine() {
	for t := p.get(); !t.end && !t.is('\n'); t = p.get() {
	}
}

// repetition makes the last item of s one that is repeated. Braces that hold
// no counts are characters.
func (p *parser) repetition(sign rune, s seq) seq {
	r := repeat{max: unbounded}
	switch sign {
	case '?':
		r.max = 1
	case '+':
		r.min = 1
	case '{':
		var ok bool
		if r.min, r.max, ok = p.counts(); !ok {
			return append(s, literal('{'))
		}
	}
	if len(s) == 0 {
		p.fail("there is nothing to repeat")
	}
	switch last := s[len(s)-1]; last.(type) {
	case at:
		p.fail("there is nothing to repeat")
	case repeat:
		p.fail("what is repeated is repeated already")
	default:
		r.item = last
	}
	r.lazy = p.match('?')
	p.loops = true
	s[len(s)-1] = r
	return s
}

// counts reads `m}`, `m,}`, `,n}`, `m,n}` or `,}`; where none of these stands there, it takes
// nothing.
func (p *parser) counts() (lo, hi int, ok bool) {
	if p.next.is('}') {
		return 0, 0, false
	}
	pos, next := p.pos, p.next
	first := p.digits(10, len(p.text))
	last := first
	if p.match(',') {
		last = p.digits(10, len(p.text))
	}
	if !p.match('}') {
		p.pos, p.next = pos, next
		return 0, 0, false
	}
	lo, hi = number(first, 10), number(last, 10)
	switch {
	case lo >= unbounded || hi >= unbounded:
		p.fail("a count is too large")
	case len(last) == 0:
		hi = unbounded
	case hi < lo:
		p.fail("a repetition has a lower limit above the upper one")
	}
	return lo, hi, true
}
