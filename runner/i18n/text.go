// SPDX-License-Identifier: GPL-2.0-or-later

package i18n

import (
	"strconv"
	"unicode/utf8"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/message"
)

// Text is a Python str (bytes of some charset) or, where Unicode is set, a
// unicode (UTF-8).
type Text struct {
	S       string
	Unicode bool
}

// TextOf is the text that a pickle holds; "" for a value that is no text.
func TextOf(v pyvalue.Value) Text {
	s, _ := pyvalue.AsString(v)
	_, unicode := v.(pyvalue.Unicode)
	return Text{s, unicode}
}

func (t Text) value() pyvalue.Value {
	if t.Unicode {
		return pyvalue.Unicode(t.S)
	}
	return pyvalue.Str(t.S)
}

// In returns the text as bytes of a charset, with ? for what it lacks; a str
// is bytes already and comes back as it is. Where Python has no such charset
// only ASCII is left.
func (t Text) In(cs string) string {
	if !t.Unicode {
		return t.S
	}
	b, err := charset.Encode(t.S, cs, charset.Replace)
	if err != nil {
		b, _ = charset.Encode(t.S, "us-ascii", charset.Replace)
	}
	return b
}

// InHTML returns the text as bytes of a charset, for a page in it (Utils.py:
// uncanonstr): where the text does not fit the charset, all its characters that
// are not ASCII, of a str its bytes, become references by number. What means
// something in HTML stays. A charset that Python does not have counts as
// us-ascii.
func (t Text) InHTML(cs string) string {
	if pystr.IsASCII(t.S) {
		return t.S
	}
	if t.Unicode {
		if b, err := charset.Encode(t.S, cs, charset.Strict); err == nil {
			return b
		}
	} else if _, err := charset.Decode(t.S, cs, charset.Strict); err == nil {
		return t.S
	}
	return t.references()
}

// references writes all that is not ASCII as a reference (Utils.py: uquote).
func (t Text) references() string {
	b := make([]byte, 0, 2*len(t.S))
	reference := func(n int64) {
		b = append(strconv.AppendInt(append(b, "&#"...), n, 10), ';')
	}
	if t.Unicode {
		for _, r := range pystr.Each(t.S) {
			if r < utf8.RuneSelf {
				b = append(b, byte(r))
			} else {
				reference(int64(r))
			}
		}
		return string(b)
	}
	for i := range len(t.S) {
		if c := t.S[i]; c < utf8.RuneSelf {
			b = append(b, c)
		} else {
			reference(int64(c))
		}
	}
	return string(b)
}

// UTF8 returns the text in UTF-8; a str is bytes of a charset. What the bytes
// can't mean there, or where Python has no such charset all that is not ASCII,
// is U+FFFD.
func (t Text) UTF8(cs string) string {
	if t.Unicode {
		return t.S
	}
	text, err := charset.Decode(t.S, cs, charset.Replace)
	if err != nil {
		text, _ = charset.Decode(t.S, "us-ascii", charset.Replace)
	}
	return text
}

// Then is the text and then another one; where one of them is unicode, the other is
// bytes of a charset.
func (t Text) Then(next Text, cs string) Text {
	if t.Unicode == next.Unicode {
		return Text{t.S + next.S, t.Unicode}
	}
	return Text{t.UTF8(cs) + next.UTF8(cs), true}
}

// Part is the text as a text/plain part in a charset; a unicode that the charset
// does not hold is in UTF-8.
func (t Text) Part(cs string) *message.Message {
	if !t.Unicode {
		return message.NewText(t.S, "plain", cs)
	}
	part, err := message.NewTextUnicode(t.S, "plain", cs)
	if err != nil {
		part = message.NewText(t.S, "plain", "utf-8")
	}
	return part
}

// InlinePart is Part, to be shown in its place.
func (t Text) InlinePart(cs string) *message.Message {
	part := t.Part(cs)
	part.Add("Content-Disposition", "inline")
	return part
}

// Like gives text the type of v: unicode, or else str.
func Like(v pyvalue.Value, text string) pyvalue.Value {
	return Text{text, TextOf(v).Unicode}.value()
}

// Vars are the variables of a letter or a string. A value is a string (bytes),
// an int, a Text, or any pyvalue.Value.
type Vars map[string]any

// safeDict is vars as a template's variables. With a charset, what is unicode
// is converted to it.
func (vars Vars) safeDict(cs string) pyvalue.SafeDict {
	d := make(pyvalue.SafeDict, len(vars))
	for name, v := range vars {
		switch t := v.(type) {
		case string:
			v = pyvalue.Str(t)
		case int:
			v = int64(t)
		case Text:
			v = t.value()
		}
		if u, ok := v.(pyvalue.Unicode); ok && cs != "" {
			v = pyvalue.Str(Text{string(u), true}.In(cs))
		}
		d[name] = v
	}
	return d
}

// Interpolate puts variables into a template (SafeDict.py: interpolate).
// Errors are pyvalue's.
func Interpolate(template Text, vars Vars) (Text, error) {
	v, err := pyvalue.FormatMapping(template.value(), vars.safeDict(""))
	return TextOf(v), err
}
