// SPDX-License-Identifier: GPL-2.0-or-later

package listconfig

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/mlist"
	"mmgen/runner/pyregex"
	"mmgen/runner/site"
)

// Setting is an attribute and the value that it is to have, as Value.Text writes it, or
// plainly: a text without quotation marks, addresses one a line, a choice by its English
// name.
type Setting struct{ Name, Value string }

// Set sets attributes of a list, all of them or, where one can't be set (ErrValue,
// ErrNoAttribute), none. warnings are what Mailman says of values that it sets all the same.
func Set(ctx context.Context, s *site.Site, list string, settings []Setting) (warnings []string, err error) {
	l, err := s.FindList(list)
	if err != nil {
		return nil, err
	}
	err = l.Update(ctx, l.LockTimeout(), func(c *mlist.Change) error {
		warnings, err = editor{s, c.List()}.setAll(settings)
		return err
	})
	return warnings, err
}

func (e editor) setAll(settings []Setting) (warnings []string, err error) {
	var faults []error
	for _, setting := range inOrder(settings) {
		c, err := e.setOne(setting)
		if err == nil && c != nil && c.refused {
			err = errors.New(c.text)
		}
		switch {
		case errors.Is(err, ErrNoAttribute):
			faults = append(faults, err)
		case err != nil:
			faults = append(faults, fmt.Errorf("%s %w: %w", setting.Name, ErrValue, err))
		case c != nil:
			warnings = append(warnings, setting.Name+": "+c.text)
		}
	}
	if faults == nil {
		faults = append(faults, e.together())
	}
	return warnings, errors.Join(faults...)
}

// inOrder puts those settings first on which the values of others depend.
func inOrder(settings []Setting) []Setting {
	rank := func(s Setting) int {
		return slices.Index([]string{"personalize", "preferred_language", "available_languages"}, s.Name)
	}
	return slices.SortedStableFunc(slices.Values(settings), func(a, b Setting) int { return cmp.Compare(rank(b), rank(a)) })
}

// setOne sets an attribute to what is written on a command line.
func (e editor) setOne(setting Setting) (*complaint, error) {
	a, category, ok := find(e.site.Settings, setting.Name)
	if !ok {
		return nil, fmt.Errorf("%w: %s; mmrun config %s prints those there are", ErrNoAttribute, setting.Name, e.list.InternalName())
	}
	v, err := e.value(a, setting.Value)
	if err != nil {
		return nil, err
	}
	if v, err = valid(e.list, a, v); err != nil {
		return nil, err
	}
	if err := e.fits(a, v); err != nil {
		return nil, err
	}
	return e.set(category, a.Name, v), nil
}

// value is what a text on a command line stands for.
func (e editor) value(a Attribute, text string) (pyvalue.Value, error) {
	switch a.Kind {
	case Toggle, Radio:
		return e.choice(a, text), nil
	case Number:
		return pyvalue.Str(text), nil
	case Checkbox:
		return e.checked(a, text)
	case HeaderFilter, Topics:
		return e.literal(text)
	case EmailList, EmailListEx:
		if !strings.HasPrefix(strings.TrimSpace(text), "[") {
			return e.inCharset(text)
		}
		v, err := e.literal(text) // the items are checked in the same way as lines
		return pyvalue.Str(strings.Join(pyvalue.Texts(v), "\n")), err
	}
	if text != "" && strings.ContainsRune(`'"`, rune(text[0])) {
		if v, err := e.literal(text); err == nil {
			return v, nil
		}
	}
	return e.inCharset(text)
}

// choice is the number of a choice.
func (e editor) choice(a Attribute, text string) pyvalue.Value {
	switch text {
	case "True":
		return int64(1)
	case "False":
		return int64(0)
	}
	names, first := a.choices(e.site.Settings)
	i := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, text) })
	if i >= 0 {
		return int64(first + i)
	}
	return pyvalue.Str(text)
}

// checked is the value of a Checkbox: a number, a list, or words between commas.
func (e editor) checked(a Attribute, text string) (pyvalue.Value, error) {
	if a.Name == "new_member_options" {
		n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		if err != nil {
			return nil, errNotANumber
		}
		return n, nil
	}
	if strings.HasPrefix(strings.TrimSpace(text), "[") {
		return e.literal(text)
	}
	words := new(pyvalue.List)
	for word := range strings.SplitSeq(text, ",") {
		words.Items = append(words.Items, pyvalue.Str(strings.TrimSpace(word)))
	}
	return words, nil
}

// literal reads a value that is written as Value.Text writes it.
func (e editor) literal(text string) (pyvalue.Value, error) {
	v, err := parseLiteral(text)
	if err != nil {
		return nil, err
	}
	return e.recode(v)
}

// recode has the texts of a value, which are in UTF-8, in the charset of the list. A text
// that is not valid UTF-8 was written with escapes, byte by byte, and stays as it is.
func (e editor) recode(v pyvalue.Value) (pyvalue.Value, error) {
	switch v := v.(type) {
	case pyvalue.Str:
		return e.inCharset(string(v))
	case *pyvalue.List:
		items, err := e.recodeAll(v.Items)
		return &pyvalue.List{Items: items}, err
	case *pyvalue.Tuple:
		items, err := e.recodeAll(v.Items)
		return &pyvalue.Tuple{Items: items}, err
	}
	return v, nil
}

func (e editor) recodeAll(values []pyvalue.Value) (recoded []pyvalue.Value, err error) {
	for _, v := range values {
		one, err := e.recode(v)
		if err != nil {
			return nil, err
		}
		recoded = append(recoded, one)
	}
	return recoded, nil
}

// inCharset is a text in the charset of the list's language.
func (e editor) inCharset(text string) (pyvalue.Value, error) {
	if pystr.IsASCII(text) || !utf8.ValidString(text) {
		return pyvalue.Str(text), nil
	}
	lang := e.list.PreferredLanguage()
	cs := e.site.CharsetOf(lang)
	b, err := charset.Encode(text, cs, charset.Strict)
	if err != nil {
		return nil, fmt.Errorf("%s, the charset of the list's language %s, lacks characters of %q; write them as &#NUMBER; or as HTML has them", cs, lang, text)
	}
	return pyvalue.Str(b), nil
}

// fits tells why an attribute should not have a value that config_list takes.
func (e editor) fits(a Attribute, v pyvalue.Value) error {
	switch a.Kind {
	case Toggle, Radio:
		names, first := a.choices(e.site.Settings)
		if n, _ := pyvalue.AsInt(v); n < int64(first) || n >= int64(first+len(names)) {
			return fmt.Errorf("want %s", numbered(names, first))
		}
	case Select:
		if lang, _ := pyvalue.AsString(v); !slices.Contains(languages(e.list), lang) {
			return fmt.Errorf("want one of available_languages: %s", strings.Join(languages(e.list), ", "))
		}
	case Checkbox:
		for _, lang := range pyvalue.Texts(v) {
			if !e.site.Settings.Dict("LC_DESCRIPTIONS").Has(pyvalue.Str(lang)) {
				return fmt.Errorf("unknown language: %s", lang)
			}
		}
	case HeaderFilter:
		return patterns(v, 0)
	case Topics:
		return patterns(v, 1)
	}
	return nil
}

// numbered lists choices with their numbers.
func numbered(names []string, first int) string {
	var all []string
	for i, name := range names {
		all = append(all, fmt.Sprintf("%d (%s)", first+i, name))
	}
	return strings.Join(all, ", ")
}

// patterns checks the regular expressions of rules.
func patterns(v pyvalue.Value, field int) error {
	for _, rule := range pyvalue.Items(v) {
		text, _ := pyvalue.AsString(pyvalue.Items(rule)[field])
		for line := range strings.Lines(text) {
			if _, err := pyregex.Compile(strings.TrimRight(line, "\r\n"), 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// together tells which attributes do not fit together (the _postValidate of the classes in
// Mailman/Gui).
func (e editor) together() error {
	l := e.list
	const explicit = 2 // the value of reply_goes_to_list that needs a reply_to_address
	switch {
	case l.Int("reply_goes_to_list") == explicit && pystr.Strip(l.Str("reply_to_address")) == "":
		return fmt.Errorf("reply_goes_to_list %w: it needs a reply_to_address", ErrValue)
	case (l.Bool("gateway_to_news") || l.Bool("gateway_to_mail")) && (l.Str("nntp_host") == "" || l.Str("linked_newsgroup") == ""):
		return fmt.Errorf("gateway_to_news or gateway_to_mail %w: they need nntp_host and linked_newsgroup", ErrValue)
	case !slices.Contains(languages(l), l.PreferredLanguage()):
		return fmt.Errorf("available_languages %w: they must have the preferred_language in them, %s", ErrValue, l.PreferredLanguage())
	}
	return nil
}
