// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/mmcfg/syntax"

// evalComp evaluates a comprehension. Only a list's leaves its names behind;
// a generator expression is worked through at once.
func (ev *Interp) evalComp(x *syntax.Comp) (any, error) {
	c := compEval{ev: ev, comp: x}
	if x.Kind == syntax.CompDict {
		c.dict = newDict()
	}
	if x.Kind != syntax.CompList {
		defer ev.push(ev.innerFrame(x))()
	}
	if err := c.loop(x.Fors); err != nil {
		return nil, err
	}
	switch {
	case c.unknown != nil:
		ev.mayRaise(c.unknown)
		return c.unknown, nil
	case x.Kind == syntax.CompSet:
		return ev.unknown("sets are not followed"), nil
	case x.Kind == syntax.CompDict:
		return c.dict, nil
	case x.Kind == syntax.CompGen:
		return &iterator{items: c.items}, nil
	}
	return newList(c.items...), nil
}

// innerFrame is the scope of a comprehension that has one of its own.
func (ev *Interp) innerFrame(x *syntax.Comp) *frame {
	fr := *ev.frame
	if ev.frame.locals != nil {
		fr.outer = append([]*scope{ev.frame.locals}, ev.frame.outer...)
	}
	fr.locals = newScope(1)
	fr.code = &code{locals: map[string]bool{}, globals: map[string]bool{}}
	for _, f := range x.Fors {
		boundNames(f.Target, func(n string) { fr.code.locals[n] = true })
	}
	return &fr
}

type compEval struct {
	ev      *Interp
	comp    *syntax.Comp
	items   []any
	dict    *dict
	unknown *Unknown
}

func (c *compEval) loop(fors []syntax.CompFor) error {
	if len(fors) == 0 {
		return c.add()
	}
	ev, f := c.ev, fors[0]
	seq, err := ev.eval(f.Iter)
	if err != nil {
		return err
	}
	it, u, err := ev.iterator(seq)
	if err != nil {
		return err
	}
	if u != nil {
		c.unknown = u
		if err := ev.assign(f.Target, u); err != nil {
			return err
		}
		// The elements may have been evaluated, with any effect.
		return ev.havoc(u, []syntax.Stmt{&syntax.ExprStmt{At: syntax.At(c.comp.Line()), X: c.comp}})
	}
	for {
		v, ok, err := it.next(ev)
		if err != nil || !ok {
			return err
		}
		if err := ev.assign(f.Target, v); err != nil {
			return err
		}
		ok, err = c.conditions(f.Conds)
		if err != nil {
			return err
		}
		if ok {
			if err := c.loop(fors[1:]); err != nil {
				return err
			}
		}
	}
}

func (c *compEval) conditions(conds []syntax.Expr) (bool, error) {
	for _, x := range conds {
		v, err := c.ev.eval(x)
		if err != nil {
			return false, err
		}
		t, u := truth(v)
		if u != nil {
			c.unknown = u
			return false, nil
		}
		if !t {
			return false, nil
		}
	}
	return true, nil
}

func (c *compEval) add() error {
	ev := c.ev
	if len(c.items) >= maxItems {
		c.unknown = ev.unknown("a list of more than %d items", maxItems)
		return nil
	}
	if err := ev.grow(16); err != nil {
		return err
	}
	k, err := ev.eval(c.comp.Elt)
	if err != nil {
		return err
	}
	if c.comp.Kind != syntax.CompDict {
		c.items = append(c.items, k)
		return nil
	}
	v, err := ev.eval(c.comp.Val)
	if err != nil {
		return err
	}
	if u := unknownIn(k); u != nil {
		c.unknown = u
		return nil
	}
	h, err := ev.hash(k)
	if err != nil {
		return err
	}
	c.dict.put(k, h, v)
	return ev.settle(c.dict)
}
