// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import "mmgen/generator/mmcfg/pyvalue"

// iteration hands out one item after the other.
type iteration interface {
	next(ev *Interp) (v any, ok bool, err error)
}

// iterator is what a for loop over v steps through; u says why its items
// can't be known.
func (ev *Interp) iterator(v any) (it iteration, u *Unknown, err error) {
	if u := unknownOf(v); u != nil {
		ev.mayRaise(u)
		return nil, u, nil
	}
	switch v := v.(type) {
	case *list:
		return &listSteps{l: v}, nil, nil
	case *dict:
		return &dictSteps{d: v, keys: v.keys(), n: v.used}, nil, ev.settle(v)
	case *iterator:
		return v, nil, nil
	case *file:
		return &fileSteps{v}, nil, nil
	}
	items, u, err := ev.iterate(v)
	if u != nil || err != nil {
		return nil, u, err
	}
	return &iterator{items: items}, nil, nil
}

// iterate is all items of v at once.
func (ev *Interp) iterate(v any) (items []any, u *Unknown, err error) {
	if u := unknownOf(v); u != nil {
		ev.mayRaise(u)
		return nil, u, nil
	}
	switch v := v.(type) {
	case *list:
		items = append([]any(nil), v.items...)
	case *tuple:
		items = v.items
	case *structure:
		items = v.items
	case *dict:
		items = v.keys()
		if err := ev.settle(v); err != nil {
			return nil, nil, err
		}
	case string:
		items = make([]any, len(v))
		for i := range items {
			items[i] = v[i : i+1]
		}
	case unicode:
		for s := string(v); s != ""; {
			_, n := pyvalue.DecodeRune(s)
			items = append(items, unicode(s[:n]))
			s = s[n:]
		}
	case *iterator:
		items = v.items[v.pos:]
		ev.change(v)
		v.pos = len(v.items)
	case *file:
		for _, line := range v.lines(ev) {
			items = append(items, line)
		}
	case *nsDict, *instance, *opaque:
		return nil, ev.unknown("going through a %s is not followed", typeName(v)), nil
	default:
		return nil, nil, ev.raise(excTypeError, "'%s' object is not iterable", typeName(v))
	}
	if len(items) > maxItems {
		return nil, ev.unknown("more than %d items", maxItems), nil
	}
	return items, nil, ev.grow(16 * len(items))
}

func (it *iterator) next(ev *Interp) (any, bool, error) {
	if it.pos >= len(it.items) {
		return nil, false, nil
	}
	ev.change(it)
	it.pos++
	return it.items[it.pos-1], true, ev.spend(0)
}

// listSteps goes through a list that may change meanwhile.
type listSteps struct {
	l   *list
	pos int
}

func (s *listSteps) next(ev *Interp) (any, bool, error) {
	if s.pos >= len(s.l.items) {
		if u := s.l.unknown; u != nil {
			return u, false, nil
		}
		return nil, false, nil
	}
	s.pos++
	return s.l.items[s.pos-1], true, ev.spend(0)
}

type dictSteps struct {
	d    *dict
	keys []any
	pos  int
	n    int
}

func (s *dictSteps) next(ev *Interp) (any, bool, error) {
	if s.d.used != s.n {
		return nil, false, ev.raise(excRuntimeError, "dictionary changed size during iteration")
	}
	if s.pos >= len(s.keys) {
		return nil, false, nil
	}
	s.pos++
	return s.keys[s.pos-1], true, ev.spend(0)
}

type fileSteps struct{ f *file }

func (s *fileSteps) next(ev *Interp) (any, bool, error) {
	line := s.f.line(ev)
	return line, line != "", ev.spend(len(line))
}
