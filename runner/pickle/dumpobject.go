// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"fmt"
	"maps"
	"slices"

	"mmgen/generator/pyvalue"
)

// saveList writes a list. An item that is alone in its batch is added with APPEND.
func (d *dumper) saveList(l *pyvalue.List) {
	d.open(']', 'l')
	d.putObject(l)
	save := d.saveAll
	if len(l.Items) > longList {
		save = d.saveLong
	}
	for items := range slices.Chunk(l.Items, d.batch()) {
		d.batchOf(len(items) > 1, 'a', 'e', func() { save(items) })
	}
}

// saveDict writes a dict. SETITEM is used only for a dict of one item; after a full batch
// cPickle begins another one, even where nothing is left.
func (d *dumper) saveDict(v *pyvalue.Dict) {
	d.open('}', 'd')
	d.putObject(v)
	entries := v.Appended() // a key may be there twice: when the pickle is loaded the later one counts
	d.expect(len(entries))
	for pairs := range slices.Chunk(entries, d.batch()) {
		d.batchOf(d.binary && len(entries) > 1, 's', 'u', func() { d.savePairs(pairs) })
	}
	if n := len(entries); d.binary && n > 0 && n%d.batch() == 0 {
		d.b = append(d.b, '(', 'u')
	}
}

// expect makes room in the memo for the keys and values of a dict of n entries, if no dict
// before it was as big: a list has several dicts with its members as keys.
func (d *dumper) expect(n int) {
	if n <= smallMemo || n <= len(d.strs) {
		return
	}
	strs := make(map[pyvalue.Str]uint32, len(d.strs)+2*n)
	maps.Copy(strs, d.strs)
	d.strs, d.roomy = strs, true
}

// open writes an empty container.
func (d *dumper) open(binary, text byte) {
	if d.binary {
		d.b = append(d.b, binary)
		return
	}
	d.b = append(d.b, '(', text)
}

// batch is how many items cPickle puts into a container at once.
func (d *dumper) batch() int {
	if d.binary {
		return 1000
	}
	return 1
}

// batchOf writes items and the opcode that puts them into a container: the opcode all for many,
// with a MARK before them, or the opcode one for a single item.
func (d *dumper) batchOf(many bool, one, all byte, items func()) {
	op := one
	if many {
		op = all
		d.b = append(d.b, '(')
	}
	items()
	d.b = append(d.b, op)
}

func (d *dumper) saveAll(items []pyvalue.Value) {
	for _, v := range items {
		d.save(v)
	}
}

// longList is the length beyond which the texts of a list are taken for addresses that occur
// once each: they get no memo numbers, since nothing would refer to them.
const longList = 64

// maxUnnumbered bounds how many bytes of text get no number. A list of more text may hold the
// same text a million times, and then numbers save much.
const maxUnnumbered = 16 << 20

// saveLong is saveAll for the items of a long list.
func (d *dumper) saveLong(items []pyvalue.Value) {
	for _, v := range items {
		if s, ok := v.(pyvalue.Str); ok && d.unnumbered+len(s) <= maxUnnumbered {
			d.unnumbered += len(s)
			d.writeStr(s)
		} else {
			d.save(v)
		}
	}
}

func (d *dumper) savePairs(pairs []pyvalue.Entry) {
	for _, e := range pairs {
		if !pyvalue.Hashable(e.Key) {
			d.fail(fmt.Errorf("a %s can't be a dict key", typeName(e.Key)))
		}
		d.save(e.Key)
		d.save(e.Value)
	}
}

// saveTuple writes a tuple. One that contains itself (through a list or an
// instance) is in the memo by the time its items are written; then the items
// are taken off the stack again.
func (d *dumper) saveTuple(t *pyvalue.Tuple) {
	if len(t.Items) == 0 {
		if d.binary {
			d.b = append(d.b, ')')
		} else {
			d.b = append(d.b, '(', 't')
		}
		return
	}
	d.b = append(d.b, '(')
	d.saveAll(t.Items)
	if i, ok := d.others[t]; ok {
		d.discard(len(t.Items))
		d.get(i)
		return
	}
	d.b = append(d.b, 't')
	d.putObject(t)
}

// discard takes n items and the MARK below them off the stack.
func (d *dumper) discard(n int) {
	if d.binary {
		d.b = append(d.b, '1')
		return
	}
	for range n + 1 {
		d.b = append(d.b, '0')
	}
}

func (d *dumper) saveGlobal(g Global) {
	if i, ok := d.others[g]; ok {
		d.get(i)
		return
	}
	if g.kind() == 0 {
		d.fail(g.refuse())
	}
	d.b = append(d.b, 'c')
	d.name(g)
	d.putObject(g)
}

func (d *dumper) name(g Global) {
	d.b = append(append(append(append(d.b, g.Module...), '\n'), g.Name...), '\n')
}

// saveInstance writes an instance and, with BUILD, its state. An instance of a classic class is
// written with INST or OBJ, one of a new-style class as a call.
func (d *dumper) saveInstance(v *Instance) {
	switch {
	case v.Class.kind() != storedClass:
		d.fail(v.Class.refuse())
	case v.OldStyle:
		d.saveClassic(v)
	case len(v.Args) > 0:
		d.fail(fmt.Errorf("an instance of %s with arguments, but not of a classic class", v.Class))
	default:
		d.saveCall(v, Global{"copy_reg", "_reconstructor"}, v.Class, Global{"__builtin__", "object"}, nil)
	}
	if v.State != nil {
		d.save(v.State)
		d.b = append(d.b, 'b')
	}
}

func (d *dumper) saveClassic(v *Instance) {
	d.b = append(d.b, '(')
	if d.binary {
		d.saveGlobal(v.Class)
	}
	d.saveAll(v.Args)
	if d.binary {
		d.b = append(d.b, 'o')
	} else {
		d.b = append(d.b, 'i')
		d.name(v.Class)
	}
	d.putObject(v)
}

func (d *dumper) saveSet(s *pyvalue.Set) {
	for _, v := range s.Items {
		if !pyvalue.Hashable(v) {
			d.fail(fmt.Errorf("a %s can't be a set item", typeName(v)))
		}
	}
	d.saveCall(s, Global{"__builtin__", typeName(s)}, &pyvalue.List{Items: s.Items})
}

// saveCall writes v as the call that makes it. Nothing else refers to the
// tuple of arguments, so it gets no number in the memo.
func (d *dumper) saveCall(v pyvalue.Value, function Global, args ...pyvalue.Value) {
	d.saveGlobal(function)
	d.b = append(d.b, '(')
	d.saveAll(args)
	d.b = append(d.b, 't', 'R')
	d.putObject(v)
}
