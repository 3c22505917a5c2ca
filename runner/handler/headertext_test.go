// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
	"mmgen/runner/post"
)

// What is wanted is what SpamDetect.py: getDecodedHeaders returns.
func TestDecodedHeaders(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"Subject: Hello\n\n", "Subject: Hello\n"},
		{"Subject: a\n b\n\t c\n\n", "Subject: a b  c\n"},
		{"Subject: =?utf-8?q?caf=C3=A9?= =?iso-8859-1?q?_K=E4se?=\n\n", "Subject: café Käse\n"},
		{"Subject: x =?utf-8?q?y?= z\n\n", "Subject: xyz\n"},
		{"Subject: =?x-unknown?q?caf=E9?=\n\n", "Subject: café\n"},
		{"Subject: caf\xe9\n\n", "Subject: caf\ufffd\n"},
		{"Subject: =?utf-8?q?caf=E9?=\n\n", "Subject: caf\ufffd\n"},
		{"Subject: =?utf-8?b?b?=\n\n", "Subject: =?utf-8?b?b?=\n"},
		{"Subject: =?utf-8?q?=EF=AC=81sh?=\n\n", "Subject: fish\n"},
		{"Subject:\n\n", "Subject: \n"},
		{"A: 1\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\nB: 2\n\n--B\nC: 3\n\n--B--\n",
			"A: 1\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\nB: 2\nC: 3\n"},
	} {
		if got := decodedHeaders(message.Parse(tt.text), norm.NFKC); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

// What is wanted is what Utils.py: xml_to_unicode returns.
func TestFromReferences(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"plain", "plain"},
		{"caf&#233;", "café"},
		{`caf\u00e9 caf\U00E9`, "café café"},
		{`\u00e`, `\u00e`},
		{`\x00e9`, `\x00e9`},
		{"&#;&#x41;&#12", "&#;&#x41;&#12"},
		{"&#99999999;", "\ufffd"},
		{"&#99999999999999999999;", "\ufffd"},
		{`&#92;u0041`, "A"},
		{`\u0026#65;`, "&#65;"},
		{"&amp;", "&amp;"},
		{"&#&#65;", "&#A"},
	} {
		if got := fromReferences(tt.text); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestFilterPatterns(t *testing.T) {
	for _, tt := range []struct {
		rule pyvalue.Value
		cs   string
		want []string
	}{
		{pyvalue.Str("a\r\n\r\n#b\n  \n c\rd\x0be"), "us-ascii", []string{"a", " c", "d\ve"}},
		{pyvalue.Unicode("a\u2028#b\u2003\n\u2003\nd\x0be"), "us-ascii", []string{"a", "d", "e"}},
		{pyvalue.Str("K\xe4se"), "iso-8859-1", []string{"Käse"}},
		{pyvalue.Str("K\xe4se"), "us-ascii", []string{"K\ufffdse"}},
		{pyvalue.Str("\xa4\xa2"), "euc-jp", []string{"あ"}},
		{pyvalue.Unicode("&#65;"), "us-ascii", []string{"&#65;"}},
		{pyvalue.Unicode("ﬁsh"), "us-ascii", []string{"fish"}},
		{nil, "us-ascii", nil},
	} {
		if got := filterPatterns(tt.rule, tt.cs, norm.NFKC); !slices.Equal(got, tt.want) {
			t.Errorf("%v: %q, want %q", tt.rule, got, tt.want)
		}
	}
}

// What is wanted is what re.escape and re.sub do.
func TestApprovalTexts(t *testing.T) {
	for text, want := range map[string]string{"aZ09_": `aZ09\_`, "a b.\x00é": "a\\ b\\.\\000\\\xc3\\\xa9", "[^{`|": "\\[\\^\\{\\`\\|"} {
		if got := quoteMeta(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string][]string{"a\r\nb\rc\n\rd": {"a", "b", "c", "", "d"}, "a\n\n": {"a", ""}, "": nil, "a": {"a"}} {
		if got := pystr.SplitLines(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A pattern for which Python would try for years is no match, and
// the log says which.
func TestSlowFilter(t *testing.T) {
	w, p, step := gateOf(t, `handler SpamDetect
list header_filter_rules = [["^subject: (a+)+$\nhello", 3, 0]]`, "Subject: "+strings.Repeat("a", 60)+"b\nX: hello\n\n")
	v, err := step(t.Context(), p)
	if err != nil || v.Action != post.Discard {
		t.Errorf("the pattern behind it does not count: %v %v", v, err)
	}
	if log := w.Log.String(); !strings.HasPrefix(log, `error: header_filter_rules of list test: regular expression "^subject: (a+)+$" on a text of `) {
		t.Errorf("log %q", log)
	}
}
