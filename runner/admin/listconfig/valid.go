// SPDX-License-Identifier: GPL-2.0-or-later

package listconfig

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/mlist"
	"mmgen/runner/pyregex"
)

var (
	errNotANumber = errors.New("not a number")
	errWrongType  = errors.New("a value of the wrong type")
)

// addressError names texts that should be addresses and are not.
type addressError struct{ bad string }

func (e *addressError) Error() string { return "bad addresses: " + e.bad }

// valid is a value as an attribute can have it (GUIBase.py: _getValidValue). Where
// Mailman's Python would break off with a TypeError or AttributeError, or would store what
// breaks the list's posts later, it is errWrongType.
func valid(l *mlist.List, a Attribute, v pyvalue.Value) (pyvalue.Value, error) {
	switch a.Kind {
	case Toggle, Radio:
		return integer(v)
	case Number:
		return number(l, a, v)
	case EmailList, EmailListEx:
		return addresses(l, a, v)
	case Checkbox:
		return words(a, v)
	case HeaderFilter:
		return rules(v, 1, 3)
	case Topics:
		return rules(v, 2, 4)
	}
	text, ok := pyvalue.AsString(v)
	if !ok {
		return nil, errWrongType
	}
	if a.Kind == Email && text != "" && mlist.CheckAddress(text) != nil {
		return nil, &addressError{text}
	}
	return v, nil
}

// integer is int(v).
func integer(v pyvalue.Value) (pyvalue.Value, error) {
	if text, ok := pyvalue.AsString(v); ok {
		n, err := strconv.ParseInt(pystr.Strip(text), 10, 64)
		if err != nil {
			return nil, errNotANumber
		}
		return n, nil
	}
	f, ok := pyvalue.AsFloat(v)
	if !ok {
		return nil, errWrongType
	}
	if n, ok := pyvalue.AsInt(v); ok {
		return n, nil
	}
	if math.IsNaN(f) || math.Abs(f) >= 1<<62 {
		return nil, errNotANumber
	}
	return int64(f), nil
}

// number is a number that is not negative; instead of a negative one the attribute keeps
// what it has.
func number(l *mlist.List, a Attribute, v pyvalue.Value) (pyvalue.Value, error) {
	if f, ok := v.(float64); ok {
		return f, nil
	}
	n, err := integer(v)
	if text, ok := pyvalue.AsString(v); ok && err != nil {
		n, err = decimal(text)
	}
	if err != nil {
		return nil, err
	}
	if f, _ := pyvalue.AsFloat(n); f < 0 {
		return shown(l, a), nil
	}
	return n, nil
}

// decimal is float(text).
func decimal(text string) (pyvalue.Value, error) {
	f, err := strconv.ParseFloat(pystr.Strip(text), 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || strings.ContainsAny(text, "xX_") {
		return nil, errNotANumber
	}
	return f, nil
}

// addresses are those of a list, which is not looked into, or of the lines of a text.
func addresses(l *mlist.List, a Attribute, v pyvalue.Value) (pyvalue.Value, error) {
	if list, ok := v.(*pyvalue.List); ok {
		if len(pyvalue.Texts(list)) != len(list.Items) {
			return nil, errWrongType
		}
		return list, nil
	}
	text, ok := pyvalue.AsString(v)
	if !ok {
		return nil, errWrongType
	}
	good := new(pyvalue.List)
	var bad []string
	for line := range strings.SplitSeq(text, "\n") {
		addr := pystr.Strip(line)
		if addr == "" {
			continue
		}
		if !addressFits(l, a, addr) {
			bad = append(bad, addr)
		}
		good.Items = append(good.Items, pyvalue.Str(addr))
	}
	if bad != nil {
		return nil, &addressError{strings.Join(bad, ", ")}
	}
	return good, nil
}

// addressFits tells whether an address, a pattern or the @name of a list can be in a list
// of addresses.
func addressFits(l *mlist.List, a Attribute, addr string) bool {
	siblings := a.Name == "regular_exclude_lists" || a.Name == "regular_include_lists"
	switch {
	case siblings && strings.EqualFold(addr, l.PostingAddress()):
		return false
	case mlist.ValidAddress(addr):
		return true
	case a.Kind != EmailListEx:
		return false
	case strings.HasPrefix(addr, "^"):
		_, err := pyregex.Compile(addr, 0)
		return err == nil
	case strings.HasSuffix(a.Name, "_these_nonmembers"), a.Name == "subscribe_auto_approval":
		return strings.HasPrefix(addr, "@") && addr[1:] != l.InternalName()
	}
	return false
}

// words are the value of a Checkbox: bits of a number (new_member_options), or a list.
func words(a Attribute, v pyvalue.Value) (pyvalue.Value, error) {
	list, isList := v.(*pyvalue.List)
	if a.Name == "new_member_options" {
		if isList && len(list.Items) > 0 {
			v = list.Items[0] // config_list takes the first item only
		}
		n, ok := pyvalue.AsInt(v)
		if !ok {
			return nil, errWrongType
		}
		return n, nil
	}
	if !isList {
		list = pyvalue.NewList(v)
	}
	if len(pyvalue.Texts(list)) != len(list.Items) {
		return nil, errWrongType
	}
	return list, nil
}

// rules are a list of tuples of so many fields, the first of which are texts.
func rules(v pyvalue.Value, texts, fields int) (pyvalue.Value, error) {
	list, ok := v.(*pyvalue.List)
	if !ok {
		return nil, errWrongType
	}
	for i, item := range list.Items {
		found := pyvalue.Items(item)
		if len(found) != fields || len(pyvalue.Texts(pyvalue.NewList(found[:texts]...))) != texts {
			return nil, fmt.Errorf("item %d: %w", i+1, errWrongType)
		}
	}
	return list, nil
}
