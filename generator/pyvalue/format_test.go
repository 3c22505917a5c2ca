// SPDX-License-Identifier: GPL-2.0-or-later

package pyvalue

import (
	"bufio"
	"errors"
	"fmt"
	"math"
	"math/big"
	"os"
	"strconv"
	"strings"
	"testing"
)

// values are those that testdata/format.txt was made with.
func values() SafeDict {
	big, _ := new(big.Int).SetString("100000000000000000000", 10)
	return SafeDict{
		"name": Str("Anne"), "byt": Str("Zo\xeb"), "one": Str("x"), "q": Str("it's"),
		"uni": Unicode("Zoë"), "huni": Unicode("\u0416\U0001F600"),
		"n": int64(42), "neg": int64(-7), "zero": int64(0), "big": Long{Int: big}, "yes": true, "none": nil,
		"f": 3.14159, "nf": -2.5, "hug": 1e300, "tin": 1.5e-9, "rou": 100000.0, "third": 1 / 3.0,
		"e12": 1e12, "e15": 1e15, "e16": 1e16, "inf": math.Inf(1), "nan": math.NaN(),
		"lst": &List{Items: []Value{Str("a"), int64(1), Unicode("b"), NewTuple(int64(1))}},
		"d":   &Dict{},
	}
}

func TestFormatAsPythonDoes(t *testing.T) {
	file, err := os.Open("testdata/format.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	mapping, tested := values(), 0
	for lines := bufio.NewScanner(file); lines.Scan(); tested++ {
		template, want, ok := strings.Cut(lines.Text(), "\t")
		if !ok {
			continue // a remark
		}
		if got := describe(FormatMapping(parseText(t, template), mapping)); got != want {
			t.Errorf("%s\n got %s\nwant %s", template, got, want)
		}
	}
	if tested < 300 {
		t.Errorf("only %d lines in testdata/format.txt", tested)
	}
}

// parseText reads a text as testdata/format.txt has it.
func parseText(t *testing.T, s string) Value {
	t.Helper()
	text, err := strconv.Unquote(s[2:])
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	var narrow []byte
	for _, r := range text {
		narrow = append(narrow, byte(r))
	}
	if s[0] == 'u' {
		return Unicode(narrow)
	}
	return Str(narrow)
}

// describe writes a result as testdata/format.txt has it.
func describe(v Value, err error) string {
	var failed *Error
	switch {
	case errors.As(err, &failed):
		return failed.Type + " " + jsonQuote(failed.Text)
	case err != nil:
		return err.Error()
	}
	if u, ok := v.(Unicode); ok {
		return "u " + jsonQuote(string(u))
	}
	return "s " + jsonQuote(string(v.(Str)))
}

// jsonQuote quotes bytes as characters U+0000 to U+00FF, in JSON.
func jsonQuote(s string) string {
	b := []byte{'"'}
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, `\n`...)
		case c < 0x20 || c >= 0x7f:
			b = fmt.Appendf(b, `\u%04x`, c)
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}

func TestWhatIsNotAsInPython(t *testing.T) {
	tests := []struct{ template, want string }{
		{"100% sure of %(name)s", `% names no key`},
		{"%s", `%s names no key`},
		{"%(name)99999999s", "width too big"},
		{"%(f).99999999f", "prec too big"},
		{"%(name)*s", "* wants int"},
	}
	for _, tt := range tests {
		got, err := FormatMapping(Str(tt.template), values())
		if err == nil || !strings.Contains(err.Error(), strings.TrimPrefix(tt.want, "% ")) {
			t.Errorf("%s: got %v, %v; want an error with %q", tt.template, got, err, tt.want)
		}
	}
	if _, err := FormatMapping(int64(3), values()); !errors.Is(err, &Error{Type: "TypeError"}) {
		t.Errorf("a number as a template: %v", err)
	}
}

func FuzzFormat(f *testing.F) {
	for _, seed := range []string{"%(name)s", "%(n)+08.3d%%", "%(uni)s %(byt)s", "%(", "%(a(b)c)#lx", "100% sure"} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, template string, unicode bool) {
		var v Value = Str(template)
		if unicode {
			v = Unicode(template)
		}
		got, err := FormatMapping(v, values())
		if _, ok := got.(Str); ok && unicode && err == nil {
			t.Errorf("a unicode template gave a str: %q", got)
		}
	})
}
