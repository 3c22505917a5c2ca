// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// DecodeLenient converts bytes that are said to be in the named charset to
// UTF-8 and loses as few letters as it can. Text that Decode takes strictly is
// the same here. In other text each character that the charset lacks is looked
// up in the charsets that extend it and go by its name in mail (GBK as gb2312,
// the rows of NEC and IBM as iso-2022-jp, ..); a byte that is in none of them
// is one U+FFFD, and the characters around it stay what they are. The error is
// ErrUnknown.
//
// Mailman decodes with errors='replace', which loses more: the letters of the
// extensions, and with a stray byte the character behind it.
func DecodeLenient(b, name string) (string, error) {
	text, err := Decode(b, name, Strict)
	if err == nil {
		return text, nil
	}
	named, canonical := lookup(name)
	if named == nil {
		return "", err
	}
	start := lenientOf(canonical)
	if start == nil {
		if text, err = named.decode(b, Replace); err != nil {
			return "", fmt.Errorf("decode text in %s: %w", canonical, err)
		}
		return text, nil
	}
	return decodeSteps(b, start), nil
}

// extensions are the charsets that extend a charset, by canonical names.
var extensions = map[string][]string{
	"gb2312":    {"gb18030"},
	"gbk":       {"gb18030"},
	"gb18030":   {},
	"euc_kr":    {"cp949"},
	"cp949":     {},
	"shift_jis": {"cp932"},
	"cp932":     {},
	"big5":      {"cp950", "big5hkscs"},
	"cp950":     {"big5hkscs"},
	"big5hkscs": {"cp950"},
}

// lenientOf makes steppers that decode the charset and what extends it. It is
// nil where a broken byte costs no other character, and nothing extends the
// charset.
func lenientOf(canonical string) func() stepper {
	switch canonical {
	case "euc_jp":
		return func() stepper { return &firstOf{newEUCJP(), &double{converter: jisExtended.converter()}} }
	case "iso2022_jp", "iso2022_jp_1", "iso2022_jp_ext":
		return newISO2022(noShift|useExt, extended(setJISX0208), setJISX0212, setRoman, setKatakana, extended(setJISX0208Old))
	case "iso8859-8":
		return newExtendedPage("iso8859-8", "cp1255")
	case "tis-620":
		return newExtendedPage("tis-620", "cp874")
	}
	names, ok := extensions[canonical]
	if !ok {
		return nil
	}
	return func() stepper {
		all := firstOf{multibyteOf(canonical).(multibyte).start()}
		for _, name := range names {
			all = append(all, multibyteOf(name).(multibyte).start())
		}
		return all
	}
}

// jisExtended is JIS X 0208 with the rows of NEC and IBM.
var jisExtended = table{enc: jis.enc, runs: jis.runs}

func extended(set set2022) set2022 {
	set.table = &jisExtended
	return set
}

// firstOf is steppers without state: what the first does not know, the next
// may.
type firstOf []stepper

func (f firstOf) next(b string, out *strings.Builder) (n int, ok bool) {
	for _, s := range f {
		if n, ok = s.next(b, out); ok {
			return n, true
		}
	}
	return n, false
}

func (f firstOf) put(text string, out *strings.Builder) (n int, ok bool) { return f[0].put(text, out) }
func (f firstOf) finish(out *strings.Builder)                            { f[0].finish(out) }

// pageStep is a stepper over a single-byte charset.
type pageStep struct{ *charmapCodec }

func newExtendedPage(names ...string) func() stepper {
	return func() stepper {
		var all firstOf
		for _, name := range names {
			all = append(all, pageStep{charmapOf(name).(*charmapCodec)})
		}
		return all
	}
}

func (p pageStep) next(b string, out *strings.Builder) (n int, ok bool) {
	r := p.chars[b[0]]
	if ok = r != utf8.RuneError; ok {
		out.WriteRune(r)
	}
	return 1, ok
}

func (p pageStep) put(text string, out *strings.Builder) (n int, ok bool) {
	r, n := nextRune(text)
	b, ok := p.byteOf(r)
	if ok {
		out.WriteByte(b)
	}
	return n, ok
}

func (p pageStep) finish(*strings.Builder) {}

// decodeSteps decodes with a stepper. What it can't decode is one U+FFFD.
func decodeSteps(b string, start func() stepper) string {
	var out strings.Builder
	out.Grow(len(b) + len(b)/2)
	s := start()
	for at := 0; at < len(b); {
		n, ok := s.next(b[at:], &out)
		if !ok {
			out.WriteString(replacement)
			n = brokenLen(b[at:], n, s, start)
		}
		at += n
	}
	return out.String()
}

// lookAhead is how many bytes behind a broken one tell where the next character
// begins.
const lookAhead = 64

// brokenLen is how many of the n bytes at the head of b, which are no
// character, are broken: one, if the text makes more sense from the second on,
// or else all. ASCII is broken in no case.
func brokenLen(b string, n int, s stepper, start func() stepper) int {
	n = min(max(n, 1), len(b))
	if n == 1 || b[1] < utf8.RuneSelf {
		return 1
	}
	if _, stateful := s.(*iso2022); stateful {
		return n
	}
	if goodLen(b[1:], start) > goodLen(b[n:], start)+n-1 {
		return 1
	}
	return n
}

// goodLen is the length of what can be decoded at the head of b, up to the end
// of the line or so far as lookAhead.
func goodLen(b string, start func() stepper) int {
	if i := strings.IndexByte(b, '\n'); i >= 0 {
		b = b[:i+1]
	}
	var none strings.Builder
	s := start()
	at := 0
	for at < len(b) && at < lookAhead {
		n, ok := s.next(b[at:], &none)
		if !ok {
			return at
		}
		at += n
	}
	return at
}
