// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"errors"
	"fmt"
	"io"
)

const (
	// maxMarks bounds how deep tuples and instances nest in the stream;
	// Python itself stops storing at about 1000.
	maxMarks = 10000
	// maxStack bounds the values that wait on the stack.
	maxStack = 1 << 20
)

// Opcodes of the translated stream that have no letter to know them by.
const (
	opExt1    = 0x82
	opNothing = 0x98 // READONLY_BUFFER, which does nothing in gopickle
	opTuple1  = 0x85
)

// translate goes through the opcodes up to STOP.
func (m *machine) translate() error {
	for {
		m.start = m.pos
		if m.pos == len(m.data) {
			return errTruncated
		}
		op := m.data[m.pos]
		m.pos++
		if op == '.' {
			return m.stop()
		}
		step := steps[op]
		if step == nil {
			return errors.New("no opcode of pickle protocols 0 to 2")
		}
		if err := step(m); err != nil {
			return err
		}
	}
}

var (
	errTruncated = fmt.Errorf("truncated: %w", io.ErrUnexpectedEOF)
	errStack     = errors.New("the opcode needs more values than there are")
)

// steps has a function for each opcode that is allowed.
var steps = [256]func(*machine) error{
	'I': (*machine).intText, 'J': (*machine).int4, 'K': (*machine).int1, 'M': (*machine).int2,
	'L': (*machine).longText, 0x8a: (*machine).long1, 0x8b: (*machine).long4,
	'F': (*machine).floatText, 'G': (*machine).float8,
	'S': (*machine).strText, 'T': (*machine).str4, 'U': (*machine).str1,
	'V': (*machine).unicodeText, 'X': (*machine).unicode4,
	'N': (*machine).none, 0x88: (*machine).yes, 0x89: (*machine).no,
	'c': (*machine).global, 'o': (*machine).obj, 'i': (*machine).inst,
	'R': (*machine).reduce, 0x81: (*machine).newObj, 'b': (*machine).build,
	']': (*machine).emptyList, 'l': (*machine).list, 'a': (*machine).appendOne, 'e': (*machine).appendMany,
	'}': (*machine).emptyDict, 'd': (*machine).dict, 's': (*machine).setItem, 'u': (*machine).setItems,
	')': (*machine).emptyTuple, 't': (*machine).tuple,
	0x85: (*machine).tuple1, 0x86: (*machine).tuple2, 0x87: (*machine).tuple3,
	'p': (*machine).putText, 'q': (*machine).put1, 'r': (*machine).put4,
	'g': (*machine).getText, 'h': (*machine).get1, 'j': (*machine).get4,
	'(': (*machine).mark, '0': (*machine).pop, '1': (*machine).popMark, '2': (*machine).dup,
	0x80: (*machine).proto,
}

// pushLen is how long push is in the translated stream.
const pushLen = 2

// push puts a value on the stack, here and in the translated stream.
func (m *machine) push(v any) error {
	m.out = append(m.out, opExt1, feedNext)
	m.feed = append(m.room(m.feed), v)
	return m.hold(v)
}

// hold puts a value on the stack that the translated stream has there.
func (m *machine) hold(v any) error {
	if len(m.stack) >= maxStack {
		return fmt.Errorf("more than %d values wait on the stack", maxStack)
	}
	m.stack = append(m.stack, v)
	return nil
}

// floor is the height of the stack at the last MARK.
func (m *machine) floor() int {
	if len(m.marks) == 0 {
		return 0
	}
	return m.marks[len(m.marks)-1].height
}

// need asks for n values above the last MARK and returns them.
func (m *machine) need(n int) ([]any, error) {
	if len(m.stack)-m.floor() < n {
		return nil, errStack
	}
	return m.stack[len(m.stack)-n:], nil
}

// drop takes n values off the stack, but not off that of the translated stream.
func (m *machine) drop(n int) { m.stack = m.stack[:len(m.stack)-n] }

func (m *machine) mark() error {
	if len(m.marks) >= maxMarks {
		return fmt.Errorf("values nest deeper than %d", maxMarks)
	}
	m.marks = append(m.marks, mark{len(m.stack), len(m.out), len(m.feed)})
	m.out = append(m.out, '(')
	return nil
}

// popItems ends the last MARK and returns the values above it.
func (m *machine) popItems() (mark, []any, error) {
	if len(m.marks) == 0 {
		return mark{}, nil, errors.New("the opcode needs a MARK")
	}
	k := m.marks[len(m.marks)-1]
	m.marks = m.marks[:len(m.marks)-1]
	items := m.stack[k.height:]
	m.stack = m.stack[:k.height]
	return k, items, nil
}

// fillFrom makes the stream fill v with the items above MARK k, n of them.
func (m *machine) fillFrom(k mark, v any, n int) error {
	switch {
	case n == 0:
		m.out[k.out] = opNothing
		return m.push(v)
	case n <= 3: // spares gopickle a stack of its own
		m.out[k.out] = opNothing
		m.out = append(m.out, opTuple1+byte(n-1))
	default:
		m.out = append(m.out, 't')
	}
	return m.fillWithTop(v)
}

// fillWithTop makes the stream fill v with the items of the tuple on top,
// which stands in for v thereafter. The function of a REDUCE must lie below
// its arguments, so the tuple steps aside into gopickle's memo.
func (m *machine) fillWithTop(v any) error {
	m.feed = append(m.feed, v)
	m.out = append(m.out, 'q', 0, '0', opExt1, feedMachine, 'h', 0, 'R')
	return m.hold(v)
}

func (m *machine) stop() error {
	if len(m.marks) > 0 {
		return errors.New("the pickle ends within a value")
	}
	if len(m.stack) == 0 {
		return errStack
	}
	// The last values leave gopickle's memo, which outlives the load.
	m.out = append(m.out, 'N', 'q', 0, '0', '.')
	return nil
}

func (m *machine) proto() error {
	b, err := m.bytes(1)
	if err != nil {
		return err
	}
	if b[0] > 2 {
		return fmt.Errorf("pickle protocol %d is not one of Python 2", b[0])
	}
	return nil
}

func (m *machine) pop() error {
	switch {
	case len(m.stack) > m.floor():
		m.drop(1)
	case len(m.marks) > 0:
		m.marks = m.marks[:len(m.marks)-1]
	default:
		return errStack
	}
	m.out = append(m.out, '0')
	return nil
}

func (m *machine) popMark() error {
	if _, _, err := m.popItems(); err != nil {
		return err
	}
	m.out = append(m.out, '1')
	return nil
}

func (m *machine) dup() error {
	top, err := m.need(1)
	if err != nil {
		return err
	}
	m.out = append(m.out, '2')
	return m.hold(top[0])
}

func (m *machine) put(i uint32) error {
	top, err := m.need(1)
	if err != nil {
		return err
	}
	m.memo.dense = m.room(m.memo.dense)
	m.memo.put(i, top[0])
	return nil
}

func (m *machine) get(i uint32) error {
	v := m.memo.get(i)
	if v == nil {
		return fmt.Errorf("nothing was stored as memo %d", i)
	}
	if v == (noneFiller{}) {
		return m.none()
	}
	return m.push(v)
}

func (m *machine) none() error {
	m.out = append(m.out, 'N')
	return m.hold(noneFiller{})
}

func (m *machine) yes() error { return m.push(true) }
func (m *machine) no() error  { return m.push(false) }
