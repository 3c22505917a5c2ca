// SPDX-License-Identifier: GPL-2.0-or-later

package pyop

import (
	"strings"
	"unicode/utf8"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
)

// Method is a method of str and unicode.
type Method struct {
	Least, Most int // arguments that are followed
	Call        func(self Value, args []Value) (Value, error)
}

// TextMethods are those of str and unicode that settings use.
var TextMethods = map[string]Method{
	"lower":      {0, 0, cased(pystr.Lower)},
	"upper":      {0, 0, cased(pystr.Upper)},
	"strip":      {0, 1, stripped(strings.Trim)},
	"lstrip":     {0, 1, stripped(strings.TrimLeft)},
	"rstrip":     {0, 1, stripped(strings.TrimRight)},
	"find":       {1, 1, onText(func(t texts) (Value, error) { return int64(strings.Index(t.self, t.args[0])), nil })},
	"join":       {1, 1, textJoin},
	"replace":    {2, 2, onText(textReplace)},
	"split":      {0, 2, split},
	"splitlines": {0, 0, onText(textLines)},
	"partition":  {1, 1, onText(partition)},
	"startswith": {1, 1, onText(func(t texts) (Value, error) { return strings.HasPrefix(t.self, t.args[0]), nil })},
	"endswith":   {1, 1, onText(func(t texts) (Value, error) { return strings.HasSuffix(t.self, t.args[0]), nil })},
	"encode":     {0, 1, textEncode},
	"decode":     {0, 1, textDecode},
}

// texts are the texts that a method works on, as Go strings.
type texts struct {
	self    string
	args    []string
	unicode bool // the result is unicode
}

// wrap makes a result a Python value.
func (t texts) wrap(s string) Value {
	if t.unicode {
		return pyvalue.Unicode(s)
	}
	return pyvalue.Str(s)
}

func (t texts) wrapAll(parts []string) *pyvalue.List {
	l := &pyvalue.List{}
	for _, s := range parts {
		l.Items = append(l.Items, t.wrap(s))
	}
	return l
}

// textsOf takes the texts that a method works on. Where one is unicode, all must
// be ASCII.
func textsOf(self Value, args []Value) (t texts, err error) {
	ascii := true
	for i, v := range append([]Value{self}, args...) {
		s, ok := pyvalue.AsString(v)
		if !ok {
			return t, refuse("text that is a %s", pyvalue.TypeName(v))
		}
		t.unicode = t.unicode || isUnicode(v)
		ascii = ascii && pystr.IsASCII(s)
		if i == 0 {
			t.self = s
		} else {
			t.args = append(t.args, s)
		}
	}
	if t.unicode && !ascii {
		return t, refuse("unicode beyond ASCII")
	}
	return t, nil
}

// onText is a method whose arguments are texts.
func onText(f func(t texts) (Value, error)) func(self Value, args []Value) (Value, error) {
	return func(self Value, args []Value) (Value, error) {
		t, err := textsOf(self, args)
		if err != nil {
			return nil, err
		}
		return f(t)
	}
}

// cased is a method that makes a text of a text.
func cased(f func(string) string) func(self Value, args []Value) (Value, error) {
	return onText(func(t texts) (Value, error) { return t.wrap(f(t.self)), nil })
}

// stripped is strip, lstrip or rstrip.
func stripped(trim func(s, cut string) string) func(self Value, args []Value) (Value, error) {
	return onText(func(t texts) (Value, error) {
		cut := pystr.Blanks
		if len(t.args) == 1 {
			cut = t.args[0]
		}
		if !pystr.IsASCII(cut) {
			return nil, refuse("strip() of bytes beyond ASCII")
		}
		return t.wrap(trim(t.self, cut)), nil
	})
}

// textJoin is sep.join(list): the items are a list or tuple.
func textJoin(self Value, args []Value) (Value, error) {
	items := pyvalue.Items(args[0])
	size := 0
	for i, it := range items {
		s, ok := pyvalue.AsString(it)
		if size += len(s) + Size(self); size > MaxText {
			return nil, refuse("a string of more than %d bytes", MaxText)
		}
		if !ok {
			return nil, wrong(it, "sequence item %d: expected string, %s found", i, pyvalue.TypeName(it))
		}
	}
	if len(items) == 0 && Size(args[0]) != 0 {
		return nil, refuse("join() of a %s", pyvalue.TypeName(args[0]))
	}
	return onText(func(t texts) (Value, error) { return t.wrap(strings.Join(t.args, t.self)), nil })(self, items)
}

func textReplace(t texts) (Value, error) {
	if t.args[0] == "" || len(t.self)*max(1, len(t.args[1])) > MaxText {
		return nil, refuse("this replace()")
	}
	return t.wrap(strings.ReplaceAll(t.self, t.args[0], t.args[1])), nil
}

// split is by a separator, so many times at most, or by white space.
func split(self Value, args []Value) (Value, error) {
	most := int64(-1)
	if len(args) == 2 {
		var ok bool
		if most, ok = pyvalue.AsInt(args[1]); !ok {
			return nil, refuse("a count that is a %s", pyvalue.TypeName(args[1]))
		}
	}
	switch {
	case len(args) > 0 && args[0] != nil:
		return onText(func(t texts) (Value, error) { return splitAt(t, int(max(most, -1))) })(self, args[:1])
	case most >= 0:
		return nil, refuse("split() at so many blanks")
	}
	return onText(func(t texts) (Value, error) { return t.wrapAll(pystr.Fields(t.self)), nil })(self, nil)
}

// splitAt cuts at a separator, so many times at most.
func splitAt(t texts, most int) (Value, error) {
	if t.args[0] == "" {
		return nil, raise("ValueError", "empty separator")
	}
	if most >= 0 {
		most++
	}
	return t.wrapAll(strings.SplitN(t.self, t.args[0], most)), nil
}

// textLines is splitlines(): at \n, \r and \r\n.
func textLines(t texts) (Value, error) {
	if t.unicode && strings.ContainsAny(t.self, "\v\f\x1c\x1d\x1e") {
		return nil, refuse("unicode with rare line ends")
	}
	return t.wrapAll(pystr.SplitLines(t.self)), nil
}

func partition(t texts) (Value, error) {
	if t.args[0] == "" {
		return nil, raise("ValueError", "empty separator")
	}
	before, after, found := strings.Cut(t.self, t.args[0])
	sep := ""
	if found {
		sep = t.args[0]
	}
	return pyvalue.NewTuple(t.wrap(before), t.wrap(sep), t.wrap(after)), nil
}

// textEncode knows UTF-8, and text of ASCII alone.
func textEncode(self Value, args []Value) (Value, error) {
	s, _ := pyvalue.AsString(self)
	charset := charsetArg(args)
	if charset == "utf-8" && isUnicode(self) || pystr.IsASCII(s) && charset != "" {
		return pyvalue.Str(s), nil
	}
	return nil, refuse("this encode()")
}

// textDecode is the same the other way round.
func textDecode(self Value, args []Value) (Value, error) {
	s, _ := pyvalue.AsString(self)
	charset := charsetArg(args)
	if charset == "utf-8" && utf8.ValidString(s) && !isUnicode(self) || pystr.IsASCII(s) && charset != "" {
		return pyvalue.Unicode(s), nil
	}
	return nil, refuse("this decode()")
}

// charsetArg is the charset that encode() and decode() are given; "" where it
// is neither UTF-8 nor ASCII.
func charsetArg(args []Value) string {
	if len(args) == 0 {
		return "ascii"
	}
	name, _ := pyvalue.AsString(args[0])
	switch strings.ReplaceAll(pystr.Lower(name), "_", "-") {
	case "utf-8", "utf8":
		return "utf-8"
	case "ascii", "us-ascii":
		return "ascii"
	}
	return ""
}
