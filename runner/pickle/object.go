// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"errors"
	"fmt"
)

// global is GLOBAL: a class or function by name.
func (m *machine) global() error {
	g, err := m.readGlobal()
	if err != nil {
		return err
	}
	return m.push(g)
}

func (m *machine) readGlobal() (*globalFiller, error) {
	module, err := m.line()
	if err != nil {
		return nil, err
	}
	name, err := m.line()
	if err != nil {
		return nil, err
	}
	g := Global{string(module), string(name)}
	c := g.class()
	if c == unknownClass {
		return nil, g.refuse()
	}
	return &globalFiller{g, c, m}, nil
}

// obj is OBJ: an instance of a classic class; the class and the arguments of
// its constructor are above the MARK.
func (m *machine) obj() error {
	k, items, err := m.popItems()
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return errors.New("an instance without a class")
	}
	g, ok := items[0].(*globalFiller)
	if !ok {
		return fmt.Errorf("an instance of a %s", typeName(plain(items[0])))
	}
	v, err := g.classic(items[1:])
	if err != nil {
		return err
	}
	m.made++
	m.feed = append(m.feed, v)
	if len(items) == 1 { // spares gopickle a stack of its own
		m.out[k.out] = opNothing
		m.out = append(m.out, ')', 'R')
	} else {
		m.out = append(m.out, 'o')
	}
	return m.hold(v)
}

// inst is INST: the same with the class in the opcode.
func (m *machine) inst() error {
	g, err := m.readGlobal()
	if err != nil {
		return err
	}
	k, items, err := m.popItems()
	if err != nil {
		return err
	}
	v, err := g.classic(items)
	if err != nil {
		return err
	}
	m.made++
	return m.fillFrom(k, v, len(items))
}

func (g *globalFiller) classic(args []any) (*instanceFiller, error) {
	if g.class != storedClass {
		return nil, fmt.Errorf("%s makes no instances", g.Global)
	}
	v := &instanceFiller{Instance: Instance{Class: g.Global, OldStyle: true}}
	if len(args) > 0 {
		v.Args = make([]Value, len(args))
	}
	return v, nil
}

// reduce is REDUCE: a call of a function with a tuple of arguments. Only the
// calls that Python itself writes are known, those which make a set or an
// instance of a new-style class.
func (m *machine) reduce() error {
	g, args, err := m.popCall()
	if err != nil {
		return err
	}
	switch g.class {
	case setClass, frozensetClass:
		return m.set(g, args)
	case reconstructor:
		if len(args) == 3 && args[2] == (noneFiller{}) {
			of, ok := args[0].(*globalFiller)
			base, ok2 := args[1].(*globalFiller)
			if ok && ok2 && base.class == objectClass {
				return m.bare(of)
			}
		}
	}
	return fmt.Errorf("a call of %s that Python would not write", g.Global)
}

// newObj is NEWOBJ of protocol 2: an instance of a new-style class.
func (m *machine) newObj() error {
	g, args, err := m.popCall()
	if err != nil {
		return err
	}
	if len(args) > 0 {
		return fmt.Errorf("an instance of %s with arguments", g.Global)
	}
	return m.bare(g)
}

// popCall takes a function and its arguments off the stack.
func (m *machine) popCall() (*globalFiller, []Value, error) {
	top, err := m.need(2)
	if err != nil {
		return nil, nil, err
	}
	g, ok := top[0].(*globalFiller)
	if !ok {
		return nil, nil, fmt.Errorf("a call of a %s", typeName(plain(top[0])))
	}
	args, ok := top[1].(*tupleFiller)
	if !ok {
		return nil, nil, fmt.Errorf("a call of %s with a %s instead of a tuple", g.Global, typeName(plain(top[1])))
	}
	m.made++
	m.drop(2)
	m.out = append(m.out, '0', '0')
	return g, args.Items, nil
}

// bare is an instance of a new-style class, without arguments.
func (m *machine) bare(g *globalFiller) error {
	if g.class != storedClass {
		return fmt.Errorf("%s makes no instances", g.Global)
	}
	return m.push(&instanceFiller{Instance: Instance{Class: g.Global}})
}

// set is the set of no argument, or of one list or tuple of what can be
// items.
func (m *machine) set(g *globalFiller, args []Value) error {
	s := &setFiller{Set: Set{Frozen: g.class == frozensetClass}}
	if len(args) == 0 {
		return m.push(s)
	}
	unhashable := true
	switch items := args[0].(type) {
	case *listFiller:
		s.from, s.weight, unhashable = items, 1+items.weight, items.unhashable
	case *tupleFiller:
		s.from, s.weight, unhashable = items, items.weight, items.unhashable
	}
	if unhashable || len(args) > 1 {
		return fmt.Errorf("a %s of what can't be its items", g.Name)
	}
	if err := m.spend(s.weight); err != nil {
		return err
	}
	m.out = append(m.out, opExt1, feedSet)
	m.feed = append(m.feed, s)
	return m.hold(s)
}

// build is BUILD: an instance gets its state.
func (m *machine) build() error {
	top, err := m.need(2)
	if err != nil {
		return err
	}
	v, ok := top[0].(*instanceFiller)
	if !ok {
		return fmt.Errorf("state is given to a %s", typeName(plain(top[0])))
	}
	if v.built {
		return fmt.Errorf("an instance of %s gets its state twice", v.Class)
	}
	v.built = true
	m.drop(1)
	m.out = append(m.out, 'b')
	return nil
}
