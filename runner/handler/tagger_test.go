// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"slices"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
)

// Expected values are those of Tagger.scanbody(msg, 5).
func TestFieldsInText(t *testing.T) {
	const alternative = "Content-Type: multipart/alternative; boundary=b\n\n"
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"X: y\n\nSubject: y", []string{"y"}},
		{"X: y\n\nsubject:y\n  more\nKeywords: a\nKeywords: b\n", []string{"y\n  more", "a", "b"}},
		{"X: y\n\n1: a\n2: b\n\n3: c\n4: d\nKeywords: in\nSubject: out\n", []string{"in"}},
		{"\nSubject: y\n", nil},
		{alternative + "--b\nX: y\n\nSubject: z\n--b--\n", []string{"z"}},
		{alternative + "--b\n\nSubject: z\n--b--\n", nil},
		{alternative + "--b\nContent-Type: text/html\n\nSubject: z\n--b--\n", nil},
		{"Content-Type: text/html\n\nSubject: z\n", nil},
	} {
		if got := fieldsInText(message.Parse(tt.text), 5); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

// What '\n\t'.join(names) is as a header field: its value as Python prints it.
func TestTopicsField(t *testing.T) {
	for _, tt := range []struct {
		names []pyvalue.Value
		want  string
		value pyvalue.Value
	}{
		{[]pyvalue.Value{pyvalue.Str("cars"), pyvalue.Str("B\xe4r")}, "cars\n\tB\xe4r", pyvalue.Str("cars\n\tB\xe4r")},
		{[]pyvalue.Value{pyvalue.Unicode("cars"), pyvalue.Str("bikes")}, "cars\n\tbikes", pyvalue.Unicode("cars\n\tbikes")},
		{[]pyvalue.Value{pyvalue.Unicode("Bär")}, "=?utf-8?q?B=C3=A4r?=", pyvalue.Unicode("Bär")},
		{[]pyvalue.Value{pyvalue.Unicode("Bär"), pyvalue.Str("\xe4")}, "=?utf-8?b?QsOkcg0KCcOk?=", pyvalue.Unicode("Bär\n\tä")},
	} {
		field := topicsField(tt.names)
		if got := field.Encoded(); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.names, got, tt.want)
		}
		if got := header.PickleValue(field); got != tt.value {
			t.Errorf("%v: stored as %#v, want %#v", tt.names, got, tt.value)
		}
	}
}
