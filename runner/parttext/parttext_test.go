// SPDX-License-Identifier: GPL-2.0-or-later

package parttext

import (
	"strings"
	"testing"
	"time"

	"mmgen/runner/message"
)

func TestHTML(t *testing.T) {
	for document, want := range map[string]string{
		"":                                     "",
		"words":                                "words",
		"rock&amp;roll &#38; &#x26; &AMP;":     "rock&roll & & &",
		"ro<b>ck&a</b>mp;":                     "rock&amp;",
		"one<br>two<p>three":                   "one\ntwo\nthree",
		"1 < 2 <3":                             "1 < 2 <3",
		"<!-- a > b -->shown<!-- never closed": "shown",
		"<style>p { }</style>a<SCRIPT>if (1 < 2)</script >b": "ab",
		"a<script>never closed":                              "a",
		"<td>a</td><td>b</td>":                               "\na\n\nb\n",
		"a&nbsp;b":                                           "a\u00a0b",
		`<a title="x">y</a`:                                  "y",
	} {
		if got := HTML(document); got != want {
			t.Errorf("%q: %q, want %q", document, got, want)
		}
	}
}

func TestIsBlank(t *testing.T) {
	const related = "Content-Type: multipart/related; boundary=B\n\n--B\nContent-Type: text/html\n\n%s\n--B--\n"
	for text, want := range map[string]bool{
		"\n": true, "\n \t\n": true, "\nwords\n": false,
		"Content-Type: text/plain; charset=iso-8859-1\n\n\xa0\n":                                 true,
		"Content-Type: text/plain; charset=utf-8\n\n\xe2\x80\x8b\n":                              true,
		"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nIAo=\n":   true,
		"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nYQo=\n":   false,
		"Content-Type: text/html\n\n<html><style>p{}</style><body>&nbsp;<p></p></body></html>\n": true,
		"Content-Type: text/html\n\n<p><img src=x>\n":                                            false,
		"Content-Type: text/html\n\n<p>w\n":                                                      false,
		"Content-Type: image/gif\n\nGIF\n":                                                       false,
		"Content-Type: multipart/alternative\n\nno boundary\n":                                   false,
		strings.Replace(related, "%s", "<p>", 1):                                                 true,
		strings.Replace(related, "%s", "<p>words", 1):                                            false,
	} {
		if got := IsBlank(message.Parse(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestGuess(t *testing.T) {
	for _, test := range []struct{ bytes, likely, want string }{
		{"Gr\xc3\xbc\xc3\x9fe", "iso-8859-1", "Grüße"},
		{"Gr\xfc\xdfe", "iso-8859-1", "Grüße"},
		{"Gr\xfc\xdfe", "us-ascii", "Grüße"},
		{"Gr\xfc\xdfe", "utf-8", "Grüße"},
		{"Gr\xc3\xbc\xc3\x9fe \xff!", "us-ascii", "Grüße \ufffd!"},
		{"\xc6\xfc\xcb\xdc\xb8\xec", "euc-jp", "日本語"},
		{"\xc6\xfc\xcb\xdc\xb8\xec \xff", "euc-jp", "日本語 \ufffd"},
		{"Gr\xfc\xdfe", "x-nobody-knows", "Grüße"},
	} {
		if got := Guess(test.bytes, test.likely); got != test.want {
			t.Errorf("%q, likely %s: %q, want %q", test.bytes, test.likely, got, test.want)
		}
	}
}

// TestLinear: a document of many openings takes no longer than its length asks
// for. (Half a minute would be a thousand times that.)
func TestLinear(t *testing.T) {
	began := time.Now()
	for _, piece := range []string{"<", "<!--", "<style>", "</", "<a", "&", "<script></"} {
		HTML(strings.Repeat(piece, 200_000))
		IsBlankHTML(strings.Repeat(piece, 200_000))
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("took %v", took)
	}
}
