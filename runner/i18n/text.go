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

// In returns the text as bytes in a charset, with ? for each character that the charset lacks.
// A str is bytes already and is returned as it is. Where Python does not know the charset, all
// characters that are not ASCII become ?.
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

// InHTML returns the text as bytes of a charset, for a page in it (Utils.py: uncanonstr): where
// the charset lacks a character of the text, all characters that are not ASCII (of a str, all
// such bytes) become numeric character references. Characters with a meaning in HTML stay as
// they are. A charset that Python does not know counts as us-ascii.
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

// references writes all characters that are not ASCII as numeric character references
// (Utils.py: uquote).
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

// UTF8 returns the text in UTF-8; a str is bytes in a charset. Bytes that mean nothing in the
// charset become U+FFFD; where Python does not know the charset, all bytes that are not ASCII
// do.
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

// Then is the text with another one behind it. Where only one of them is a unicode, the other
// is bytes in a charset.
func (t Text) Then(next Text, cs string) Text {
	if t.Unicode == next.Unicode {
		return Text{t.S + next.S, t.Unicode}
	}
	return Text{t.UTF8(cs) + next.UTF8(cs), true}
}

// Part is the text as a text/plain part in a charset; for a unicode of which the charset lacks
// a character, the part is in UTF-8.
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

// InlinePart is Part with a Content-Disposition by which it is shown in its place.
func (t Text) InlinePart(cs string) *message.Message {
	part := t.Part(cs)
	part.Add("Content-Disposition", "inline")
	return part
}

// Like gives a text the type of v: a unicode where v is one, else a str.
func Like(v pyvalue.Value, text string) pyvalue.Value {
	return Text{text, TextOf(v).Unicode}.value()
}

// Vars are the variables of a letter or a string. A value is a string (bytes),
// an int, a Text, or any pyvalue.Value.
type Vars map[string]any

// safeDict is vars as the variables of a template. Where a charset is given, unicodes among
// them are converted to it.
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

// Interpolate puts variables into a template (SafeDict.py: interpolate). The errors are those
// of package pyvalue.
func Interpolate(template Text, vars Vars) (Text, error) {
	v, err := pyvalue.FormatMapping(template.value(), vars.safeDict(""))
	return TextOf(v), err
}
