// SPDX-License-Identifier: GPL-2.0-or-later

// Package eval finds out what a Python 2.7 settings file sets, without
// running it.
//
// It knows what settings files are made of: literals, names, assignments of all kinds,
// operators, calls of small functions such as add_virtualhost(), methods of text, lists and
// dicts, if, for over a list, try, imports, and what a file may ask its machine for (names,
// users, environment, files to read). Nothing is run, written or connected to.
//
// Everything else is not followed. One rule says what that means: a statement in which
// anything is not followed makes unknown whatever it could change, all the names that it binds
// and all lists, dicts and modules that it can reach. From then on each of them is an
// *Unknown, with the line and the reason, and a statement that needs one of them is not
// followed either. An if is such a statement with all its arms if its condition is not known;
// so is a for if its list is not known, and a try if it is not known whether its body raises
// an exception.
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
	maxMemory = 64 << 20  // bytes of all strings and lists that were ever made
)

// Value is a Python value: one of pyvalue's, or an object of this package.
type Value = pyvalue.Value

// Error is an exception that no handler caught, a file that Python would not compile, or a
// bound that was exceeded.
type Error struct {
	File string
	Line int    // the line of the outermost file's statement, or of the file that does not compile
	Type string // NameError, SyntaxError, ..; "" if a bound was exceeded
	Msg  string
	// Inner is the place in a function at which the exception was raised; "" if that was Line
	// itself.
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
	Path string // the value of __file__; "" for File
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
	// Find returns a module in Mailman's package (Defaults, Version, or one of the site's
	// own); ok is false if there is none.
	Find func(name string) (src Source, ok bool, err error)
	// Installed says whether a module is in one of Python's directories, or why that can't be
	// known. It is nil if nothing is known.
	Installed func(name string) (bool, error)
}

// Library is Python's own functions, methods and modules (package pylib).
type Library interface {
	// Builtin is the value of a name that the file does not set; ok is false if Python has no
	// such name.
	Builtin(ev *Interp, name string) (v Value, ok bool)
	// Attr is obj.name, for objects that are not modules. The error may be an
	// *Unknown.
	Attr(ev *Interp, obj Value, name string) (Value, error)
	// Module is a module of Python's own library; nil if it has none of that name.
	Module(name string) *Module
}

// Interp is one evaluation, for one goroutine.
type Interp struct {
	opts    Options
	modules map[string]*Module // the modules of Mailman's package
	env     *pyvalue.Dict      // os.environ, once asked for
	frame   *frame
	marks   map[Value]*mark // the marks of lists, dicts and files
	tries   []*tryState
	// hidden are functions that code which is not followed may call at any time.
	hidden  []*function
	doubted map[string]*Unknown // modules that code which is not followed may have imported and changed
	losing  bool                // loseAll is at work
	refused int                 // statements that were not followed
	steps   int
	memory  int
	depth   int // how deep calls nest here
	seq     int
	pathSet bool // sys.path may have been changed
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

// Ask counts one question to the Host, which may read a file to answer it.
func (ev *Interp) Ask() error { return ev.spend(100 << 6) }

// Grow counts memory for a new string or list.
func (ev *Interp) Grow(n int) error {
	ev.memory += n
	if ev.memory > maxMemory {
		return ev.stop("makes more than %d MB of values", maxMemory>>20)
	}
	return ev.spend(n)
}

// stop is the error of a bound that was exceeded. No handler catches it.
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

// outermost is the line of the file that is being evaluated, also while one of its functions
// is called: the line that the author of the file looks for.
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
