// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"errors"
	"fmt"
	"slices"

	"github.com/nlpodyssey/gopickle/types"

	"mmgen/generator/pyvalue"
)

// class is a class or function, which gopickle calls. The filter has checked that each kind of
// them is only called as Python calls it.
type class struct {
	Global
	kind   kind
	filter *filter
}

// Call is gopickle's INST and OBJ, which make an instance of a classic class
// with the arguments of its constructor, and its REDUCE, by which Python
// writes sets and instances of new-style classes.
func (c *class) Call(args ...any) (any, error) {
	switch c.kind {
	case storedClass:
		return &object{class: c.Global, args: values(args), oldStyle: true}, nil
	case setMaker:
		return c.makeSet(args)
	}
	if len(args) == 3 && args[2] == nil {
		of, ok := args[0].(*class)
		base, ok2 := args[1].(*class)
		if ok && ok2 && of.kind == storedClass && base.kind == objectClass {
			return of.PyNew()
		}
	}
	return nil, fmt.Errorf("a call of %s that Python would not write", c.Global)
}

// PyNew is gopickle's NEWOBJ of protocol 2: an instance of a new-style class.
func (c *class) PyNew(args ...any) (any, error) {
	if len(args) > 0 {
		return nil, fmt.Errorf("an instance of %s with arguments", c.Global)
	}
	return &object{class: c.Global}, nil
}

// makeSet makes an empty set, or a set of the items that a list or tuple holds at this
// moment.
func (c *class) makeSet(args []any) (any, error) {
	s := &setItems{frozen: c.Name == "frozenset"}
	if len(args) == 0 {
		return s, nil
	}
	n, items := contents(args[0])
	if items == nil || len(args) > 1 {
		return nil, fmt.Errorf("a %s of what can't be its items", c.Name)
	}
	if c.filter.spend(setItemCost * n); c.filter.err != nil {
		return nil, c.filter.err
	}
	s.items = items()
	return s, nil
}

// contents is how many items a list or tuple has, and a function that copies them; items is nil
// for anything else.
func contents(v any) (n int, items func() []pyvalue.Value) {
	switch v := v.(type) {
	case *listItems:
		return len(v.Items), func() []pyvalue.Value { return slices.Clone(v.Items) }
	case *types.List:
		return len(*v), func() []pyvalue.Value { return values(*v) }
	case *types.Tuple:
		return len(*v), func() []pyvalue.Value { return values(*v) }
	}
	return 0, nil
}

// object is an instance while gopickle builds it.
type object struct {
	class    Global
	args     []pyvalue.Value
	state    any
	built    bool // BUILD was seen
	oldStyle bool
}

// PySetState is gopickle's BUILD.
func (o *object) PySetState(state any) error {
	if o.built {
		return fmt.Errorf("an instance of %s gets its state twice", o.class)
	}
	o.state, o.built = state, true
	return nil
}

// setItems is a set while gopickle builds it.
type setItems struct {
	items  []pyvalue.Value
	frozen bool
}

// global is GLOBAL: a class or function by name.
func (f *filter) global() pyvalue.Value { return f.readClass() }

func (f *filter) readClass() *class {
	module, name := f.line(), f.line()
	c, err := f.findClass(string(module), string(name))
	if err != nil {
		f.fail(err)
	}
	return c
}

// findClass is the class of that name, if a pickle may name it.
func (f *filter) findClass(module, name string) (*class, error) {
	g := Global{module, name}
	k := g.kind()
	if k == 0 {
		return nil, g.refuse()
	}
	return &class{g, k, f}, nil
}

// inst is INST: an instance of a classic class that is named in the opcode;
// above the MARK are the arguments of its constructor.
func (f *filter) inst() byte {
	from := f.pos
	if c := f.readClass(); c != nil && c.kind != storedClass {
		f.fail(c.refuseInstance())
	}
	f.takeMark()
	f.rest = f.data[from:f.pos]
	f.push(instanceKind)
	return 'i'
}

// obj is OBJ: the same with the class above the MARK.
func (f *filter) obj() byte {
	switch items := f.takeMark(); {
	case len(items) == 0:
		f.fail(errors.New("an instance without a class"))
	case items[0] != storedClass:
		f.fail(fmt.Errorf("%s makes no instances", items[0]))
	}
	f.push(instanceKind)
	return 'o'
}

func (g Global) refuseInstance() error { return fmt.Errorf("%s makes no instances", g) }

// reduce is REDUCE: a call of a function with a tuple of arguments. Only the
// calls that Python itself writes are known, those which make a set or an
// instance of a new-style class.
func (f *filter) reduce() byte {
	f.take("t", false)
	function := f.top()
	makes := map[kind]kind{setMaker: setKind, reconstructor: instanceKind}[function]
	if makes == 0 {
		f.fail(fmt.Errorf("a call of %s", function))
		return 0
	}
	f.stack[len(f.stack)-1] = makes
	return 'R'
}
