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

	rest   []byte // of the opcode, that gopickle will read
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
		op, err := f.next()
		if err != nil {
			f.fail(err)
		} else if op != opNothing {
			return op, nil
		}
	}
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

func (f *filter) fail(err error) {
	if f.start == len(f.data) {
		f.err = fmt.Errorf("pickle of %d bytes: %w", len(f.data), err)
		return
	}
	f.err = fmt.Errorf("pickle: opcode %q at byte %d: %w", f.data[f.start], f.start, err)
}

// next reads an opcode and returns the opcode for gopickle; opNothing where gopickle has
// nothing to do.
func (f *filter) next() (byte, error) {
	f.start = f.pos
	switch {
	case f.ended:
		return 0, io.EOF
	case f.pos == len(f.data):
		return 0, errTruncated
	}
	b := f.data[f.pos]
	op := &opcodes[b]
	f.pos++
	switch {
	case op.value != nil:
		v, err := op.value(f)
		if err != nil {
			return 0, err
		}
		return opNextBuffer, f.hand(v)
	case op.step != nil:
		out, err := op.step(f)
		f.fresh = false
		if err == nil {
			err = f.spend(op.cost)
		}
		return out, err
	case op.takes == "" && op.gives == "":
		return 0, errors.New("no opcode of pickle protocols 0 to 2")
	}
	f.fresh = false
	if err := f.apply(op); err != nil {
		return 0, err
	}
	return b, f.spend(op.cost)
}

// hand makes v what NEXT_BUFFER pushes, and accounts for its memory.
func (f *filter) hand(v pyvalue.Value) error {
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
	return f.push(kindOf(v))
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
func (f *filter) apply(op *opcode) error {
	if _, err := f.take(op.takes, op.pairs); err != nil {
		return err
	}
	for _, k := range []byte(op.gives) {
		if err := f.push(kind(k)); err != nil {
			return err
		}
	}
	return nil
}

// take takes kinds off the stack, the last of them first. It returns the kinds that were above
// the MARK, if one of those to take is a MARK.
func (f *filter) take(kinds string, pairs bool) (items []kind, err error) {
	for i := len(kinds) - 1; i >= 0; i-- {
		want := kinds[i]
		if want == '(' {
			if items, err = f.takeMark(); err != nil {
				return nil, err
			}
			if pairs && len(items)%2 != 0 {
				return nil, errHalfPair
			}
			continue
		}
		if len(f.stack) == f.floor() {
			return nil, errStack
		}
		got := f.stack[len(f.stack)-1]
		if want != '*' && kind(want) != got {
			return nil, fmt.Errorf("%s stands where %s is needed", got, kind(want))
		}
		f.stack = f.stack[:len(f.stack)-1]
	}
	return items, nil
}

func (f *filter) takeMark() ([]kind, error) {
	if len(f.marks) == 0 {
		return nil, errors.New("the opcode needs a MARK")
	}
	items := f.stack[f.floor():]
	f.stack = f.stack[:f.floor()]
	f.marks = f.marks[:len(f.marks)-1]
	return items, nil
}

// floor is the height of the stack at the last MARK.
func (f *filter) floor() int {
	if len(f.marks) == 0 {
		return 0
	}
	return f.marks[len(f.marks)-1]
}

func (f *filter) push(k kind) error {
	f.stack = append(f.stack, k)
	if len(f.stack) > usualHeight {
		return f.spend(highPlaceCost)
	}
	return f.spend(placeCost)
}

func (f *filter) top() (kind, error) {
	if len(f.stack) == f.floor() {
		return 0, errStack
	}
	return f.stack[len(f.stack)-1], nil
}

// spend accounts for n bytes of memory that an opcode makes us take. The error says that they
// are too many.
func (f *filter) spend(n int) error {
	if f.left -= n; f.left < 0 {
		return fmt.Errorf("the values would take more memory than %d times the pickle and %d MB", costFactor, spareCost>>20)
	}
	return nil
}

func (f *filter) mark() (byte, error) {
	f.marks = append(f.marks, len(f.stack))
	if len(f.marks) > usualDepth {
		return '(', f.spend(deepMarkCost)
	}
	return '(', f.spend(markCost)
}

func (f *filter) pop() (byte, error) {
	switch {
	case len(f.stack) > f.floor():
		f.stack = f.stack[:len(f.stack)-1]
	case len(f.marks) > 0:
		f.marks = f.marks[:len(f.marks)-1]
	default:
		return 0, errStack
	}
	return '0', nil
}

func (f *filter) dup() (byte, error) {
	k, err := f.top()
	if err != nil {
		return 0, err
	}
	return '2', f.push(k)
}

func (f *filter) stop() (byte, error) {
	if len(f.marks) > 0 {
		return 0, errors.New("the pickle ends within a value")
	}
	_, err := f.top()
	f.ended = true
	return '.', err
}

func (f *filter) proto() (byte, error) {
	b, err := f.bytes(1)
	if err != nil {
		return 0, err
	}
	if b[0] > 2 {
		return 0, fmt.Errorf("pickle protocol %d is not one of Python 2", b[0])
	}
	return opNothing, nil
}

// numbered does what a PUT or GET does with the number that it has.
func (f *filter) numbered(read func() (uint32, error), do func(uint32) (byte, error)) (byte, error) {
	i, err := read()
	if err != nil {
		return 0, err
	}
	return do(i)
}

func (f *filter) put(i uint32) (byte, error) {
	k, err := f.top()
	if err != nil {
		return 0, err
	}
	if f.fresh {
		return opNothing, f.spend(f.memo.put(i, f.value))
	}
	return f.withNumber(opLongPut, i), f.spend(memoCost + f.memo.put(i, k))
}

func (f *filter) get(i uint32) (byte, error) {
	switch v := f.memo.get(i).(type) {
	case nil:
		return 0, fmt.Errorf("nothing was stored as memo %d", i)
	case kind:
		return f.withNumber(opLongGet, i), f.push(v)
	default:
		f.value = v
		return opNextBuffer, f.push(kindOf(v))
	}
}

// withNumber makes the opcode's argument what gopickle reads next.
func (f *filter) withNumber(op byte, i uint32) byte {
	binary.LittleEndian.PutUint32(f.number[:], i)
	f.rest = f.number[:]
	return op
}
