// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

// Global and Instance stand for the objects of another package: a class, and
// an instance of one.
type (
	Global   struct{ Module, Name string }
	Instance struct {
		Class Global
		State Value
	}
)

func (Global) TypeName() string                                { return "classobj" }
func (g Global) Repr() string                                  { return "<class " + g.Module + "." + g.Name + ">" }
func (g Global) EqualTo(v Value, _ func(a, b Value) bool) bool { return g == v }
func (*Instance) TypeName() string                             { return "instance" }
func (i *Instance) Repr() string                               { return "<" + i.Class.Module + "." + i.Class.Name + " instance>" }
func (i *Instance) EqualTo(v Value, equal func(a, b Value) bool) bool {
	j, ok := v.(*Instance)
	return ok && i.Class == j.Class && equal(i.State, j.State)
}

func list(items ...Value) *List { return NewList(items...) }

func dict(items ...Value) *Dict {
	d := &Dict{}
	for i := 0; i < len(items); i += 2 {
		d.Set(items[i], items[i+1])
	}
	return d
}
