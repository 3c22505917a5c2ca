// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	gopickle "github.com/nlpodyssey/gopickle/pickle"
)

// machine loads one pickle: translate checks data and writes a stream that
// does the same in opcodes gopickle has right; run lets gopickle execute it.
//
// What gopickle would decode wrongly or would build as a type of its own
// (text, numbers, lists, ..) is made by translate and put into feed, in the
// order in which the stream asks for it. It asks by EXT1, the opcode for
// values that the program registers beforehand:
//
//	EXT1 1  pushes the next value of feed
//	EXT1 2  pushes the machine itself, which a later REDUCE calls with
//	        a tuple of items: the next value of feed is filled with them
//	EXT1 3  pushes the next value of feed, a set, and fills it with the
//	        items of a list or tuple that is complete by then
//
// Numbers and texts that go into a list or dict in one batch do not even get
// there: see takeBack.
type machine struct {
	data  []byte
	pos   int // next byte of data
	start int // where the opcode in hand is
	out   []byte
	feed  []any
	next  int // what run takes from feed
	stack []any
	marks []mark
	memo  memo
	text  arena
	made  int // containers made so far
	work  int // what may still be spent

	in        bytes.Reader
	unpickler gopickle.Unpickler
}

// mark is an open MARK: the height of the stack, where it is in the output, and
// how much of feed is for what comes before it.
type mark struct{ height, out, feed int }

const (
	feedNext    = 1
	feedMachine = 2
	feedSet     = 3
)

func newMachine() *machine {
	m := &machine{}
	m.unpickler = gopickle.NewUnpickler(&m.in)
	m.unpickler.GetExtension = m.extension
	return m
}

// reset makes the machine ready for data, or keeps nothing alive.
func (m *machine) reset(data []byte) {
	clear(m.feed)
	clear(m.stack[:cap(m.stack)])
	m.memo.reset()
	m.text = arena{left: len(data)}
	m.data, m.pos, m.start, m.next = data, 0, 0, 0
	m.made, m.work = 0, spareWork+len(data)
	m.out, m.feed, m.stack, m.marks = m.out[:0], m.feed[:0], m.stack[:0], m.marks[:0]
	m.out = slices.Grow(m.out, min(len(data), 1<<20)/4)
}

// run executes the translated stream.
func (m *machine) run() (Value, error) {
	m.in.Reset(m.out)
	v, err := m.unpickler.Load()
	if err != nil {
		return nil, err
	}
	v = plain(v)
	if m.made > maxDepth {
		if err := checkDepth(v); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// extension is what gopickle calls for EXT1.
func (m *machine) extension(code int) (any, error) {
	if code == feedMachine {
		return m, nil
	}
	v, err := m.take()
	if s, ok := v.(*setFiller); ok && code == feedSet {
		s.fill()
	}
	return v, err
}

func (m *machine) take() (any, error) {
	if m.next == len(m.feed) {
		return nil, errors.New("the translated stream asks for too much")
	}
	v := m.feed[m.next]
	m.next++
	return v, nil
}

// Call fills the next value of feed; gopickle's REDUCE calls it.
func (m *machine) Call(args ...any) (any, error) {
	v, err := m.take()
	if err != nil {
		return nil, err
	}
	f, ok := v.(filler)
	if !ok {
		return nil, fmt.Errorf("%T can't be filled", v)
	}
	return v, f.fill(args)
}

// room makes room in a slice that is full, for as many more as the rest of the
// data will bring if it goes on alike, but never many times what is there.
func (m *machine) room(s []any) []any {
	if len(s) < cap(s) {
		return s
	}
	more := len(s) * (len(m.data) - m.pos) / m.pos
	return slices.Grow(s, max(64, min(more, 8*len(s))))
}

// memo is what PUT stored, by index. cPickle numbers from 1 upwards; other
// numbers cost a map, never an array as long as the number.
type memo struct {
	dense  []any
	sparse map[uint32]any
}

func (t *memo) reset() {
	clear(t.dense)
	t.dense, t.sparse = t.dense[:0], nil
}

func (t *memo) put(i uint32, v any) {
	switch n := uint32(len(t.dense)); {
	case i < n:
		t.dense[i] = v
	case i <= n+1:
		if i > n {
			t.dense = append(t.dense, nil)
		}
		t.dense = append(t.dense, v)
	default:
		if t.sparse == nil {
			t.sparse = make(map[uint32]any)
		}
		t.sparse[i] = v
	}
}

// get is nil where nothing was put.
func (t *memo) get(i uint32) any {
	if i < uint32(len(t.dense)) {
		if v := t.dense[i]; v != nil {
			return v
		}
	}
	return t.sparse[i]
}
