// SPDX-License-Identifier: GPL-2.0-or-later

// Package pyregex matches the regular expressions that Mailman's settings and
// lists hold: those of Python 2.7's re (sre_parse.py, sre_compile.py, _sre.c).
//
// A pattern is parsed as Python parses it, and a pattern that Python refuses is an *Error. The
// parsed pattern is written in the language of regexp2, which backtracks as Python does. This
// package bridges the differences between the two: which bytes are letters, blanks and digits,
// what $ and \Z mean, flags that hold for the whole pattern wherever they stand, look-behind of
// fixed width that is matched forwards, octal escapes, and braces that are no repetition.
//
// A pattern and the texts it is matched with are bytes (Python's str), each of
// them one character of which only the ASCII ones are letters. With the flag
// UTF8 they are Python unicodes, given in UTF-8; with the flag Unicode
// (re.UNICODE) letters, digits and blanks are those of Unicode.
//
// A match that takes longer than MatchTimeout is given up, and the pattern counts as not
// matching: Python would go on for hours, but mail must not wait. Callers that want to log it
// use Reporting.
package pyregex

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/dlclark/regexp2"

	"mmgen/generator/pyvalue/pystr"
)

// Flags are those of re.compile. The letters are for use within a pattern.
type Flags uint

const (
	IgnoreCase Flags = 1 << iota // i
	Locale                       // L: as without it, since Mailman's runners set no locale
	Multiline                    // m: ^ and $ match at every line
	DotAll                       // s: . matches a line feed too
	Unicode                      // u: letters, digits and blanks are those of Unicode
	Verbose                      // x: blanks and comments in the pattern mean nothing
	UTF8                         // pattern and texts are Python unicodes, given in UTF-8
)

// MatchTimeout is how long a single match may take.
const MatchTimeout = time.Second

// ErrTimeout is what a match that took longer than MatchTimeout is reported
// with, wrapped with the pattern.
var ErrTimeout = errors.New("match takes too long")

// Error is a pattern that Python refuses (re.error, and the few other
// exceptions by which it does so).
type Error struct {
	Pattern string
	Reason  string
}

func (e *Error) Error() string {
	return fmt.Sprintf("regular expression %q: %s", e.Pattern, e.Reason)
}

// Regexp is a compiled pattern. It may be used by several goroutines.
type Regexp struct {
	pattern string
	flags   Flags          // the caller's flags and those in the pattern
	names   map[string]int // the numbers of groups that have a name
	must    string         // every match has it in it
	machine func() *regexp2.Regexp
	report  func(error)
}

// maxCached bounds the compiled patterns that are kept.
const maxCached = 2000

type cacheKey struct {
	pattern string
	flags   Flags
}

var cache = struct {
	sync.Mutex
	m map[cacheKey]*Regexp
}{}

// Compile is re.compile. Patterns are kept: compiling one again costs nothing.
// The error is an *Error.
func Compile(pattern string, flags Flags) (*Regexp, error) {
	key := cacheKey{pattern, flags}
	cache.Lock()
	re := cache.m[key]
	cache.Unlock()
	if re != nil {
		return re, nil
	}
	re, err := compile(pattern, flags)
	if err != nil {
		return nil, err
	}
	cache.Lock()
	defer cache.Unlock()
	if cache.m == nil || len(cache.m) >= maxCached {
		cache.m = map[cacheKey]*Regexp{}
	}
	cache.m[key] = re
	return re, nil
}

func compile(pattern string, flags Flags) (*Regexp, error) {
	tree, flags, names, err := parse(pattern, flags)
	if err != nil {
		return nil, err
	}
	text, err := emit(tree, flags)
	if err != nil {
		return nil, &Error{pattern, err.Error()}
	}
	re := &Regexp{pattern: pattern, flags: flags, names: names, must: must(tree, flags)}
	if plain(tree) {
		re.machine = sync.OnceValue(func() *regexp2.Regexp {
			machine, _ := newMachine(text)
			return machine
		})
		return re, nil
	}
	machine, err := newMachine(text)
	if err != nil {
		return nil, &Error{pattern, err.Error()}
	}
	re.machine = func() *regexp2.Regexp { return machine }
	return re, nil
}

func newMachine(text string) (*regexp2.Regexp, error) {
	machine, err := regexp2.Compile(text, regexp2.Singleline)
	if err == nil {
		machine.MatchTimeout = MatchTimeout
	}
	return machine, err
}

// Reporting returns the same pattern, which calls report when a match is given
// up, with an error that wraps ErrTimeout and names the pattern.
func (re *Regexp) Reporting(report func(error)) *Regexp {
	with := *re
	with.report = report
	return &with
}

// Search tells whether the pattern matches anywhere (re.search).
func (re *Regexp) Search(text string) bool {
	return re.hasMust(text) && re.find(re.runes(text), 0) != nil
}

// Match tells whether the pattern matches at the beginning (re.match).
func (re *Regexp) Match(text string) bool {
	if !re.hasMust(text) {
		return false
	}
	m := re.find(re.runes(text), 0)
	return m != nil && m.Index == 0 // a match at the beginning is found before all others
}

// MatchNamed is the group of a name where the pattern matches at the beginning
// (re.match and group). ok is false where it does not, or the pattern has no group of
// that name that takes part in the match.
func (re *Regexp) MatchNamed(text, name string) (group string, ok bool) {
	number, ok := re.names[name]
	m := re.find(re.runes(text), 0)
	if !ok || m == nil || m.Index != 0 {
		return "", false
	}
	return re.group(text, m, number)
}

// SearchNamed is all groups with names where the pattern matches anywhere (re.search
// and groupdict, with "" for a group that takes no part in the match).
func (re *Regexp) SearchNamed(text string) (groups map[string]string, ok bool) {
	if !re.hasMust(text) {
		return nil, false
	}
	m := re.find(re.runes(text), 0)
	if m == nil {
		return nil, false
	}
	groups = make(map[string]string, len(re.names))
	for name, number := range re.names {
		groups[name], _ = re.group(text, m, number)
	}
	return groups, true
}

// group is the text that a group matched; ok is false where the group took no part in the
// match.
func (re *Regexp) group(text string, m *regexp2.Match, number int) (group string, ok bool) {
	g := m.GroupByNumber(number)
	if g == nil || len(g.Captures) == 0 {
		return "", false
	}
	if re.flags&UTF8 == 0 {
		return text[g.Index : g.Index+g.Length], true
	}
	return pystr.FromRunes(pystr.Runes(text)[g.Index : g.Index+g.Length]), true
}

// Sub replaces each match by a text that is taken as it stands (re.sub with a
// function that returns it). When a match is given up, what follows is kept.
func (re *Regexp) Sub(replacement, text string) string {
	offset := func(i int) int { return i }
	if re.flags&UTF8 != 0 {
		all := pystr.Runes(text)
		text = pystr.FromRunes(all)
		offset = func(i int) int { return len(pystr.FromRunes(all[:i])) }
	}
	runes := re.runes(text)
	var b strings.Builder
	done := -1 // where the last match that was replaced ended
	for from := 0; from <= len(runes); {
		m := re.find(runes, from)
		if m == nil {
			break
		}
		end := m.Index + m.Length
		if m.Length > 0 || m.Index != done {
			b.WriteString(text[offset(max(done, 0)):offset(m.Index)] + replacement)
			done = end
		}
		from = max(end, m.Index+1)
	}
	return b.String() + text[offset(max(done, 0)):]
}

// find is the first match from an index on, nil where there is none.
func (re *Regexp) find(text []rune, from int) *regexp2.Match {
	match, err := re.machine().FindRunesMatchStartingAt(text, from)
	if err == nil {
		return match
	}
	if re.report != nil {
		re.report(fmt.Errorf("regular expression %q on a text of %d characters: %w; the match is given up",
			re.pattern, len(text), ErrTimeout))
	}
	return nil
}

// runes are the characters to match. As in Python, those of a pattern without
// case are compared in lower case.
func (re *Regexp) runes(text string) []rune {
	var all []rune
	if re.flags&UTF8 != 0 {
		all = pystr.Runes(text)
	} else {
		all = make([]rune, len(text))
		for i := range len(text) {
			all[i] = rune(text[i])
		}
	}
	if re.flags&IgnoreCase != 0 {
		for i, r := range all {
			all[i] = lower(r, re.flags)
		}
	}
	return all
}
