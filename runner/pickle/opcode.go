// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import "mmgen/generator/pyvalue"

// opcode says what the filter does with one opcode of protocols 0 to 2 (Python 2.7,
// pickletools.py). Where value is set, it reads the text, number or class that the opcode
// pushes. Where step is set, it does all that is to be done. Any other opcode goes on to
// gopickle as it is, after its effect on the stack was checked.
type opcode struct {
	value func(*filter) pyvalue.Value
	step  func(*filter) byte

	takes string // kinds of values that must be on top of the stack
	gives string // kinds of those that are there in their place afterwards
	pairs bool   // the values above the MARK must be keys and values in turn
	cost  int    // memory that it makes gopickle and translate take, in bytes
}

// kind tells what is on the stack. In opcode.takes '*' stands for any kind,
// and '(' for a MARK with all that is above it.
type kind byte

const (
	scalarKind    kind = 'x' // a text, a number, None, True, False
	listKind      kind = 'l'
	dictKind      kind = 'd'
	tupleKind     kind = 't'
	instanceKind  kind = 'i'
	setKind       kind = 's'
	storedClass   kind = 'c' // a class of which Mailman stores instances
	objectClass   kind = 'o' // Python's object
	setMaker      kind = 'm' // Python's set, frozenset
	reconstructor kind = 'r' // makes instances of new-style classes
)

// String names a kind in a message.
func (k kind) String() string {
	switch k {
	case listKind:
		return "a list"
	case dictKind:
		return "a dict"
	case tupleKind:
		return "a tuple"
	case instanceKind:
		return "an instance"
	case setKind:
		return "a set"
	case storedClass:
		return "a class that Mailman stores"
	case objectClass, setMaker:
		return "a class of Python's"
	case reconstructor:
		return "a function"
	}
	return "a text, number or None"
}

// Opcodes of the stream for gopickle that are not in the pickle.
const (
	opNothing    = 0    // none at all
	opNextBuffer = 0x97 // NEXT_BUFFER of protocol 5: pushes what Unpickler.NextBuffer returns
	opLongPut    = 'r'
	opLongGet    = 'j'
)

// The memory that values take while gopickle builds them, in bytes. It includes the copies of
// slices that grow.
const (
	placeCost     = 48  // a place on the stack, and then in a container
	highPlaceCost = 140 // the same above usualHeight
	boxCost       = 16  // a text or number itself, beside its bytes
	longCost      = 80
	classCost     = 128
	listCost      = 224
	dictCost      = 344
	tupleCost     = 192
	setItemCost   = 200 // to find out that it differs from the others
	instanceCost  = 280
	markCost      = 300 // gopickle makes a stack for 16 values
	deepMarkCost  = 450 // the same within usualDepth others
	memoPlaceCost = 40  // a place in a memo without gaps
	memoCost      = 96  // any other
)

// The heights of the stack that Mailman's files need: cPickle fills containers with 1000 values
// at a time, and stores no value that nests deeper than 1000.
const (
	usualHeight = 4096
	usualDepth  = 1000
)

// opcodes has those that are allowed: not those for persistent objects and extensions, and not
// those of Python 3.
var opcodes = [256]opcode{
	'I':  {value: (*filter).intText},
	'J':  {value: (*filter).int4},
	'K':  {value: (*filter).int1},
	'M':  {value: (*filter).int2},
	'L':  {value: (*filter).longText},
	0x8a: {value: (*filter).long1},
	0x8b: {value: (*filter).long4},
	'F':  {value: (*filter).floatText},
	'G':  {value: (*filter).float8},
	'S':  {value: (*filter).strText},
	'T':  {value: (*filter).str4},
	'U':  {value: (*filter).str1},
	'V':  {value: (*filter).unicodeText},
	'X':  {value: (*filter).unicode4},
	'N':  {gives: "x"},
	0x88: {gives: "x"},
	0x89: {gives: "x"},

	']':  {value: (*filter).newList},
	'l':  {step: (*filter).list, cost: listCost},
	'a':  {takes: "l*", gives: "l"},
	'e':  {takes: "l(", gives: "l"},
	'}':  {value: (*filter).newDict},
	'd':  {step: (*filter).dict, cost: dictCost},
	's':  {takes: "d**", gives: "d"},
	'u':  {takes: "d(", gives: "d", pairs: true},
	')':  {gives: "t", cost: tupleCost},
	't':  {takes: "(", gives: "t", cost: tupleCost},
	0x85: {takes: "*", gives: "t", cost: tupleCost},
	0x86: {takes: "**", gives: "t", cost: tupleCost},
	0x87: {takes: "***", gives: "t", cost: tupleCost},

	'c':  {value: (*filter).global},
	'i':  {step: (*filter).inst, cost: instanceCost},
	'o':  {step: (*filter).obj, cost: instanceCost},
	0x81: {takes: "ct", gives: "i", cost: instanceCost},
	'R':  {step: (*filter).reduce, cost: instanceCost},
	'b':  {takes: "i*", gives: "i"},

	'p': {step: func(f *filter) byte { return f.put(f.memoText()) }},
	'q': {step: func(f *filter) byte { return f.put(uint32(f.byte())) }},
	'r': {step: func(f *filter) byte { return f.put(f.uint32()) }},
	'g': {step: func(f *filter) byte { return f.get(f.memoText()) }},
	'h': {step: func(f *filter) byte { return f.get(uint32(f.byte())) }},
	'j': {step: func(f *filter) byte { return f.get(f.uint32()) }},

	'(':  {step: (*filter).mark},
	'0':  {step: (*filter).pop},
	'1':  {takes: "("},
	'2':  {step: (*filter).dup},
	'.':  {step: (*filter).stop},
	0x80: {step: (*filter).proto},
}
