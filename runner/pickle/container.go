// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"errors"
	"fmt"
)

func (m *machine) emptyList() error {
	m.made++
	return m.push(&listFiller{})
}

func (m *machine) list() error {
	k, items, err := m.popItems()
	if err != nil {
		return err
	}
	m.made++
	l := &listFiller{}
	l.note(items)
	return m.fillFrom(k, l, len(items))
}

// note looks at items that will be appended.
func (l *listFiller) note(items []any) {
	l.size += len(items)
	weights, unhashable := weigh(l.weight, items)
	l.weight, l.unhashable = weights, l.unhashable || unhashable
}

func (m *machine) appendOne() error {
	top, err := m.need(2)
	if err != nil {
		return err
	}
	if err := appendTo(top[0], top[1:]); err != nil {
		return err
	}
	m.drop(1)
	m.out = append(m.out, 'a')
	return nil
}

func (m *machine) appendMany() error {
	k, items, err := m.popItems()
	if err != nil {
		return err
	}
	top, err := m.need(1)
	if err != nil {
		return err
	}
	if err := appendTo(top[0], items); err != nil {
		return err
	}
	if l := top[0].(*listFiller); len(l.Items)+len(items) == l.size && m.takeBack(k, items) {
		return l.fill(items)
	}
	m.out = append(m.out, 'e')
	return nil
}

func appendTo(v any, items []any) error {
	l, ok := v.(*listFiller)
	if !ok {
		return fmt.Errorf("items for a list are given to a %s", typeName(plain(v)))
	}
	l.note(items)
	return nil
}

func (m *machine) emptyDict() error {
	m.made++
	return m.push(&dictFiller{})
}

func (m *machine) dict() error {
	k, items, err := m.popItems()
	if err != nil {
		return err
	}
	d := &dictFiller{}
	if err := m.pairs(d, items); err != nil {
		return err
	}
	m.made++
	return m.fillFrom(k, d, len(items))
}

func (m *machine) setItem() error {
	top, err := m.need(3)
	if err != nil {
		return err
	}
	if err := m.setIn(top[0], top[1:]); err != nil {
		return err
	}
	m.drop(2)
	m.out = append(m.out, 's')
	return nil
}

func (m *machine) setItems() error {
	k, items, err := m.popItems()
	if err != nil {
		return err
	}
	top, err := m.need(1)
	if err != nil {
		return err
	}
	if err := m.setIn(top[0], items); err != nil {
		return err
	}
	if d := top[0].(*dictFiller); len(d.Appended())+len(items)/2 == d.size && m.takeBack(k, items) {
		return d.fill(items)
	}
	m.out = append(m.out, 'u')
	return nil
}

// takeBack takes the pushes of the items above MARK k out of the stream, if
// they are all that happened since and the items are plain scalars. Such items
// can be put into their container at once, before gopickle runs: most of what a
// list has of its members.
func (m *machine) takeBack(k mark, items []any) bool {
	if len(m.feed) != k.feed+len(items) || len(m.out) != k.out+1+pushLen*len(items) {
		return false
	}
	for _, v := range items {
		switch v.(type) {
		case Str, Unicode, int64, float64:
		default:
			return false
		}
	}
	clear(m.feed[k.feed:])
	m.feed, m.out = m.feed[:k.feed], m.out[:k.out]
	return true
}

func (m *machine) setIn(v any, items []any) error {
	d, ok := v.(*dictFiller)
	if !ok {
		return fmt.Errorf("items for a dict are given to a %s", typeName(plain(v)))
	}
	return m.pairs(d, items)
}

// pairs looks at keys and values that will be set.
func (m *machine) pairs(d *dictFiller, items []any) error {
	if len(items)%2 != 0 {
		return errors.New("a dict key without its value")
	}
	for i := 0; i < len(items); i += 2 {
		if err := m.key(items[i]); err != nil {
			return err
		}
	}
	d.size += len(items) / 2
	return nil
}

func newTuple(items []any) *tupleFiller {
	t := &tupleFiller{}
	t.weight, t.unhashable = weigh(1, items)
	t.Items = make([]Value, len(items))
	for i, v := range items {
		t.Items[i] = v
	}
	return t
}

func (m *machine) emptyTuple() error {
	m.made++
	return m.push(newTuple(nil))
}

func (m *machine) tuple() error {
	k, items, err := m.popItems()
	if err != nil {
		return err
	}
	m.made++
	return m.fillFrom(k, newTuple(items), len(items))
}

func (m *machine) tuple1() error { return m.shortTuple(1) }
func (m *machine) tuple2() error { return m.shortTuple(2) }
func (m *machine) tuple3() error { return m.shortTuple(3) }

func (m *machine) shortTuple(n int) error {
	items, err := m.need(n)
	if err != nil {
		return err
	}
	t := newTuple(items)
	m.drop(n)
	m.made++
	m.out = append(m.out, opTuple1+byte(n-1))
	return m.fillWithTop(t)
}
