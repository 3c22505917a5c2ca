// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"bytes"
	"strings"
)

// source is a file as the tokenizer reads it: lines end in \n, the byte order
// mark is gone, and what its bytes above 127 mean is known (PEP 263).
type source struct {
	text     []byte
	encoding string // "" where nothing declares one
	badLine  int    // first line with such bytes and no declared encoding; 0 for none
	badByte  byte
}

// encodings whose bytes below 128 are ASCII wherever they stand, so that the
// tokenizer may work on bytes. (In the likes of shift_jis or big5 the second
// byte of a character may look like a quote or a backslash.)
var byteSafe = map[string]bool{
	"utf-8": true, "iso-8859-1": true, "ascii": true,
	"iso-8859-2": true, "iso-8859-3": true, "iso-8859-4": true, "iso-8859-5": true,
	"iso-8859-6": true, "iso-8859-7": true, "iso-8859-8": true, "iso-8859-9": true,
	"iso-8859-10": true, "iso-8859-11": true, "iso-8859-13": true, "iso-8859-14": true,
	"iso-8859-15": true, "iso-8859-16": true, "koi8-r": true, "koi8-u": true,
	"cp1250": true, "cp1251": true, "cp1252": true, "cp1253": true, "cp1254": true,
	"cp1255": true, "cp1256": true, "cp1257": true, "cp1258": true,
	"cp437": true, "cp850": true, "cp852": true, "cp866": true,
	"mac-roman": true, "euc-jp": true, "euc-kr": true, "gb2312": true,
}

// other encodings that Python knows; a file that uses one is refused only
// where it has bytes above 127.
var known = map[string]bool{
	"shift-jis": true, "sjis": true, "cp932": true, "big5": true, "gbk": true, "gb18030": true,
	"iso-2022-jp": true, "iso-2022-kr": true, "utf-7": true, "hz": true, "johab": true,
	"cp949": true, "cp950": true, "big5hkscs": true, "mac-cyrillic": true, "mac-greek": true,
}

var encodingAlias = map[string]string{
	"utf8": "utf-8", "u8": "utf-8", "utf": "utf-8",
	"latin-1": "iso-8859-1", "latin1": "iso-8859-1", "iso8859-1": "iso-8859-1", "l1": "iso-8859-1", "iso-latin-1": "iso-8859-1",
	"latin": "iso-8859-1", "cp819": "iso-8859-1", "8859": "iso-8859-1",
	"latin-2": "iso-8859-2", "latin2": "iso-8859-2", "latin-9": "iso-8859-15", "latin9": "iso-8859-15",
	"us-ascii": "ascii", "646": "ascii",
	"windows-1250": "cp1250", "windows-1251": "cp1251", "windows-1252": "cp1252", "windows-1253": "cp1253",
	"windows-1254": "cp1254", "windows-1255": "cp1255", "windows-1256": "cp1256", "windows-1257": "cp1257", "windows-1258": "cp1258",
	"eucjp": "euc-jp", "ujis": "euc-jp", "euckr": "euc-kr", "euc-cn": "gb2312", "euccn": "gb2312", "macroman": "mac-roman",
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
		case !byteSafe[enc] && !known[enc]:
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
	at := bytes.IndexFunc(s.text, func(r rune) bool { return r >= 0x80 })
	if at < 0 {
		return nil
	}
	line := 1 + bytes.Count(s.text[:at], []byte("\n"))
	switch {
	case s.encoding == "" || s.encoding == "ascii":
		s.badLine, s.badByte = line, s.text[at]
	case !byteSafe[s.encoding]:
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

// normalizeEncoding is what an encoding's name is looked up by.
func normalizeEncoding(name string) string {
	n := strings.ReplaceAll(strings.ToLower(name), "_", "-")
	for _, prefix := range []string{"utf-8", "latin-1", "iso-8859-1", "iso-latin-1"} {
		// Tokenizer: these names may have a suffix such as -unix.
		if n == prefix || strings.HasPrefix(n, prefix+"-") {
			n = prefix
		}
	}
	if a, ok := encodingAlias[n]; ok {
		return a
	}
	if rest, ok := strings.CutPrefix(n, "iso8859-"); ok {
		return "iso-8859-" + rest
	}
	return n
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
