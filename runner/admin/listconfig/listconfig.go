// SPDX-License-Identifier: GPL-2.0-or-later

// Package listconfig reads and changes the attributes of a list that its administrator may
// set: those of the web pages (Mailman/Gui). It answers to bin/config_list.
//
// An attribute is checked and stored as Mailman does it, each kind in its own way
// (GUIBase.py: _getValidValue), and some by their names (_setValue).
//
// # Two ways to set them
//
// Input takes a file for config_list. What is wrong with one attribute is said, and the
// others are set. The file is not run as Python: it may have nothing but assignments of
// literals to names, or to mlist.NAME, which is not checked. What would have config_list
// break off half-way, or would store a value of a type with which the list's posts fail,
// is an invalid value.
//
// Set takes names and values from a command line, in UTF-8. It is stricter: the choice
// must exist, each pattern must be legal, attributes must fit together, as the web pages
// check it. It sets all of them or none.
//
// Passwords are none of these attributes.
package listconfig

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

var (
	// ErrNoAttribute says that no list has such an attribute, or that an administrator may
	// not set it.
	ErrNoAttribute = errors.New("no such attribute")
	// ErrValue says that an attribute can't have a value.
	ErrValue = errors.New("not set")
	// ErrFile says that a file has more in it than is read here.
	ErrFile = errors.New("the file can't be taken as it is")

	errNoAssignment = errors.New("only NAME = VALUE is read, not other Python; Mailman's bin/config_list runs it")
	errNoLiteral    = errors.New("the value must be a literal (a text, a number, a list..); Mailman's bin/config_list computes it")
)

// Value is the value of an attribute.
type Value struct {
	Name string
	v    pyvalue.Value
	cs   string // the charset of the list's language
}

// Values are the values of attributes of a list, of all where none is named.
func Values(s *site.Site, list string, names []string) ([]Value, error) {
	l, err := s.FindList(list)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		for _, c := range Categories(s.Settings) {
			for _, a := range c.Attributes {
				names = append(names, a.Name)
			}
		}
	}
	var values []Value
	for _, name := range names {
		a, _, ok := find(s.Settings, name)
		if !ok {
			return nil, fmt.Errorf("%w: %s; mmrun config %s prints those there are", ErrNoAttribute, name, l.InternalName())
		}
		values = append(values, Value{name, shown(l, a), s.CharsetOf(l.PreferredLanguage())})
	}
	return values, nil
}

// Report says what became of one attribute of a file.
type Report struct {
	Text    string // the message for the administrator
	Verbose bool   // only of interest to one who wants to hear of each attribute
}

// Input sets attributes as a file for config_list has them (bin/config_list: do_input). With
// checkOnly nothing is changed. Of ErrFile, nothing was.
func Input(ctx context.Context, s *site.Site, list string, file []byte, checkOnly bool) (reports []Report, err error) {
	all, err := parse(file)
	if err != nil {
		return nil, err
	}
	l, err := s.FindList(list)
	if err != nil {
		return nil, err
	}
	if checkOnly {
		return editor{s, l}.input(all), nil
	}
	err = l.Update(ctx, l.LockTimeout(), func(c *mlist.Change) error {
		reports = editor{s, c.List()}.input(all)
		return nil
	})
	return reports, err
}

func (e editor) input(all []assignment) (reports []Report) {
	for _, assigned := range all {
		reports = append(reports, e.assign(assigned)...)
	}
	return reports
}

// assign makes an assignment of a file, and says what config_list says of it.
func (e editor) assign(assigned assignment) []Report {
	name := assigned.name
	if strings.HasPrefix(name, "_") || !e.has(name) {
		return []Report{{fmt.Sprintf("attribute \"%s\" ignored", name), false}}
	}
	if assigned.direct {
		e.put(name, assigned.value)
		return nil
	}
	reports := []Report{{fmt.Sprintf("attribute \"%s\" changed", name), true}}
	say := func(text string) []Report { return append(reports, Report{text, false}) }
	a, category, ok := find(e.site.Settings, name)
	if !ok {
		e.put(name, assigned.value)
		return say("Non-standard property restored: " + name)
	}
	v, err := valid(e.list, a, assigned.value)
	if bad := (*addressError)(nil); errors.As(err, &bad) {
		return say(fmt.Sprintf("Bad email address for option %s: %s", name, pyvalue.Text(assigned.value)))
	}
	if err != nil {
		return say("Invalid value for property: " + name)
	}
	if c := e.set(category, name, v); c != nil {
		return say(name + ": " + c.text)
	}
	return reports
}

// has tells whether the list has an attribute.
func (e editor) has(name string) bool {
	_, known := e.list.Default(name)
	return known || e.list.Attrs.Has(pyvalue.Str(name))
}
