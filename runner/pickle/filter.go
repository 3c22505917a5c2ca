// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"mmgen/generator/pyvalue"
)

// filter is what gopickle reads a pickle from. It hands on one opcode after
// the other, once it is sure that gopickle does with it what Python 2 would:
// it checks lengths against the data, names against the classes that Mailman
// stores, and the kinds of values on the stack against what the opcode needs.
//
// gopickle would make wrong values of texts, numbers and classes: it has one type for
// str and unicode and one for int and long, and leaves escapes as they are. The filter
// reads them, and gopickle gets them by the opcode NEXT_BUFFER, which asks the program
// for a value. PUT and GET of such a value stay in the filter.
type filter struct {
	data  []byte
	pos   int // next byte of data
	start int // where the opcode in hand is
	stack []kind
	marks []int // heights of the stack
	memo  memo
	value pyvalue.Value // what NEXT_BUFFER pushes
	fresh bool          // value was pushed by the opcode before
	text  arena
	left  int // memory that may still be taken, in bytes

	rest   []byte // the bytes of the opcode that gopickle has not read yet
	number [4]byte
	ended  bool
	err    error // the first
}

var (
	errTruncated = fmt.Errorf("truncated: %w", io.ErrUnexpectedEOF)
	errHalfPair  = errors.New("a dict key without its value")
	errStack     = errors.New("the opcode needs more values than there are")
)

// ReadByte gives gopickle the next opcode, or byte of its argument.
func (f *filter) ReadByte() (byte, error) {
	if len(f.rest) > 0 {
		b := f.rest[0]
		f.rest = f.rest[1:]
		return b, nil
	}
	for f.err == nil {
		if op := f.next(); f.err == nil && op != opNothing {
			return op, nil
		}
	}
	f.rest = nil // gopickle asks once more, by Read
	return 0, f.err
}

// Read gives gopickle the argument of an opcode.
func (f *filter) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		return 0, f.err
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// fail notes what is wrong with the opcode. Only the first error counts, and no opcode behind
// it is read.
func (f *filter) fail(err error) {
	switch {
	case f.err != nil:
	case f.start == len(f.data):
		f.err = fmt.Errorf("pickle of %d bytes: %w", len(f.data), err)
	default:
		f.err = fmt.Errorf("pickle: opcode %q at byte %d: %w", f.data[f.start], f.start, err)
	}
}

// next reads an opcode and returns the opcode for gopickle; opNothing where gopickle has
// nothing to do.
func (f *filter) next() byte {
	f.start = f.pos
	switch {
	case f.ended:
		f.fail(io.EOF)
		return 0
	case f.pos == len(f.data):
		f.fail(errTruncated)
		return 0
	}
	b := f.data[f.pos]
	op := &opcodes[b]
	f.pos++
	switch {
	case op.value != nil:
		if v := op.value(f); f.err == nil {
			f.hand(v)
		}
		return opNextBuffer
	case op.step != nil:
		b = op.step(f)
	case op.takes == "" && op.gives == "":
		f.fail(errors.New("no opcode of pickle protocols 0 to 2"))
	default:
		f.apply(op)
	}
	f.fresh = false
	f.spend(op.cost)
	return b
}

// hand makes v what NEXT_BUFFER pushes, and accounts for its memory.
func (f *filter) hand(v pyvalue.Value) {
	f.value, f.fresh = v, true
	switch v := v.(type) {
	case pyvalue.Str:
		f.left -= boxCost + len(v)
	case pyvalue.Unicode:
		f.left -= boxCost + len(v)
	case pyvalue.Long:
		f.left -= longCost + 4*len(v.Bits())
	case *class:
		f.left -= classCost + len(v.Module) + len(v.Name)
	case *listItems:
		f.left -= listCost
	case *dictItems:
		f.left -= dictCost
	default:
		f.left -= boxCost
	}
	f.push(kindOf(v))
}

// kindOf is the kind of a value that the filter hands out.
func kindOf(v pyvalue.Value) kind {
	switch v := v.(type) {
	case *listItems:
		return listKind
	case *dictItems:
		return dictKind
	case *class:
		return v.kind
	}
	return scalarKind
}

// apply does with the kinds on the stack what the opcode does with the values.
func (f *filter) apply(op *opcode) {
	f.take(op.takes, op.pairs)
	for _, k := range []byte(op.gives) {
		f.push(kind(k))
	}
}

// take takes kinds off the stack, the last of them first. With pairs, those above the MARK must
// be keys and values.
func (f *filter) take(kinds string, pairs bool) {
	for i := len(kinds) - 1; i >= 0 && f.err == nil; i-- {
		want := kinds[i]
		if want == '(' {
			if items := f.takeMark(); pairs && len(items)%2 != 0 {
				f.fail(errHalfPair)
			}
			continue
		}
		got := f.top()
		if want != '*' && kind(want) != got {
			f.fail(fmt.Errorf("%s stands where %s is needed", got, kind(want)))
		}
		if f.err == nil {
			f.stack = f.stack[:len(f.stack)-1]
		}
	}
}

func (f *filter) takeMark() []kind {
	if len(f.marks) == 0 {
		f.fail(errors.New("the opcode needs a MARK"))
		return nil
	}
	items := f.stack[f.floor():]
	f.stack = f.stack[:f.floor()]
	f.marks = f.marks[:len(f.marks)-1]
	return items
}

// floor is the height of the stack at the last MARK.
func (f *filter) floor() int {
	if len(f.marks) == 0 {
		return 0
	}
	return f.marks[len(f.marks)-1]
}

func (f *filter) push(k kind) {
	f.stack = append(f.stack, k)
	if len(f.stack) > usualHeight {
		f.spend(highPlaceCost)
		return
	}
	f.spend(placeCost)
}

// top is the kind on top of the stack; 0 where there is none above the last MARK, which is an
// error.
func (f *filter) top() kind {
	if len(f.stack) == f.floor() {
		f.fail(errStack)
		return 0
	}
	return f.stack[len(f.stack)-1]
}

// spend accounts for n bytes of memory that an opcode makes us take. It fails where they are too
// many.
func (f *filter) spend(n int) {
	if f.left -= n; f.left < 0 {
		f.fail(fmt.Errorf("the values would take more memory than %d times the pickle and %d MB", costFactor, spareCost>>20))
	}
}

func (f *filter) mark() byte {
	f.marks = append(f.marks, len(f.stack))
	if len(f.marks) > usualDepth {
		f.spend(deepMarkCost)
		return '('
	}
	f.spend(markCost)
	return '('
}

func (f *filter) pop() byte {
	switch {
	case len(f.stack) > f.floor():
		f.stack = f.stack[:len(f.stack)-1]
	case len(f.marks) > 0:
		f.marks = f.marks[:len(f.marks)-1]
	default:
		f.fail(errStack)
	}
	return '0'
}

func (f *filter) dup() byte {
	f.push(f.top())
	return '2'
}

func (f *filter) stop() byte {
	if len(f.marks) > 0 {
		f.fail(errors.New("the pickle ends within a value"))
	}
	f.top()
	f.ended = true
	return '.'
}

func (f *filter) proto() byte {
	if protocol := f.byte(); protocol > 2 {
		f.fail(fmt.Errorf("pickle protocol %d is not one of Python 2", protocol))
	}
	return opNothing
}

func (f *filter) put(i uint32) byte {
	k := f.top()
	if f.fresh {
		f.spend(f.memo.put(i, f.value))
		return opNothing
	}
	f.spend(memoCost + f.memo.put(i, k))
	return f.withNumber(opLongPut, i)
}

func (f *filter) get(i uint32) byte {
	switch v := f.memo.get(i).(type) {
	case nil:
		f.fail(fmt.Errorf("nothing was stored as memo %d", i))
		return 0
	case kind:
		f.push(v)
		return f.withNumber(opLongGet, i)
	default:
		f.value = v
		f.push(kindOf(v))
		return opNextBuffer
	}
}

// withNumber makes the opcode's argument what gopickle reads next.
func (f *filter) withNumber(op byte, i uint32) byte {
	binary.LittleEndian.PutUint32(f.number[:], i)
	f.rest = f.number[:]
	return op
}
