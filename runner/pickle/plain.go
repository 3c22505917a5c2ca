// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import "mmgen/generator/pyvalue"

const (
	// maxPlain bounds the pickles that plain reads, in bytes: what they hold can't take
	// more memory than any pickle may.
	maxPlain = 64 << 10
	// plainDepth is how deep it follows values.
	plainDepth = 8
)

// plain reads a small pickle of protocol 0 in which texts, numbers and None are in lists,
// dicts and instances that no two places share: what Mailman keeps of an article of its
// archives. A volume has thousands of these, and the stack machine is slow to start. ok
// is false for any other pickle, and for one that is damaged, which Load reads in its
// usual way.
func plain(data []byte) (v pyvalue.Value, rest []byte, ok bool) {
	if len(data) == 0 || data[0] != '(' || len(data) > maxPlain {
		return nil, nil, false
	}
	f := &filter{data: data, memo: newMemo(len(data)), text: arena{left: len(data)}}
	v, ok = f.plainValue(0)
	if !ok || f.peek() != '.' {
		return nil, nil, false
	}
	return v, data[f.pos+1:], true
}

// peek is the next byte, 0 at the end.
func (f *filter) peek() byte {
	if f.pos == len(f.data) {
		return 0
	}
	return f.data[f.pos]
}

func (f *filter) opcode() byte {
	op := f.peek()
	f.pos = min(f.pos+1, len(f.data))
	return op
}

func (f *filter) plainValue(depth int) (v pyvalue.Value, ok bool) {
	switch op := f.opcode(); op {
	case 'N':
		return nil, true
	case 'g':
		return f.plainGet()
	case '(':
		return f.plainContainer(depth + 1)
	case 'S', 'V', 'I', 'L', 'F':
		v, err := opcodes[op].value(f)
		return v, err == nil && f.plainPut(v)
	}
	return nil, false
}

// plainPut stores v under the number that may follow. Of a container only its kind is
// stored.
func (f *filter) plainPut(v any) bool {
	if f.peek() != 'p' {
		return true
	}
	f.pos++
	i, err := f.memoText()
	if err != nil {
		return false
	}
	f.memo.put(i, v)
	return true
}

func (f *filter) plainGet() (v pyvalue.Value, ok bool) {
	i, err := f.memoText()
	if err != nil {
		return nil, false
	}
	v = f.memo.get(i)
	_, container := v.(kind)
	return v, v != nil && !container
}

// plainContainer reads what begins with a MARK.
func (f *filter) plainContainer(depth int) (v pyvalue.Value, ok bool) {
	if depth > plainDepth {
		return nil, false
	}
	switch f.opcode() {
	case 'l':
		return f.plainList(depth)
	case 'd':
		return f.plainDict(depth)
	case 'i':
		return f.plainInstance(depth)
	}
	return nil, false
}

// atEnd tells whether a container has no further item: what follows takes it up.
func (f *filter) atEnd() bool {
	switch f.peek() {
	case 'a', 's', 'b', '.', 0:
		return true
	}
	return false
}

func (f *filter) plainList(depth int) (v pyvalue.Value, ok bool) {
	list := &pyvalue.List{}
	ok = f.plainPut(listKind)
	for ok && !f.atEnd() {
		var item pyvalue.Value
		if item, ok = f.plainValue(depth); ok {
			list.Items = append(list.Items, item)
			ok = f.opcode() == 'a'
		}
	}
	return list, ok
}

func (f *filter) plainDict(depth int) (v pyvalue.Value, ok bool) {
	dict := &pyvalue.Dict{}
	ok = f.plainPut(dictKind)
	for ok && !f.atEnd() {
		var key, value pyvalue.Value
		if key, ok = f.plainValue(depth); !ok || !isLight(key) {
			return nil, false
		}
		if value, ok = f.plainValue(depth); ok {
			dict.Grow(4)
			dict.Append(key, value)
			ok = f.opcode() == 's'
		}
	}
	return dict, ok
}

func (f *filter) plainInstance(depth int) (v pyvalue.Value, ok bool) {
	class, err := f.readClass()
	if err != nil || class.kind != storedClass || !f.plainPut(instanceKind) {
		return nil, false
	}
	state, ok := f.plainValue(depth)
	if !ok || f.opcode() != 'b' {
		return nil, false
	}
	return &Instance{Class: class.Global, State: state, OldStyle: true}, true
}
