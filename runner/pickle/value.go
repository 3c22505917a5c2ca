// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"time"

	"mmgen/generator/pyvalue"
)

// Seconds is a time as Python's time.time() has it, to the microsecond.
func Seconds(t time.Time) float64 { return float64(t.UnixMicro()) / 1e6 }

// Global names a class or function: `module.name`.
type Global struct{ Module, Name string }

// String is the name with its module.
func (g Global) String() string { return g.Module + "." + g.Name }

// TypeName is the name of the type of classic classes.
func (g Global) TypeName() string { return "classobj" }

// Repr is repr() of a class.
func (g Global) Repr() string { return "<class " + g.String() + ">" }

// EqualTo is Python's ==.
func (g Global) EqualTo(other pyvalue.Value, _ func(a, b pyvalue.Value) bool) bool { return g == other }

// Instance is an object of one of the classes that Mailman stores. State is what pickle's BUILD
// was given, mostly a *Dict of its attributes; nil for none. OldStyle is set for an instance of
// a classic class, as all classes of Mailman and of the email package are; Python pickles other
// instances in another way. Args are the arguments that a classic class names for its
// constructor; mostly there are none.
type Instance struct {
	Class    Global
	Args     []pyvalue.Value
	State    pyvalue.Value
	OldStyle bool
}

// TypeName is "instance" for any classic class.
func (i *Instance) TypeName() string {
	if i.OldStyle {
		return "instance"
	}
	return i.Class.Name
}

// Repr is repr() of the instance, without its address.
func (i *Instance) Repr() string { return "<" + i.Class.String() + " instance>" }

// EqualTo compares class and state, though most classes in Python compare by
// identity.
func (i *Instance) EqualTo(other pyvalue.Value, equal func(a, b pyvalue.Value) bool) bool {
	j, ok := other.(*Instance)
	if !ok || i.Class != j.Class || len(i.Args) != len(j.Args) {
		return false
	}
	for n := range i.Args {
		if !equal(i.Args[n], j.Args[n]) {
			return false
		}
	}
	return equal(i.State, j.State)
}

// typeName is what messages call the type of v: its class, for an instance.
func typeName(v pyvalue.Value) string {
	switch v := v.(type) {
	case *Instance:
		return v.Class.String()
	case Global:
		return "global"
	}
	return pyvalue.TypeName(v)
}
