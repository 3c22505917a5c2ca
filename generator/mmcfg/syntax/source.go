// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
)

// source is a file as the tokenizer reads it: lines end in \n, and the byte
// order mark is gone.
type source struct {
	text     string
	encoding string // the declared encoding of text beyond ASCII (PEP 263); "" if there is none
}

// newSource prepares a file.
func newSource(text []byte) (*source, *Error) {
	s := &source{}
	rest, bom := bytes.CutPrefix(text, []byte("\xef\xbb\xbf"))
	if bom {
		s.encoding = "utf-8"
	}
	s.text = universalNewlines(string(rest))
	if name, line := codingCookie(s.text); name != "" {
		enc := encodingNamed(name)
		switch {
		case bom && enc != "utf-8":
			return nil, syntaxError(line, "encoding problem: %s with BOM", name)
		case enc == "":
			return nil, syntaxError(line, "the source encoding %s is not understood; save the file as UTF-8", name)
		}
		s.encoding = enc
	}
	if s.encoding != "" && s.encoding != "ascii" {
		return s, nil
	}
	if at := strings.IndexFunc(s.text, func(r rune) bool { return r >= 0x80 }); at >= 0 {
		line := 1 + strings.Count(s.text[:at], "\n")
		return nil, syntaxError(line, "Non-ASCII character '\\x%02x', but no encoding declared; see http://python.org/dev/peps/pep-0263/ for details", s.text[at])
	}
	return s, nil
}

func universalNewlines(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

var (
	cookie = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`coding[:=][ \t]*([-_.A-Za-z0-9]+)`) })
	isUTF8 = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^utf-?8($|-)`) })
	// byteSafe are other encodings whose bytes below 128 are ASCII wherever they stand,
	// so that the tokenizer may work on bytes. (In shift_jis or big5 the second byte of a
	// character may look like a quote or backslash.) The names of Latin-1 may have an
	// ending, as in latin-1-unix (tokenizer.c: get_normal_name).
	byteSafe = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^((latin-1|iso-8859-1|iso-latin-1)($|-.*)|latin1|l1|(us-)?ascii|iso-?8859-([1-9]|1[0-6])|koi8-[ru]|(cp|windows-)125[0-8]|euc-(jp|kr))$`)
	})
)

// encodingNamed is utf-8, or the name in lower case; "" if it is not byteSafe.
func encodingNamed(name string) string {
	n := strings.ReplaceAll(strings.ToLower(name), "_", "-")
	switch {
	case isUTF8().MatchString(n):
		return "utf-8"
	case strings.HasSuffix(n, "ascii") && byteSafe().MatchString(n):
		return "ascii"
	case byteSafe().MatchString(n):
		return n
	}
	return ""
}

// codingCookie finds the declared encoding in a comment of line 1 or 2 (2
// only where line 1 is blank or a comment).
func codingCookie(text string) (name string, line int) {
	for line = 1; line <= 2; line++ {
		l, rest, _ := strings.Cut(text, "\n")
		l = strings.TrimLeft(l, " \t\f")
		if len(l) > 0 && l[0] != '#' {
			return "", 0
		}
		if m := cookie().FindStringSubmatch(l); m != nil {
			return m[1], line
		}
		text = rest
	}
	return "", 0
}
