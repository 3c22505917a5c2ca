// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/runner/i18n"
)

func TestWithoutPrefix(t *testing.T) {
	for _, test := range []struct{ subject, prefix, want string }{
		{"[Test] x", "[Test] ", "x"},
		{"[tEST] x", "[Test] ", "x"},
		{"Re: [Test] x", "[Test] ", "Re: x"},
		{"re[Test] x", "[Test] ", "rex"},
		{"RE   [Test] x", "[Test] ", "RE   x"},
		{"Re:   [Test] x", "[Test] ", "Re:   x"},
		{"Fwd: [Test] x", "[Test] ", "Fwd: [Test] x"},
		{"Re: Re: [Test] x", "[Test] ", "Re: Re: [Test] x"},
		{"[Test 12] x", "[Test %d] ", "[Test 12] x"},
		{"Re:  x y", " x", "Re:  y"[:4] + " y"},
		{"Re: :x", ":x", "Re: "},
		{"Re:x", ":x", "Re"},
		{"Re: x", "", "Re: x"},
		{"", "[Test] ", ""},
	} {
		if got := withoutPrefix(test.subject, test.prefix); got != test.want {
			t.Errorf("%q without %q: %q, want %q", test.subject, test.prefix, got, test.want)
		}
	}
}

// TestPattern: what re.match(u'[T\xe9st] ', '[T\xe9st] x') and the like match.
func TestPattern(t *testing.T) {
	for _, test := range []struct {
		prefix i18n.Text
		utf8   bool
		want   string
		ok     bool
	}{
		{i18n.Text{S: "[T\xe9st] "}, false, "[T\xe9st] ", true},
		{i18n.Text{S: "[T\u00e9st] ", Unicode: true}, false, "[T\xe9st] ", true},
		{i18n.Text{S: "[\u65e5\u672c] ", Unicode: true}, false, "", false},
		{i18n.Text{S: "[\u65e5\u672c] ", Unicode: true}, true, "[\u65e5\u672c] ", true},
	} {
		w := &writer{list: "utf-8", utf8: test.utf8}
		if got, ok := w.pattern(test.prefix); got != test.want || ok != test.ok || w.lossy {
			t.Errorf("%+v: %q, %v, lossy %v; want %q, %v", test.prefix, got, ok, w.lossy, test.want, test.ok)
		}
	}
}

func TestAuthor(t *testing.T) {
	for from, want := range map[string]string{
		"Anne Person <anne@example.com>":   " (Anne Person)",
		"<anne@example.com>":               " (anne@example.com)",
		"anne@example.com, bart@x.example": " (anne@example.com)",
		`"Person, Anne" <a@example.com>`:   " (Person, Anne)",
		"":                                 "",
		"()":                               "",
	} {
		if got := author(from); got != want {
			t.Errorf("%q: %q, want %q", from, got, want)
		}
	}
}

// TestMessagesOf: every line that begins so begins a message.
func TestMessagesOf(t *testing.T) {
	for _, test := range []struct {
		mailbox string
		want    []string
	}{
		{"", nil},
		{"no message\nfrom x\n", nil},
		{"junk\nFrom a\nSubject: 1\n\nx\n>From y\n\nFrom b c d\nSubject: 2\n\nx\n", []string{"1", "2"}},
		{"From a\nFrom b\nSubject: 2\n", []string{"", "2"}},
		{"From a\nSubject: 1", []string{"1"}},
	} {
		var got []string
		for _, m := range messagesOf(test.mailbox) {
			got = append(got, m.Get("subject"))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q: -want +got:\n%s", test.mailbox, diff)
		}
	}
}
