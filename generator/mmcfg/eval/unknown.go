// SPDX-License-Identifier: GPL-2.0-or-later

package eval

import (
	"fmt"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
)

// Unknown stands for a value that can't be known without running Python. As an
// error it says that something is not followed.
type Unknown struct {
	File   string
	Line   int
	Reason string
}

// TypeName, Repr and EqualTo make it an object of pyvalue's.
func (*Unknown) TypeName() string { return "unknown" }

func (*Unknown) Repr() string { return "?" }

func (u *Unknown) EqualTo(v Value, _ func(a, b Value) bool) bool { return u == v }

func (u *Unknown) Error() string { return u.Reason }

// Unknown makes an Unknown of this line.
func (ev *Interp) Unknown(format string, args ...any) *Unknown {
	p := ev.where()
	return &Unknown{p.file, p.line, fmt.Sprintf(format, args...)}
}

// Refuse is Unknown as an error.
func (ev *Interp) Refuse(format string, args ...any) error { return ev.Unknown(format, args...) }

// unknownOf is why v can't be known: it is an Unknown, or an object whose
// contents are.
func (ev *Interp) unknownOf(v Value) *Unknown {
	if u, ok := v.(*Unknown); ok {
		return u
	}
	if key := keyOf(v); key != nil {
		if m := ev.marks[key]; m != nil {
			return m.unknown
		}
	}
	return nil
}

// Need is the *Unknown that one of the values is; nil where there is none.
func (ev *Interp) Need(values ...Value) error {
	for _, v := range values {
		if u := ev.unknownOf(v); u != nil {
			return u
		}
	}
	return nil
}

// needAll is Need for the values and all that is in them.
func (ev *Interp) needAll(values ...Value) error {
	for _, v := range values {
		switch v.(type) {
		case nil, bool, int64, pyvalue.Str, pyvalue.Unicode, float64:
			continue
		}
		in := ev.inspect(v)
		switch {
		case in.unknown != nil:
			return in.unknown
		case in.tooLarge:
			return ev.Refuse("a value that is too large")
		}
	}
	return nil
}

// touched is called where something is done with an unknown: it may raise an
// exception, and it may call what the unknown holds.
func (ev *Interp) touched(u *Unknown) {
	ev.refused++
	if n := len(ev.tries); n > 0 && ev.tries[n-1].maybe == nil {
		ev.tries[n-1].maybe = u
	}
	if len(ev.hidden) > 0 {
		t := ev.newTouch(u)
		for _, f := range ev.hidden {
			t.function(f)
		}
	}
}

// mark says when a list, dict or file was last changed, and whether what it
// holds is unknown.
type mark struct {
	place
	seq     int
	unknown *Unknown
	// unordered: keys were deleted from a dict, or it was filled in another
	// way than key by key, so that their order is not known.
	unordered bool
}

// keyOf is v as a key of marks: nil for what can't change.
func keyOf(v Value) Value {
	switch v.(type) {
	case *pyvalue.List, *pyvalue.Dict, *File:
		return v
	}
	return nil
}

func (ev *Interp) markOf(v Value) *mark {
	m := ev.marks[v]
	if m == nil {
		m = &mark{}
		ev.marks[v] = m
	}
	return m
}

// Change is called where a list, dict or file is changed.
func (ev *Interp) Change(v Value) {
	m := ev.markOf(v)
	ev.seq++
	m.seq, m.place = ev.seq, ev.outermost()
}

// Unorder notes that the order of a dict's keys is not known any more, or that
// it is again.
func (ev *Interp) Unorder(d *pyvalue.Dict, unordered bool) { ev.markOf(d).unordered = unordered }

// inspection is what a value is made of.
type inspection struct {
	ev       *Interp
	left     int // values that may be looked at yet
	unknown  *Unknown
	opaque   bool // there is an object of this package in it
	tooLarge bool // it goes too deep, as one that holds itself does, or is too big
	unicode  bool // there is unicode beyond ASCII in it
}

// inspect looks through a value.
func (ev *Interp) inspect(v Value) inspection {
	in := inspection{ev: ev, left: maxItems}
	in.look(v, 0)
	ev.steps += (maxItems - in.left) >> 6
	return in
}

// needPlain is why a value can be neither compared nor a key: it is unknown, an
// object, or text beyond ASCII, which depends on sys.setdefaultencoding().
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
