// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"bytes"
	"slices"
	"strings"
)

// source is a file as the tokenizer reads it: lines end in \n, the byte order
// mark is gone, and what its bytes above 127 mean is known (PEP 263).
type source struct {
	text     []byte
	encoding string // "" where nothing declares one
	badLine  int    // first line with such bytes and no declared encoding; 0 for none
	badByte  byte
	badCol   int // of the byte in its line, from 0
}

// byteSafe says whether an encoding's bytes below 128 are ASCII wherever they
// stand, so that the tokenizer may work on bytes. (In the likes of shift_jis
// or big5 the second byte of a character may look like a quote or backslash.)
func byteSafe(enc string) bool {
	switch enc {
	case "utf-8", "ascii", "koi8-r", "koi8-u", "mac-roman", "euc-jp", "euc-kr", "gb2312",
		"cp437", "cp850", "cp852", "cp866",
		"cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258":
		return true
	}
	return strings.HasPrefix(enc, "iso-8859-") && len(enc) <= len("iso-8859-16")
}

// otherEncoding says whether Python knows an encoding that is not byteSafe; a
// file that uses one is refused only where it has bytes above 127.
func otherEncoding(enc string) bool {
	switch enc {
	case "shift-jis", "sjis", "cp932", "big5", "gbk", "gb18030", "iso-2022-jp", "iso-2022-kr", "utf-7", "hz", "johab",
		"cp949", "cp950", "big5hkscs", "mac-cyrillic", "mac-greek":
		return true
	}
	return false
}

// encodingAlias is the usual name of an encoding that has several.
func encodingAlias(name string) string {
	switch name {
	case "utf8", "u8", "utf":
		return "utf-8"
	case "latin1", "l1", "latin", "cp819", "8859", "iso8859-1":
		return "iso-8859-1"
	case "latin-2", "latin2":
		return "iso-8859-2"
	case "latin-9", "latin9":
		return "iso-8859-15"
	case "us-ascii", "646":
		return "ascii"
	case "eucjp", "ujis":
		return "euc-jp"
	case "euckr":
		return "euc-kr"
	case "euc-cn", "euccn":
		return "gb2312"
	case "macroman":
		return "mac-roman"
	}
	if n, ok := strings.CutPrefix(name, "windows-125"); ok {
		return "cp125" + n
	}
	if n, ok := strings.CutPrefix(name, "iso8859-"); ok {
		return "iso-8859-" + n
	}
	return name
}

// newSource prepares a file; an error is one that Python reports before it
// reads the first token.
func newSource(text []byte) (*source, *Error) {
	s := &source{}
	rest, bom := bytes.CutPrefix(text, []byte("\xef\xbb\xbf"))
	if bom {
		s.encoding = "utf-8"
	}
	s.text = universalNewlines(rest)
	cookie, line := codingCookie(s.text)
	if cookie != "" {
		enc := normalizeEncoding(cookie)
		switch {
		case bom && enc != "utf-8":
			return nil, syntaxError(line, "encoding problem: %s with BOM", cookie)
		case !byteSafe(enc) && !otherEncoding(enc):
			return nil, syntaxError(line, "encoding problem: %s", cookie)
		}
		s.encoding = enc
	}
	return s, s.checkHighBytes()
}

// checkHighBytes notes the first byte that its encoding forbids.
func (s *source) checkHighBytes() *Error {
	if s.encoding == "utf-8" || s.encoding == "iso-8859-1" {
		return nil
	}
	at := slices.IndexFunc(s.text, func(c byte) bool { return c >= 0x80 })
	if at < 0 {
		return nil
	}
	line := 1 + bytes.Count(s.text[:at], []byte("\n"))
	switch {
	case s.encoding == "" || s.encoding == "ascii":
		s.badLine, s.badByte = line, s.text[at]
		s.badCol = at - bytes.LastIndexByte(s.text[:at], '\n') - 1
	case !byteSafe(s.encoding):
		return syntaxError(line, "non-ASCII characters in the source encoding %s are not understood; save the file as UTF-8", s.encoding)
	}
	return nil
}

func universalNewlines(text []byte) []byte {
	if bytes.IndexByte(text, '\r') < 0 {
		return text
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
}

// normalizeEncoding is the usual name of an encoding. Names that begin like
// those of UTF-8 and Latin-1 may go on, as in utf-8-unix (tokenizer.c:
// get_normal_name).
func normalizeEncoding(name string) string {
	n := strings.ReplaceAll(strings.ToLower(name), "_", "-")
	if n == "utf-8" || strings.HasPrefix(n, "utf-8-") {
		return "utf-8"
	}
	for _, prefix := range [...]string{"latin-1", "iso-8859-1", "iso-latin-1"} {
		if n == prefix || strings.HasPrefix(n, prefix+"-") {
			return "iso-8859-1"
		}
	}
	return encodingAlias(n)
}

// codingCookie finds the declared encoding in a comment of line 1 or 2 (2
// only where line 1 is blank or a comment).
func codingCookie(text []byte) (name string, line int) {
	for line = 1; line <= 2; line++ {
		l, rest, _ := bytes.Cut(text, []byte("\n"))
		l = bytes.TrimLeft(l, " \t\f")
		if len(l) > 0 && l[0] != '#' {
			return "", 0
		}
		if name := cookieIn(l); name != "" {
			return name, line
		}
		text = rest
	}
	return "", 0
}

// cookieIn finds `coding[:=] NAME` in a comment.
func cookieIn(comment []byte) string {
	for {
		i := bytes.Index(comment, []byte("coding"))
		if i < 0 {
			return ""
		}
		comment = comment[i+len("coding"):]
		if len(comment) == 0 || comment[0] != ':' && comment[0] != '=' {
			continue
		}
		name := bytes.TrimLeft(comment[1:], " \t")
		n := 0
		for n < len(name) && (isNameByte(name[n]) || name[n] == '-' || name[n] == '.') {
			n++
		}
		if n > 0 {
			return string(name[:n])
		}
	}
}
