// SPDX-License-Identifier: GPL-2.0-or-later

package pyop

import (
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
)

// Method is a method of str.
type Method struct {
	Least, Most int // how many arguments are followed
	Call        func(self Value, args []Value) (Value, error)
}

// TextMethods are those of str that settings use.
var TextMethods = map[string]Method{
	"lower":      {0, 0, text(func(s string, _ []string) string { return pystr.Lower(s) })},
	"upper":      {0, 0, text(func(s string, _ []string) string { return pystr.Upper(s) })},
	"strip":      {0, 1, text(func(s string, args []string) string { return strings.Trim(s, blanksOr(args)) })},
	"lstrip":     {0, 1, text(func(s string, args []string) string { return strings.TrimLeft(s, blanksOr(args)) })},
	"rstrip":     {0, 1, text(func(s string, args []string) string { return strings.TrimRight(s, blanksOr(args)) })},
	"find":       {1, 1, onTexts(func(s string, args []string) (Value, error) { return int64(strings.Index(s, args[0])), nil })},
	"startswith": {1, 1, onTexts(func(s string, args []string) (Value, error) { return strings.HasPrefix(s, args[0]), nil })},
	"endswith":   {1, 1, onTexts(func(s string, args []string) (Value, error) { return strings.HasSuffix(s, args[0]), nil })},
	"join":       {1, 1, textJoin},
	"replace":    {2, 2, onTexts(textReplace)},
	"split":      {0, 2, split},
	"splitlines": {0, 0, onTexts(func(s string, _ []string) (Value, error) { return pyvalue.Strings(pystr.SplitLines(s)...), nil })},
	"partition":  {1, 1, onTexts(partition)},
}

var errTooLong = refuse("a string of more than %d bytes", MaxText)

// onTexts makes a method of a function of texts. A unicode is not followed.
func onTexts(f func(s string, args []string) (Value, error)) func(self Value, args []Value) (Value, error) {
	return func(self Value, args []Value) (Value, error) {
		s, ok := self.(pyvalue.Str)
		texts := make([]string, len(args))
		for i, v := range args {
			arg, isText := v.(pyvalue.Str)
			texts[i] = string(arg)
			ok = ok && isText
		}
		if !ok {
			return nil, refuse("text that is not a str")
		}
		return f(string(s), texts)
	}
}

// text makes a method of a function whose result is a text too. Its argument is a set of
// characters, which must be single bytes.
func text(f func(s string, args []string) string) func(self Value, args []Value) (Value, error) {
	return onTexts(func(s string, args []string) (Value, error) {
		for _, cut := range args {
			if !pystr.IsASCII(cut) {
				return nil, refuse("single bytes beyond ASCII")
			}
		}
		return pyvalue.Str(f(s, args)), nil
	})
}

// blanksOr are the characters that strip() removes: those of its argument, or blanks.
func blanksOr(args []string) string {
	if len(args) == 0 {
		return pystr.Blanks
	}
	return args[0]
}

// textJoin is sep.join(items), for a list or a tuple.
func textJoin(self Value, args []Value) (Value, error) {
	items := pyvalue.Items(args[0])
	size := 0
	for _, it := range items {
		if size += Size(it) + Size(self); size > MaxText {
			return nil, errTooLong
		}
	}
	if len(items) == 0 && Size(args[0]) != 0 {
		return nil, refuse("join() of a %s", pyvalue.TypeName(args[0]))
	}
	return onTexts(func(sep string, parts []string) (Value, error) { return pyvalue.Str(strings.Join(parts, sep)), nil })(self, items)
}

func textReplace(s string, args []string) (Value, error) {
	if args[0] == "" || len(s)*max(1, len(args[1])) > MaxText {
		return nil, refuse("this replace()")
	}
	return pyvalue.Str(strings.ReplaceAll(s, args[0], args[1])), nil
}

// split is s.split(), s.split(sep) or s.split(sep, most).
func split(self Value, args []Value) (Value, error) {
	most := int64(-1)
	if len(args) == 2 {
		var ok bool
		if most, ok = whole(args[1]); !ok {
			return nil, refuse("a count that is a %s", pyvalue.TypeName(args[1]))
		}
	}
	return onTexts(func(s string, sep []string) (Value, error) {
		switch {
		case len(sep) == 0:
			return pyvalue.Strings(pystr.Fields(s)...), nil
		case sep[0] == "":
			return nil, raise("ValueError", "empty separator")
		case most >= 0 && most < MaxItems:
			return pyvalue.Strings(strings.SplitN(s, sep[0], int(most)+1)...), nil
		}
		return pyvalue.Strings(strings.Split(s, sep[0])...), nil
	})(self, args[:min(1, len(args))])
}

func partition(s string, args []string) (Value, error) {
	if args[0] == "" {
		return nil, raise("ValueError", "empty separator")
	}
	before, after, found := strings.Cut(s, args[0])
	sep := args[0]
	if !found {
		sep = ""
	}
	return pyvalue.NewTuple(pyvalue.Str(before), pyvalue.Str(sep), pyvalue.Str(after)), nil
}
