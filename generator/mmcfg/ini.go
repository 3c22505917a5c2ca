// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/ini.v1"

	"mmgen/generator/mmcfg/syntax"
)

// iniFile is an mmgen.ini, its sections by name.
type iniFile struct {
	path     string
	sections map[string][]iniEntry
}

// iniEntry is one NAME = value.
type iniEntry struct {
	key  string
	line int
	text string      // the text of the value, without a comment
	expr syntax.Expr // the expression of a value in [mm_cfg]
	code *syntax.Code
}

// The sections of an mmgen.ini.
const (
	sectionMMCfg    = "mm_cfg"
	sectionQRunners = "qrunners"
	sectionUnits    = "units"
	sectionJobs     = "jobs"
	sectionSMTP     = "smtp"
)

var sections = []string{sectionMMCfg, sectionQRunners, sectionUnits, sectionJobs, sectionSMTP}

// sectionNames are the sections in the words of a message.
func sectionNames() string {
	last := len(sections) - 1
	return "[" + strings.Join(sections[:last], "], [") + "] or [" + sections[last] + "]"
}

// parseINI reads an mmgen.ini. ini.v1 would change Python literals (quotes, backslashes, %, ;
// and #) and does not say in which line a key is. So the values are taken out before, and
// ini.v1 gets numbers in their place.
func parseINI(path, text string) (*iniFile, Errors) {
	s := newINIScanner(path, text)
	skeleton := s.scan()
	out := &iniFile{path: path, sections: map[string][]iniEntry{}}
	file, err := ini.LoadSources(ini.LoadOptions{
		AllowShadows: true, AllowDuplicateShadowValues: true, IgnoreContinuation: true, KeyValueDelimiters: "=",
	}, skeleton)
	if err != nil {
		return out, append(s.errs, &Error{File: path, Reason: err.Error()})
	}
	for _, section := range file.Sections() {
		for _, key := range section.Keys() {
			out.add(s, section.Name(), key.ValueWithShadows())
		}
	}
	s.errs.sort()
	return out, s.errs
}

// add adds the entry of a key to its section. More than one entry is an error, since all
// others would be ignored.
func (f *iniFile) add(s *iniScanner, section string, numbers []string) {
	for i, num := range numbers {
		n, _ := strconv.Atoi(num)
		e := s.entries[n]
		if i > 0 {
			first, _ := strconv.Atoi(numbers[0])
			s.fail(e.line, "%s is set twice; the first time in line %d", e.key, s.entries[first].line)
			continue
		}
		f.sections[section] = append(f.sections[section], e)
	}
}

type iniScanner struct {
	path    string
	text    string
	starts  []int // where each line begins, and the end of the text
	at      int   // the index of the current line
	section string
	entries []iniEntry
	errs    Errors
}

func newINIScanner(path, text string) *iniScanner {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\xef\xbb\xbf"), "\r\n", "\n")
	s := &iniScanner{path: path, text: text, starts: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			s.starts = append(s.starts, i+1)
		}
	}
	s.starts = append(s.starts, len(text))
	return s
}

func (s *iniScanner) fail(line int, format string, args ...any) {
	s.errs = append(s.errs, &Error{File: s.path, Line: line, Reason: fmt.Sprintf(format, args...)})
}

// scan collects the entries and returns the file for ini.v1: sections, and
// keys whose values are numbers of entries.
func (s *iniScanner) scan() []byte {
	var out bytes.Buffer
	for ; s.at < len(s.starts)-1; s.at++ {
		line := strings.TrimSpace(s.text[s.starts[s.at]:s.starts[s.at+1]])
		switch {
		case len(line) == 0 || line[0] == '#' || line[0] == ';':
		case line[0] == '[':
			if name, ok := s.header(line); ok {
				fmt.Fprintf(&out, "[%s]\n", name)
			}
		default:
			if e, ok := s.entry(line); ok {
				fmt.Fprintf(&out, "%s = %d\n", e.key, len(s.entries))
				s.entries = append(s.entries, e)
			}
		}
	}
	return out.Bytes()
}

// header reads a [section] line. Entries of an unknown section are skipped: one error is
// enough.
func (s *iniScanner) header(line string) (string, bool) {
	name, rest, ok := strings.Cut(line[1:], "]")
	name = strings.TrimSpace(name)
	rest = strings.TrimSpace(rest)
	s.section = ""
	switch {
	case !ok:
		s.fail(s.at+1, "a section is written [name]")
	case rest != "" && rest[0] != '#' && rest[0] != ';':
		s.fail(s.at+1, "%q behind [%s]", rest, name)
	case !slices.Contains(sections, name):
		s.fail(s.at+1, "there is no section [%s]; want %s", name, sectionNames())
	default:
		s.section = name
		return name, true
	}
	s.section = "?"
	return "", false
}

// entry reads a NAME = value line, and the lines after it in which the value goes on.
func (s *iniScanner) entry(line string) (iniEntry, bool) {
	key, text, ok := strings.Cut(line, "=")
	e := iniEntry{key: strings.TrimSpace(key), line: s.at + 1}
	switch {
	case s.section == "?":
		return e, false
	case !ok:
		s.fail(e.line, "want NAME = value, not %q", clip(line))
		return e, false
	case s.section == "":
		s.fail(e.line, "%s stands before any [section]", clip(e.key))
		return e, false
	case !isName(e.key):
		s.fail(e.line, "%q is no name", clip(e.key))
		return e, false
	}
	if s.section == sectionMMCfg {
		return s.python(e)
	}
	e.text = uncomment(text)
	return e, true
}

// python reads the value of e as a Python expression.
func (s *iniScanner) python(e iniEntry) (iniEntry, bool) {
	value := s.text[s.starts[s.at]:]
	value = strings.TrimLeft(value[strings.IndexByte(value, '=')+1:], " \t")
	if value == "" || strings.IndexByte("#;\n", value[0]) >= 0 {
		s.fail(e.line, "%s has no value; want a Python literal such as '' or 0", e.key)
		return e, false
	}
	x, code, n, err := syntax.ParseExprLine(value, e.line)
	switch {
	case err != nil && err.Type == "":
		s.fail(err.Line, "%s: %v", e.key, errImpure)
		return e, false
	case err != nil:
		s.fail(err.Line, "%s: %s: %s%s", e.key, err.Type, err.Msg, quoteHint(value[0]))
		return e, false
	}
	e.expr, e.code = x, code
	s.at += n - 1
	return e, true
}

// quoteHint is the end of a message if the value is probably a string without quotes.
func quoteHint(first byte) string {
	if strings.IndexByte("'\"[({0123456789", first) >= 0 {
		return ""
	}
	return "; a string needs quotes, as in Python"
}

// uncomment removes a comment from a value. It begins with # or ;, at the start or after a
// blank.
func uncomment(text string) string {
	text = strings.TrimSpace(text)
	for i := range len(text) {
		if (text[i] == '#' || text[i] == ';') && (i == 0 || text[i-1] == ' ' || text[i-1] == '\t') {
			return strings.TrimSpace(text[:i])
		}
	}
	return text
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if !(s[i] == '_' || 'a' <= c && c <= 'z' || i > 0 && '0' <= s[i] && s[i] <= '9') {
			return false
		}
	}
	return s != ""
}

// clip shortens what a message quotes.
func clip(s string) string {
	if len(s) > 60 {
		return s[:60] + ".."
	}
	return s
}
