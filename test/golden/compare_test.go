// SPDX-License-Identifier: GPL-2.0-or-later

package golden

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestCompare: what counts as the same and what does not.
func TestCompare(t *testing.T) {
	const cookie, other = "703e91f8c1bcc7e4270300fcb5c5ccf3fead04e4", "0123456789abcdef0123456789abcdef01234567"
	tests := []struct {
		name, want, got string
		same            bool
	}{
		{"equal", `{"a": [1, "x", null, true]}`, `{"a": [1, "x", null, true]}`, true},
		{"int and float", `{"a": 1}`, `{"a": 1.0}`, false},
		{"other number", `{"a": 1}`, `{"a": 2}`, false},
		{"near times", `{"a": 1795000000.01}`, `{"a": 1795000019.0}`, true},
		{"times too far apart", `{"a": 1795000000.01}`, `{"a": 1795000021.0}`, false},
		{"int and float times", `{"a": 1795000000}`, `{"a": 1795000000.0}`, false},
		{"missing key", `{"a": 1, "b": 2}`, `{"a": 1}`, false},
		{"key too many", `{"a": 1}`, `{"a": 1, "b": 2}`, false},
		{"str and unicode", `{"a": "x"}`, `{"a": {"$u": "x"}}`, false},
		{"str and list", `{"a": "x"}`, `{"a": ["x"]}`, false},
		{"true and 1", `{"a": true}`, `{"a": 1}`, false},
		{"list in another order", `{"a": ["x", "y"]}`, `{"a": ["y", "x"]}`, false},
		{"recipients in another order", `{"recips": ["x", "y"]}`, `{"recips": ["y", "x"]}`, true},
		{"recipient twice", `{"recips": ["x", "y"]}`, `{"recips": ["y", "x", "x"]}`, false},
		{"another cookie", `{"a": "confirm ` + cookie + `"}`, `{"a": "confirm ` + other + `"}`, true},
		{"one cookie for two", `["` + cookie + `", "` + other + `"]`, `["` + cookie + `", "` + cookie + `"]`, false},
		{"cookies as keys", `{"` + cookie + `": 1, "version": 2}`, `{"` + other + `": 1, "version": 2}`, true},
		{"cookie with another value", `{"` + cookie + `": 1}`, `{"` + other + `": 2}`, false},
		{"dates", `"Date: Wed, 18 Nov 2026 11:06:40 +0000"`, `"Date: Wed, 18 Nov 2026 11:06:45 +0000"`, true},
		{"dates too far apart", `"Date: Wed, 18 Nov 2026 11:06:40 +0000"`, `"Date: Wed, 18 Nov 2026 11:07:45 +0000"`, false},
		{"message ids", `"<mailman.0.1795000000.4242.test@lists.example.com>"`, `"<mailman.7.1795000003.1.test@lists.example.com>"`, true},
		{"message id of another list", `"<mailman.0.1795000000.4242.test@lists.example.com>"`, `"<mailman.0.1795000000.4242.else@lists.example.com>"`, false},
	}
	for _, test := range tests {
		c := &comparison{tokens: newBijection()}
		c.value("v", decode(t, test.want), decode(t, test.got))
		if same := len(c.diffs) == 0; same != test.same {
			t.Errorf("%s: same is %v, want %v; %v", test.name, same, test.same, c.diffs)
		}
	}
}

func decode(t *testing.T, text string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestCompareTrees: a file too many, one missing, an entry in the wrong queue.
func TestCompareTrees(t *testing.T) {
	entry := func(msg string) map[string]any { return map[string]any{"type": "text", "text": msg} }
	tree := func(names ...string) Tree {
		files := map[string]map[string]any{}
		for _, name := range names {
			files[name] = entry("x")
		}
		return Tree{Files: files}
	}
	const a, b = "qfiles/out/1795000000.25+aaaa.pck", "qfiles/out/1795000001.5+bbbb.pck"
	tests := []struct {
		name      string
		want, got Tree
		diffs     int
	}{
		{"the same", tree(a), tree(a), 0},
		{"another hash and time", tree(a), tree(b), 0},
		{"a log", tree(a), tree(a, "logs/smtp"), 0},
		{"one missing", tree(a, b), tree(a), 1},
		{"one too many", tree(a), tree(a, b), 1},
		{"another extension", tree(a), tree(strings.Replace(a, ".pck", ".bak", 1)), 1},
		{"another queue", tree(a), tree(strings.Replace(a, "out", "retry", 1)), 2},
		{"a file elsewhere", tree(a), tree(a, "lists/test/x"), 1},
	}
	for _, test := range tests {
		if diffs := Compare(test.want, test.got); len(diffs) != test.diffs {
			t.Errorf("%s: %d differences, want %d: %v", test.name, len(diffs), test.diffs, diffs)
		}
	}
}

func TestUnfoldHeaders(t *testing.T) {
	folded := "Subject: a\n b\nContent-Type: multipart/mixed\n\n--x\nTo: c,\n\td\n\nbody\n kept\n--y\nContent-Type: message/rfc822\n\nTo: e,\n f\n\nend\n"
	want := "Subject: a b\nContent-Type: multipart/mixed\n\n--x\nTo: c, d\n\nbody\n kept\n--y\nContent-Type: message/rfc822\n\nTo: e, f\n\nend\n"
	if got := unfoldHeaders(folded); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
