// SPDX-License-Identifier: GPL-2.0-or-later

package charset

import "strings"

// stepper is a codec of several bytes a character, with its state while it
// goes through one text.
type stepper interface {
	// next decodes what stands at the head of b, which is not empty, and
	// returns its length. Where ok is false n bytes are one error; there may
	// be fewer of them left.
	next(b string, out *strings.Builder) (n int, ok bool)
	// put encodes the first character of text (more, where they have a code
	// together) and returns its length in text; ok is false where there is no
	// code for it.
	put(text string, out *strings.Builder) (n int, ok bool)
	// finish ends an encoded text.
	finish(out *strings.Builder)
}

// multibyte is a codec that a stepper does. As in Python an undecodable
// sequence is one U+FFFD, however long.
type multibyte struct {
	start func() stepper
	ascii bool // ASCII is itself, both ways
}

func (c multibyte) decode(b string, mode Mode) (string, error) {
	if c.ascii && IsASCII(b) {
		return b, nil
	}
	var out strings.Builder
	out.Grow(len(b) + len(b)/2)
	s := c.start()
	for at := 0; at < len(b); {
		n, ok := s.next(b[at:], &out)
		n = min(n, len(b)-at)
		if !ok {
			if err := badBytes(&out, b, at, n, mode); err != nil {
				return "", err
			}
		}
		at += n
	}
	return out.String(), nil
}

func (c multibyte) encode(text string, mode Mode) (string, error) {
	if c.ascii && IsASCII(text) {
		return text, nil
	}
	var out strings.Builder
	out.Grow(len(text))
	s := c.start()
	for at := 0; at < len(text); {
		n, ok := s.put(text[at:], &out)
		if !ok {
			var r rune
			if r, n = nextRune(text[at:]); mode == Strict {
				return "", badRune(r, at)
			}
			if mode == Replace {
				s.put("?", &out)
			}
		}
		at += n
	}
	s.finish(&out)
	return out.String(), nil
}

// double is a stepper without state: ASCII, and codes of a table.
type double struct {
	*converter
	single []run              // codes of one byte; below 0x80 they are only written
	length func(b string) int // of the code that b begins with, nil: 2
}

func (d *double) next(b string, out *strings.Builder) (int, bool) {
	c := b[0]
	if c < 0x80 {
		out.WriteByte(c)
		return 1, true
	}
	for _, r := range d.single {
		if i := int(c) - int(r.code); 0 <= i && i < r.n {
			out.WriteRune(r.first + rune(i))
			return 1, true
		}
	}
	n := 2
	if d.length != nil {
		n = d.length(b)
	}
	if len(b) < n {
		return len(b), false
	}
	text, ok := d.char(b[:n])
	if ok {
		out.Write(text)
	}
	return n, ok
}

func (d *double) put(text string, out *strings.Builder) (int, bool) {
	r, n := nextRune(text)
	if r < 0x80 {
		out.WriteByte(byte(r))
		return n, true
	}
	for _, e := range d.single {
		if i := int(r - e.first); 0 <= i && i < e.n {
			out.WriteByte(byte(e.code) + byte(i))
			return n, true
		}
	}
	b, ok := d.code(r)
	if ok {
		out.WriteString(b)
	}
	return n, ok
}

func (d *double) finish(*strings.Builder) {}
