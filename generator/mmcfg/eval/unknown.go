// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"fmt"

	"mmgen/generator/mmcfg/pyop"
	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
)

// Unknown is why something can't be known without running Python. It is the value of a name
// whose value is not known. As an error it ends the evaluation of a statement, which is then
// not followed.
type Unknown struct {
	Object
	File   string
	Line   int
	Reason string
}

func (*Unknown) TypeName() string { return "unknown" }

func (u *Unknown) Error() string { return u.Reason }

// Unknown makes an Unknown of this line.
func (ev *Interp) Unknown(format string, args ...any) *Unknown {
	p := ev.where()
	return &Unknown{File: p.file, Line: p.line, Reason: fmt.Sprintf(format, args...)}
}

// Refuse is Unknown as an error.
func (ev *Interp) Refuse(format string, args ...any) error { return ev.Unknown(format, args...) }

// unknownOf is why v can't be known: it is an Unknown, or a list, dict or file that Blur was
// called for. It is nil if v is known.
func (ev *Interp) unknownOf(v Value) *Unknown {
	if u, ok := v.(*Unknown); ok {
		return u
	}
	if m := ev.marks[keyOf(v)]; m != nil {
		return m.unknown
	}
	return nil
}

// mark says when a list, dict or file was last changed, and whether what it
// holds is unknown.
type mark struct {
	place
	seq     int
	unknown *Unknown
}

// keyOf is v as a key of marks; nil if v can't change.
func keyOf(v Value) Value {
	switch v.(type) {
	case *pyvalue.List, *pyvalue.Dict, *File:
		return v
	}
	return nil
}

// Change notes that a list, dict or file is changed.
func (ev *Interp) Change(v Value) *mark {
	m := ev.marks[v]
	if m == nil {
		m = &mark{}
		ev.marks[v] = m
	}
	ev.seq++
	m.seq, m.place = ev.seq, ev.outermost()
	return m
}

// Blur makes the contents of a list, dict or file unknown, for good.
func (ev *Interp) Blur(v Value, u *Unknown) {
	if ev.unknownOf(v) == nil {
		ev.Change(v).unknown = u
	}
}

// inspection is what a value has in it, at any depth.
type inspection struct {
	ev        *Interp
	left      int // how many more values may be looked at
	unknown   *Unknown
	opaque    bool // it has an object of this package in it
	tooLarge  bool // it goes too deep, as one that holds itself does, or is too big
	unordered bool // it has a dict of several keys in it, whose order is not known
	unicode   bool // it has unicode beyond ASCII in it
}

// inspect looks through a value.
func (ev *Interp) inspect(v Value) inspection {
	in := inspection{ev: ev, left: pyop.MaxItems}
	in.look(v, 0)
	ev.steps += (pyop.MaxItems - in.left) >> 6
	return in
}

// needPlain is why a value can be neither compared nor a key: something in it is
// unknown, an object, or text beyond ASCII, which depends on
// sys.setdefaultencoding().
func (ev *Interp) needPlain(v Value) error {
	in := ev.inspect(v)
	switch {
	case in.unknown != nil:
		return in.unknown
	case in.opaque || in.tooLarge || in.unicode:
		return ev.Refuse("what a %s is here", pyvalue.TypeName(v))
	}
	return nil
}

// needShown is why it can't be known how Python shows a value. The order of a dict's
// keys is not followed.
func (ev *Interp) needShown(v Value) error {
	in := ev.inspect(v)
	switch {
	case in.unknown != nil:
		return in.unknown
	case in.tooLarge || in.opaque || in.unordered:
		return ev.Refuse("how Python shows a %s", pyvalue.TypeName(v))
	}
	return nil
}

func (in *inspection) look(v Value, depth int) {
	if in.left--; in.left <= 0 || depth > maxDepth {
		in.tooLarge = true
	}
	if in.tooLarge || in.unknown != nil {
		return
	}
	if u := in.ev.unknownOf(v); u != nil {
		in.unknown = u
		return
	}
	switch v := v.(type) {
	case pyvalue.Unicode:
		in.unicode = in.unicode || !pystr.IsASCII(string(v))
	case *pyvalue.Dict:
		in.unordered = in.unordered || v.Len() > 1
		for _, e := range v.Entries() {
			in.look(e.Key, depth+1)
			in.look(e.Value, depth+1)
		}
	case pyvalue.Object:
		in.opaque = true
	}
	for _, item := range itemsOf(v) {
		in.look(item, depth+1)
	}
}

// itemsOf are those of a list, a tuple or a record.
func itemsOf(v Value) []Value {
	if r, ok := v.(*Record); ok {
		return r.Items
	}
	return pyvalue.Items(v)
}
