// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"strings"
	"sync"

	"mmgen/generator/pyvalue/pystr"
)

// Attribute is a text or number that an instance holds.
type Attribute struct {
	In      string // the attribute that is a dict or list with it; "" for one of the instance's own
	Name    string // "" in a list
	Text    string // the text; of a number its digits
	Unicode bool
}

// Attributes reads a pickle of protocol 0 with an instance of a class of that name that holds
// nothing but texts, numbers, None, and lists and dicts of these: what Mailman keeps of an
// article of its archives. A volume has thousands of them, and Load is slow, since it makes a
// value of everything. each is called with every attribute that is not None; the texts are
// parts of data where that is possible. ok is false for any other pickle, and for a damaged
// one; each may have been called before. Load then says what is wrong.
func Attributes(data, class string, each func(Attribute)) (ok bool) {
	a := readers.Get().(*attributes)
	defer readers.Put(a)
	*a = attributes{data: data, each: each}
	a.memo = a.room[:0]
	ok = a.instance(class)
	*a = attributes{} // no reference to the pickle stays in memory
	return ok
}

// readers keeps readers for the next pickle: each takes 3 kB, and a volume of an archive has
// thousands of pickles.
var readers = sync.Pool{New: func() any { return new(attributes) }}

// attributes reads one pickle.
type attributes struct {
	data string
	pos  int
	each func(Attribute)
	memo []scalar
	room [96]scalar
}

// scalar is a text, a number or None. In the memo the zero scalar stands for a container.
type scalar struct {
	text    string
	unicode bool
	kind    byte // its opcode, 'N' for None
}

// word takes a word, if it comes next, and tells whether it did.
func (a *attributes) word(word string) bool {
	if !strings.HasPrefix(a.data[a.pos:], word) {
		return false
	}
	a.pos += len(word)
	return true
}

// line takes the rest of a line, and its line feed. It is "" if the data have no further line
// feed.
func (a *attributes) line() string {
	n := strings.IndexByte(a.data[a.pos:], '\n')
	if n < 0 {
		return ""
	}
	line := a.data[a.pos : a.pos+n]
	a.pos += n + 1
	return line
}

// put takes a PUT, if there is one. cPickle numbers from 1 upwards.
func (a *attributes) put(v scalar) bool {
	if !a.word("p") {
		return true
	}
	a.memo = append(a.memo, v)
	return a.number() == len(a.memo)
}

// number takes the number of a PUT or GET; 0 where the line is not a number.
func (a *attributes) number() (n int) {
	for _, c := range []byte(a.line()) {
		if c < '0' || c > '9' || n > 1<<20 {
			return 0
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// instance takes an instance of a class, and the end of the pickle.
func (a *attributes) instance(class string) bool {
	return a.word("(i") && a.line() != "" && a.line() == class && a.put(scalar{}) && a.dict("") && a.word("b.")
}

// more tells whether a dict or list has another item.
func (a *attributes) more() bool {
	return a.pos < len(a.data) && strings.IndexByte("asb.", a.data[a.pos]) < 0
}

// dict takes a dict that is the attribute called in, or the attributes of the instance where in
// is "".
func (a *attributes) dict(in string) bool {
	ok := a.word("(d") && a.put(scalar{})
	for ok && a.more() {
		key := a.scalar()
		ok = key.kind == 'S' && a.attribute(in, key.text) && a.word("s")
	}
	return ok
}

func (a *attributes) list(in string) bool {
	ok := a.word("(l") && a.put(scalar{})
	for ok && a.more() {
		ok = a.attribute(in, "") && a.word("a")
	}
	return ok
}

// attribute takes a value, and hands it on.
func (a *attributes) attribute(in, name string) bool {
	if strings.HasPrefix(a.data[a.pos:], "(") {
		return in == "" && (a.dict(name) || a.list(name))
	}
	v := a.scalar()
	if v.kind != 0 && v.kind != 'N' {
		a.each(Attribute{In: in, Name: name, Text: v.text, Unicode: v.unicode})
	}
	return v.kind != 0
}

// scalar takes a text, number or None; the zero scalar where something else stands there.
func (a *attributes) scalar() (v scalar) {
	if a.pos == len(a.data) {
		return v
	}
	kind := a.data[a.pos]
	a.pos++
	ok := true
	switch kind {
	case 'N':
	case 'I', 'L', 'F':
		v.text = strings.TrimSuffix(a.line(), "L")
		ok = v.text != ""
	case 'S':
		v.text, ok = unquoted(a.line())
	case 'V':
		v.text, v.unicode = a.line(), true
		v.text, ok = unescapedRaw(v.text)
	case 'g':
		if n := a.number(); n > 0 && n <= len(a.memo) {
			return a.memo[n-1]
		}
		return v
	default:
		return v
	}
	if v.kind = kind; !ok || !a.put(v) {
		return scalar{}
	}
	return v
}

// unquoted is the str that a line is the repr of.
func unquoted(line string) (s string, ok bool) {
	n := len(line)
	if n < 2 || line[0] != line[n-1] || line[0] != '\'' && line[0] != '"' {
		return "", false
	}
	line = line[1 : n-1]
	if strings.IndexByte(line, '\\') < 0 {
		return line, true
	}
	text, err := unescape(nil, []byte(line))
	return string(text), err == nil
}

// unescapedRaw is the unicode that a line in raw-unicode-escape stands for.
func unescapedRaw(line string) (s string, ok bool) {
	if pystr.IsASCII(line) && strings.IndexByte(line, '\\') < 0 {
		return line, true
	}
	s, err := unescapeRaw([]byte(line))
	return s, err == nil
}
