// SPDX-License-Identifier: GPL-2.0-or-later

// Package eval finds out what a Python 2.7 settings file sets, without
// running it.
//
// It knows what settings files are made of: literals, names, assignments of
// all kinds, operators, calls of small functions such as add_virtualhost(),
// methods of text, lists and dicts, if, for over a list, try, imports, and
// what a file may ask of its machine (names, users, environment,
// files to read). Nothing is run, written or connected to.
//
// Everything else is not followed. One rule says what that means: a statement in which
// anything is not followed makes unknown whatever it could change, all the names
// that it binds and all lists, dicts and modules that it can get at. Each of them is an
// *Unknown from then on, with the line and the reason, and a statement that needs one of
// them is not followed either. For an if, for or try the statement is all of it, where
// the condition, the list, or whether the body raises an exception is not known.
//
// What is known is exact: aliases of lists and dicts, the type of an exception, and
// the line that Python would name. What
// operators and methods of text do is in package pyop, what Python brings along
// in package pylib.
//
// Steps, depth and memory are bounded, so that a hostile file costs a moment
// and an error.
package eval

import (
	"fmt"
	"strings"

	"mmgen/generator/hostinfo"
	"mmgen/generator/pyvalue"
)

// Bounds on one evaluation.
const (
	maxSteps  = 1_000_000 // statements and expressions; long strings count more
	maxDepth  = 100       // calls within calls
	maxMemory = 64 << 20  // bytes of all strings and lists ever made
)

// Value is a Python value: one of pyvalue's, or an object of this package.
type Value = pyvalue.Value

// Error is an exception that nothing caught, a file that Python would not
// compile, or a bound that was passed.
type Error struct {
	File string
	Line int    // of the outermost file's statement, or in the file that does not compile
	Type string // NameError, SyntaxError, ..; "" where a bound was passed
	Msg  string
	// Inner is where in a function the exception arose, "" where it was
	// at Line itself.
	Inner string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Reason()) }

// Reason is the error without the place.
func (e *Error) Reason() string {
	s := strings.TrimPrefix(e.Type, "socket.")
	if s != "" && e.Msg != "" {
		s += ": "
	}
	s += e.Msg
	if e.Inner != "" {
		s += " (raised at " + e.Inner + ")"
	}
	return s
}

// Source is a module's file.
type Source struct {
	File string // its name in messages
	Path string // what __file__ is; File where empty
	Text []byte
	// Values are names that the module has before its text is run; Str keys.
	Values []pyvalue.Entry
}

// Options are what an evaluation needs.
type Options struct {
	// Host is the machine that the file may ask about. Its answers need no network, no user
	// database and no running program; an error of one means that it can't be known.
	Host    *hostinfo.Host
	Library Library
	// Find returns a module that lies in Mailman's package (Defaults,
	// Version, one of the site's own); ok is false where there is none.
	Find func(name string) (src Source, ok bool, err error)
	// Installed says whether a module lies in one of Python's directories;
	// an error where that can't be known. Nil: nothing is known.
	Installed func(name string) (bool, error)
}

// Library is what Python brings along (package pylib).
type Library interface {
	// Builtin is what a name that nobody set stands for; ok is false where that
	// is nothing.
	Builtin(ev *Interp, name string) (v Value, ok bool)
	// Attr is obj.name, for objects that are not modules. The error may be an
	// *Unknown.
	Attr(ev *Interp, obj Value, name string) (Value, error)
	// Module is a module of Python's own library; nil where it has none of that name.
	Module(name string) *Module
}

// Interp is one evaluation. It is not for several goroutines.
type Interp struct {
	opts    Options
	modules map[string]*Module // of Mailman's package
	env     *pyvalue.Dict      // os.environ, once asked for
	frame   *frame
	marks   map[Value]*mark // of lists, dicts and files
	tries   []*tryState
	// hidden are functions that code which is not followed may call at any time.
	hidden  []*function
	doubted map[string]*Unknown // modules that code which is not followed may have imported and changed
	losing  bool                // loseAll is at work
	refused int                 // statements that were not followed
	steps   int
	memory  int
	depth   int // of calls
	seq     int
	pathSet bool // sys.path was looked at, and may be another now
}

// New returns an interpreter with nothing evaluated yet.
func New(opts Options) *Interp {
	return &Interp{opts: opts, modules: map[string]*Module{}, marks: map[Value]*mark{}, doubted: map[string]*Unknown{}}
}

// spend counts a step and n bytes or items of work.
func (ev *Interp) spend(n int) error {
	ev.steps += 1 + n>>6
	if ev.steps > maxSteps {
		return ev.stop("takes too many steps (more than %d)", maxSteps)
	}
	return nil
}

// Ask counts one question to the world, which may read a file for it.
func (ev *Interp) Ask() error { return ev.spend(100 << 6) }

// Grow counts memory for a new string or list.
func (ev *Interp) Grow(n int) error {
	ev.memory += n
	if ev.memory > maxMemory {
		return ev.stop("makes more than %d MB of values", maxMemory>>20)
	}
	return ev.spend(n)
}

// stop is the error of a bound that was passed. Nothing catches it.
func (ev *Interp) stop(format string, args ...any) error {
	at := ev.outermost()
	return &Error{File: at.file, Line: at.line, Msg: "evaluating this " + fmt.Sprintf(format, args...)}
}

// place is a line of a file.
type place struct {
	file string
	line int
}

func (p place) String() string { return fmt.Sprintf("%s:%d", p.file, p.line) }

// where is the line being evaluated.
func (ev *Interp) where() place {
	if ev.frame == nil {
		return place{}
	}
	return place{ev.frame.file, ev.frame.line}
}

// outermost is the line of the innermost file that is being evaluated, out of
// all functions: the line that whoever wrote the file wants to know.
func (ev *Interp) outermost() place {
	fr := ev.frame
	for fr != nil && !fr.module {
		fr = fr.caller
	}
	if fr == nil {
		return place{}
	}
	return place{fr.file, fr.line}
}

// Host is the machine that the file may ask about.
func (ev *Interp) Host() *hostinfo.Host { return ev.opts.Host }
