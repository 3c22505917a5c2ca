// SPDX-License-Identifier: GPL-2.0-or-later

package parse

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The cases that tell what Python makes of a message are those of package message.

func TestMessage(t *testing.T) {
	const text = "From anne@example.com Wed Nov 18 11:06:40 2026\n" +
		"Subject:  one\n\ttwo\nX-Odd : x\n" +
		"Content-Type: multipart/digest; boundary=b\n\n" +
		"before\n--b\n\nFrom: bart@example.org\n\nhello\n--b\nContent-Type: text/plain\n\n--b--\nbehind\n"
	want := &Part{
		Envelope: Optional{"From anne@example.com Wed Nov 18 11:06:40 2026", true},
		Fields: []Field{
			{"Subject", "", "one\n\ttwo"}, {"X-Odd", " ", "x"}, {"Content-Type", "", "multipart/digest; boundary=b"},
		},
		Preamble: Optional{"before", true}, Epilogue: Optional{"behind\n", true}, DefaultType: "text/plain",
		Parts: []*Part{
			{DefaultType: "message/rfc822", Parts: []*Part{{
				DefaultType: "text/plain", Fields: []Field{{"From", "", "bart@example.org"}}, Body: "hello",
			}}},
			{DefaultType: "message/rfc822", Fields: []Field{{"Content-Type", "", "text/plain"}}},
		},
	}
	if diff := cmp.Diff(want, Message(text)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestDefects: what is wrong is told, and where the line at fault is known, that too.
func TestDefects(t *testing.T) {
	for text, want := range map[string]Defect{
		"Content-Type: multipart/mixed\n\nx\n":             {NoBoundary, Optional{}},
		"Content-Type: multipart/mixed; boundary=b\n\nx\n": {NoStartBoundary, Optional{}},
		" indented\nSubject: s\n\nx\n":                     {LeadingContinuation, Optional{" indented\n", true}},
		"From: a\nFrom x\nSubject: s\n\nx\n":               {MisplacedEnvelope, Optional{"From x\n", true}},
		"From: a\nTo: b\nno colon\nSubject: s\n\nx\n":      {MalformedHeader, Optional{"no colon\n", true}},
	} {
		defects := Message(text).Defects
		if len(defects) == 0 || defects[0] != want {
			t.Errorf("%q: %v, want %v", text, defects, want)
		}
	}
	if n := len(Message(strings.Repeat(" x\n", 2*maxDefects)).Defects); n != maxDefects {
		t.Errorf("%d defects", n)
	}
}

func TestSplitName(t *testing.T) {
	for text, want := range map[string][2]string{
		"Subject": {"Subject", ""}, "Subject \t": {"Subject", ""}, "X-Some ": {"X-Some", " "}, "x-a\t ": {"x-a", "\t "}, "": {"", ""},
	} {
		if name, gap := SplitName(text); [2]string{name, gap} != want {
			t.Errorf("%q: %q, %q", text, name, gap)
		}
	}
}
