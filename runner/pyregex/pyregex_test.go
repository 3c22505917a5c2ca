// SPDX-License-Identifier: GPL-2.0-or-later

package pyregex

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dlclark/regexp2"
)

// row is a line of testdata/matches.txt.
type row struct {
	flags               Flags
	pattern, text, want string
}

func rows(t testing.TB) []row {
	t.Helper()
	f, err := os.Open("testdata/matches.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	letters := map[rune]Flags{'-': 0, '8': UTF8}
	for r, flag := range flagLetters {
		letters[r] = flag
	}
	var all []row
	for sc := bufio.NewScanner(f); sc.Scan(); {
		if strings.HasPrefix(sc.Text(), "#") {
			continue
		}
		cells := strings.Split(sc.Text(), "\t")
		if len(cells) != 4 {
			t.Fatalf("a line of %d cells: %q", len(cells), sc.Text())
		}
		r := row{want: cells[3]}
		for _, letter := range cells[0] {
			r.flags |= letters[letter]
		}
		var err1, err2 error
		r.pattern, err1 = strconv.Unquote(cells[1])
		r.text, err2 = strconv.Unquote(cells[2])
		if err := errors.Join(err1, err2); err != nil {
			t.Fatalf("%v: %q", err, sc.Text())
		}
		all = append(all, r)
	}
	if len(all) < 200 {
		t.Fatalf("only %d lines", len(all))
	}
	return all
}

// found says in the words of the table what a pattern finds.
func (r row) found() string {
	re, err := Compile(r.pattern, r.flags)
	var refused *Error
	if errors.As(err, &refused) {
		return "refused"
	}
	m := re.find(re.runes(r.text), 0)
	if (m != nil) != re.Search(r.text) {
		return "Search disagrees"
	}
	if m == nil {
		return "none"
	}
	s := fmt.Sprintf("%d-%d", m.Index, m.Index+m.Length)
	if !re.Match(r.text) {
		s += " not at the start"
	}
	return s
}

func TestMatches(t *testing.T) {
	for _, r := range rows(t) {
		if got := r.found(); got != r.want {
			t.Errorf("%q with flags %b in %q: %s, want %s", r.pattern, r.flags, r.text, got, r.want)
		}
	}
}

func TestSub(t *testing.T) {
	tests := []struct {
		pattern     string
		flags       Flags
		text, want  string
		replacement string
	}{
		{`b+`, 0, "abbcb", "a-c-", "-"},
		{`x*`, 0, "axb", "-a-b-", "-"},
		{`x*`, 0, "", "-", "-"},
		{`b*?`, 0, "ab", "-a-b-", "-"},
		{`(\s|&nbsp;)+`, 0, "a &nbsp; b", "a$1b", "$1"},
		{`B`, IgnoreCase, "aBb", "a..", "."},
		{"\xa0", 0, "a\xa0b\xff", "ab\xff", ""},
		{`é`, UTF8, "aébé€", "a-b-€", "-"},
		{`z`, 0, "abc", "abc", "-"},
	}
	for _, tt := range tests {
		re, err := Compile(tt.pattern, tt.flags)
		if err != nil {
			t.Fatal(err)
		}
		if got := re.Sub(tt.replacement, tt.text); got != tt.want {
			t.Errorf("%q in %q: %q, want %q", tt.pattern, tt.text, got, tt.want)
		}
	}
}

// A match that Python would try for hours counts as no match, and is reported.
func TestTimeout(t *testing.T) {
	re, err := Compile(`^(a+)+$`, 0)
	if err != nil {
		t.Fatal(err)
	}
	hasty := *re.machine()
	hasty.MatchTimeout = time.Millisecond
	re = &Regexp{pattern: re.pattern, machine: func() *regexp2.Regexp { return &hasty }}
	text := strings.Repeat("a", 60) + "b"
	if re.Search(text) || re.Match(text) {
		t.Error("found")
	}
	var reports []error
	reporting := re.Reporting(func(err error) { reports = append(reports, err) })
	if reporting.Search(text) || len(reports) != 1 || !errors.Is(reports[0], ErrTimeout) {
		t.Fatalf("reports: %v", reports)
	}
	if got := reports[0].Error(); !strings.Contains(got, `"^(a+)+$"`) {
		t.Errorf("the report does not name the pattern: %s", got)
	}
	if !reporting.Search("aaaa") || len(reports) != 1 {
		t.Errorf("what matches at once is not found or reported: %v", reports)
	}
}

func TestCompileAgain(t *testing.T) {
	one, err := Compile(`again`, IgnoreCase)
	two, err2 := Compile(`again`, IgnoreCase)
	other, err3 := Compile(`again`, 0)
	if err != nil || err2 != nil || err3 != nil || one != two || one == other {
		t.Errorf("%p %p %p: %v %v %v", one, two, other, err, err2, err3)
	}
	for i := range maxCached + 1 {
		if _, err := Compile(fmt.Sprintf("filler %d", i), 0); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(cache.m); n > maxCached {
		t.Errorf("%d patterns are kept", n)
	}
}

// Groups within each other to any depth must not end the process.
func TestDeep(t *testing.T) {
	for _, deep := range []string{
		strings.Repeat("(", 100000), strings.Repeat("(?:", 100000), strings.Repeat("(?(1)", 100000), strings.Repeat("(?=", 100000),
	} {
		if _, err := Compile(deep, 0); err == nil {
			t.Errorf("%q... compiles", deep[:10])
		}
	}
	if _, err := Compile(strings.Repeat("(?:", 300)+strings.Repeat(")", 300), 0); err != nil {
		t.Error(err)
	}
}

func FuzzRegexp(f *testing.F) {
	for _, r := range rows(f) {
		f.Add(r.pattern, r.text, uint(r.flags))
	}
	f.Fuzz(func(t *testing.T, pattern, text string, flags uint) {
		re, err := Compile(pattern, Flags(flags)&(UTF8<<1-1))
		if err != nil {
			var refused *Error
			if !errors.As(err, &refused) {
				t.Fatalf("error of another type: %v", err)
			}
			return
		}
		re.machine().MatchTimeout = 10 * time.Millisecond
		if (re.find(re.runes(text), 0) != nil) != re.Search(text) {
			t.Errorf("%q in %q: what every match must have (%q) makes a difference", pattern, text, re.must)
		}
		if re.Match(text) && !re.Search(text) {
			t.Errorf("%q matches at the start of %q, but nowhere", pattern, text)
		}
		re.Sub("", text)
	})
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		if _, err := compile(`^[^@]+@(.*\.)?example\.(com|net)$`, IgnoreCase); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	re, err := Compile(`^subject:.*lottery`, IgnoreCase|Multiline)
	if err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat("Received: from one.example.com by two.example.com; Wed, 18 Nov 2026 11:03:40 +0000\n", 40)
	for b.Loop() {
		if re.Search(text) {
			b.Fatal("found")
		}
	}
}

// TestMatchNamed: the patterns with which Mailman's settings take addresses apart.
func TestMatchNamed(t *testing.T) {
	for _, tt := range []struct {
		pattern string
		flags   Flags
		text    string
		group   string
		want    string
		ok      bool
	}{
		{`(?s)^(.*<)?(?P<addr>.+)\+(?P<cookie>[0-9a-f]{4})@.*$`, 0, "A <test-confirm+12ab@x.org>", "cookie", "12ab", true},
		{`(?s)^(.*<)?(?P<addr>.+)\+(?P<cookie>[0-9a-f]{4})@.*$`, 0, "A <test-confirm+12ab@x.org>", "addr", "test-confirm", true},
		{`(?P<a>B+)`, IgnoreCase, "bBb", "a", "bBb", true},
		{`(?P<a>é)`, UTF8, "é!", "a", "é", true},
		{`(?P<a>b)`, 0, "ab", "a", "", false},
		{`(?P<a>b)?`, 0, "c", "a", "", false},
		{`b`, 0, "b", "a", "", false},
	} {
		re, err := Compile(tt.pattern, tt.flags)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := re.MatchNamed(tt.text, tt.group); got != tt.want || ok != tt.ok {
			t.Errorf("%s in %q: %q, %v, want %q, %v", tt.pattern, tt.text, got, ok, tt.want, tt.ok)
		}
	}
}
