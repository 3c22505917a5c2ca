// SPDX-License-Identifier: GPL-2.0-or-later

package pyregex

import (
	"strconv"

	"mmgen/generator/pyvalue/pystr"
)

// flagLetters are the flags that a pattern can switch on.
var flagLetters = map[rune]Flags{
	'i': IgnoreCase, 'L': Locale, 'm': Multiline, 's': DotAll, 'u': Unicode, 'x': Verbose, 't': template,
}

// parenthesis reads what follows an opening parenthesis. The item is nil for flags and
// comments.
func (p *parser) parenthesis() node {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		p.fail("groups lie too deep in each other")
	}
	if !p.match('?') {
		return p.capture("")
	}
	switch {
	case p.match('P'):
		return p.named()
	case p.match(':'):
		return p.body(group{}, p.alternatives)
	case p.match('#'):
		for !p.next.end && !p.next.is(')') {
			p.get()
		}
		p.closing()
		return nil
	case p.next.is('=') || p.next.is('!') || p.next.is('<'):
		return p.assertion()
	case p.match('('):
		return p.condition()
	}
	p.inlineFlags()
	return nil
}

func (p *parser) closing() {
	if !p.match(')') {
		p.fail("a parenthesis is not closed")
	}
}

// body reads the content of a group up to its end.
func (p *parser) body(g group, read func(bool) seq) node {
	g.body = read(false)
	p.closing()
	return g
}

// capture reads a group that captures.
func (p *parser) capture(name string) node {
	g := group{number: p.groups}
	p.groups++
	if name != "" {
		if _, ok := p.names[name]; ok {
			p.fail("two groups have the name " + name)
		}
		p.names[name] = g.number
	}
	p.open[g.number] = true
	n := p.body(g, p.alternatives)
	delete(p.open, g.number)
	return n
}

// named reads (?P<name>..) or (?P=name).
func (p *parser) named() node {
	isGroup := p.match('<')
	if !isGroup && !p.match('=') {
		p.fail("after (?P neither < nor = follows")
	}
	closing := ')'
	if isGroup {
		closing = '>'
	}
	name, ok := p.name(closing)
	if !ok || !isName(name) {
		p.fail("a group has no proper name")
	}
	if isGroup {
		return p.capture(name)
	}
	number, ok := p.names[name]
	if !ok {
		p.fail("no group has the name " + name)
	}
	return backref(number)
}

// assertion reads (?=..), (?!..), (?<=..) or (?<!..).
func (p *parser) assertion() node {
	var l look
	l.behind = p.match('<')
	if !p.next.is('=') && !p.next.is('!') {
		p.fail("after (?< neither = nor ! follows")
	}
	l.negate = p.get().r == '!'
	l.body = p.alternatives(false)
	p.closing()
	return l
}

// condition reads (?(group)yes|no). Group 0 does not count: Python then takes the text
// that follows for an ordinary group.
func (p *parser) condition() node {
	name, ok := p.name(')')
	if !ok || name == "" {
		p.fail("a condition names no group")
	}
	number, ok := p.names[name]
	if isName(name) && !ok {
		p.fail("no group has the name " + name)
	}
	if !isName(name) {
		var err error
		if number, err = strconv.Atoi(pystr.Strip(name)); err != nil || number < 0 {
			p.fail("a condition names no group")
		}
	}
	if number == 0 {
		return p.body(group{}, p.alternatives)
	}
	return p.body(group{}, func(bool) seq { return p.yesNo(number) })
}

// yesNo reads yes|no (_parse_sub_cond).
func (p *parser) yesNo(number int) seq {
	c := conditional{group: number, yes: p.items()}
	if p.match('|') {
		c.no = p.items()
		if p.next.is('|') {
			p.fail("a condition has more than two branches")
		}
	}
	return seq{c}
}

// inlineFlags reads (?flags).
func (p *parser) inlineFlags() {
	any := false
	for {
		flag, ok := flagLetters[p.next.r]
		if !ok || p.next.end || p.next.escaped {
			break
		}
		p.flags |= flag
		p.get()
		any = true
	}
	if !any || !p.match(')') {
		p.fail("after (? something unknown follows")
	}
}
