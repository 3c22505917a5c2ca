// SPDX-License-Identifier: GPL-2.0-or-later

package syntax

import (
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
)

// TestPython27 compares with what Python's compiler says of each text: we
// refuse what it refuses, and on the same line. (Texts that Python refuses for
// what is wrong in a statement that is skipped here are not among them.)
func TestPython27(t *testing.T) {
	b, err := os.ReadFile("testdata/python27.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := strings.Split(string(b), "====\n")[1:]
	if len(cases) < 230 {
		t.Fatalf("only %d cases", len(cases))
	}
	for _, c := range cases {
		text, want, _ := strings.Cut(c, "\n---- ")
		want, _, _ = strings.Cut(strings.TrimSpace(want), ":")
		if got, _, _ := strings.Cut(verdict(text), ":"); got != want {
			t.Errorf("%s\ngot    %s\nPython %s", text, verdict(text), want)
		}
	}
}

func verdict(text string) string {
	_, err := Parse([]byte(text))
	switch {
	case err == nil:
		return "ok"
	case err.Type == "ValueError":
		return "ValueError: " + err.Msg
	}
	return fmt.Sprintf("%s %d: %s", err.Type, err.Line, err.Msg)
}

// TestFuture: what changes the meaning of the whole file is refused, in its line.
func TestFuture(t *testing.T) {
	const want = " 2: what from __future__ import"
	if got := verdict("# settings\nfrom __future__ import division\nX = 7 / 2\n"); !strings.HasPrefix(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestLineEnds: CR LF and CR end lines as LF does, in strings too.
func TestLineEnds(t *testing.T) {
	for _, end := range []string{"\n", "\r\n", "\r"} {
		text := strings.ReplaceAll("x = '''a\nb'''\nif x:\n    y = 1\nz = ?", "\n", end)
		if got, want := verdict(text), "SyntaxError 5: invalid syntax"; got != want {
			t.Errorf("%q: got %s, want %s", end, got, want)
		}
		body, err := Parse([]byte(text[:len(text)-len("z = ?")]))
		if err != nil {
			t.Fatal(err)
		}
		if s := body[0].Node.(*Assign).Value.(*Literal).Value; s != pyvalue.Str("a\nb") {
			t.Errorf("%q: string %q", end, s)
		}
	}
}

// TestBounds: what is too deep or too long is refused, and not followed.
func TestBounds(t *testing.T) {
	for name, text := range map[string]string{
		"brackets":   "x = " + strings.Repeat("(", 100_000),
		"minuses":    "x = " + strings.Repeat("-", 100_000) + "1",
		"nots":       "x = " + strings.Repeat("not ", 100_000) + "1",
		"sum":        "x = 1" + strings.Repeat("+1", 100_000),
		"attributes": "x = a" + strings.Repeat(".a", 100_000),
		"calls":      "a" + strings.Repeat("()", 100_000),
		"powers":     "x = 1" + strings.Repeat("**1", 100_000),
		"ifs":        "x = " + strings.Repeat("1 if 1 else ", 100_000) + "1",
		"targets":    strings.Repeat("x = ", 100_000) + "1",
		"tuples":     "def f(" + strings.Repeat("(", 100_000),
		"subscripts": "x = a" + strings.Repeat("[a", 100_000),
		"skipped":    "x = lambda: " + strings.Repeat("(", 100_000),
	} {
		_, err := Parse([]byte(text))
		if err == nil || err.Type != "MemoryError" {
			t.Errorf("%s: %v", name, err)
		}
	}
	deep := ""
	for i := range 200 {
		deep += strings.Repeat(" ", i) + "if 1:\n"
	}
	if got := verdict(deep); !strings.HasPrefix(got, "IndentationError 100: too many levels") && !strings.HasPrefix(got, "MemoryError") {
		t.Errorf("blocks: %s", got)
	}
}

func TestNumbers(t *testing.T) {
	big63 := pyvalue.Long{Int: new(big.Int).Lsh(big.NewInt(1), 63)}
	for text, want := range map[string]any{
		"0": int64(0), "0770": int64(504), "0o17": int64(15), "0xFF": int64(255), "0b101": int64(5),
		"10L": pyvalue.NewLong(10), "0xFFl": pyvalue.NewLong(255), "1.5": 1.5, ".5": 0.5, "1e3": 1000.0, "09.5": 9.5,
		"9223372036854775807": int64(1<<63 - 1), "9223372036854775808": big63,
		"2j": nil, "1if": nil, "0x": nil, "1_000": nil, "1.5.real": nil,
	} {
		got := parseNumber(text)
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b pyvalue.Long) bool { return a.Cmp(b.Int) == 0 })); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

// TestParseExprLine: a value in an INI file ends with its line, or with its
// brackets.
func TestParseExprLine(t *testing.T) {
	for _, c := range []struct {
		text  string
		lines int
		err   string
	}{
		{"'a'\n'b'", 1, ""},
		{"'a' ; comment\nx", 1, ""},
		{"'a;#' # comment", 1, ""},
		{"[1,\n # c\n 2]\nx", 3, ""},
		{"'''a\n\nb''' ; c\nx", 3, ""},
		{"'a' \\\n 'b'\nx", 2, ""},
		{"'é'", 1, ""},
		{"1 2", 0, "line 1: SyntaxError: invalid syntax"},
		{"[1,\n2\nx = 3\n", 0, "line 3: SyntaxError: invalid syntax"},
		{"'a", 0, "line 1: SyntaxError: EOL while scanning string literal"},
		{"x = 3", 0, "line 1: SyntaxError: invalid syntax"},
	} {
		_, _, lines, err := ParseExprLine(c.text, 1)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != c.err || lines != c.lines {
			t.Errorf("%q: %d lines, error %q; want %d, %q", c.text, lines, got, c.lines, c.err)
		}
	}
}
