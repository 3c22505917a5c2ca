// SPDX-License-Identifier: GPL-2.0-or-later

package approval

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/message"
)

// TestHasPassword: the forms in which a text can have the password `rock&roll`.
func TestHasPassword(t *testing.T) {
	const password = "rock&roll"
	for _, test := range []struct {
		name, part string
		has        bool
	}{
		{"named reference", "Content-Type: text/html\n\n<p>Approved: rock&amp;roll", true},
		{"decimal reference", "Content-Type: text/html\n\nrock&#38;roll", true},
		{"hexadecimal reference", "Content-Type: text/html\n\nrock&#x00026;roll", true},
		{"every letter", "Content-Type: text/html\n\n&#114;&#111;&#99;&#107;&amp;&#114;&#111;&#108;&#108;", true},
		{"reference without semicolon", "Content-Type: text/html\n\nrock&amproll", true},
		{"tags within", "Content-Type: text/html\n\n<b>ro</b>ck<i>&amp;</i>roll", true},
		{"a comment within", "Content-Type: text/html\n\nrock<!-- > -->&amp;roll", true},
		{"an attribute", "Content-Type: text/html\n\n<meta content='rock&amp;roll'>", true},
		{"a comment", "Content-Type: text/html\n\n<!-- rock&amp;roll -->", true},
		{"a tag that never ends", "Content-Type: text/html\n\n<a rock&amp;roll", true},
		{"soft hyphen, no width", "Content-Type: text/html; charset=utf-8\n\nrock&shy;&amp;\xe2\x80\x8broll", true},
		{"quoted-printable", "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\nrock&am=\np;r=6Fll", true},
		{"base64", "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\ncm9jayZhbXA7cm9sbA==", true},
		{"UTF-16", "Content-Type: text/html; charset=utf-16le\n\n" + utf16("rock&amp;roll"), true},
		{"UTF-7", "Content-Type: text/plain; charset=utf-7\n\nrock+ACY-roll", true},
		{"plain", "\nrock&roll", true},
		{"plain with a reference", "\nrock&amp;roll", true},
		{"rich text", "Content-Type: text/enriched\n\n<bold>rock</bold>&roll", true},
		{"embedded message", "Content-Type: message/rfc822\n\nSubject: x\n\nrock&roll", true},
		{"no text", "Content-Type: application/zip\n\nrock&roll", false},
		{"other words", "Content-Type: text/html\n\nrock &amp; roll", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			whole := "Content-Type: multipart/mixed; boundary=B\n\n--B\n" + test.part + "\n--B--\n"
			texts := slices.Collect(Texts(message.Parse(whole)))
			if got := slices.ContainsFunc(texts, func(text Text) bool { return text.HasPassword(NewPassword(password)) }); got != test.has {
				t.Errorf("%v in %q", got, texts)
			}
		})
	}
}

func utf16(s string) string {
	encoded, _ := charset.Encode(s, "utf-16le", charset.Strict)
	return encoded
}

// TestHasPasswordAround: before and behind the parts, and in a message that is not a multipart
// after all.
func TestHasPasswordAround(t *testing.T) {
	for _, whole := range []string{
		"Content-Type: multipart/mixed; boundary=B\n\nsecret\n--B\n\nx\n--B--\n",
		"Content-Type: multipart/mixed; boundary=B\n\n--B\n\nx\n--B--\nsecret\n",
		"Content-Type: multipart/mixed\n\nsecret\n",
	} {
		texts := slices.Collect(Texts(message.Parse(whole)))
		if !slices.ContainsFunc(texts, func(text Text) bool { return text.HasPassword(NewPassword("secret")) }) {
			t.Errorf("not in %q", texts)
		}
	}
}

func TestHasLine(t *testing.T) {
	for text, want := range map[string]bool{
		"Approved: rock": true, "x-APPROVED:rock": true, "*Approved :*\n rock": true, "Approved:\n\u00a0rock and": true,
		"Approved: \u00ad rock": true, "Approve: rock": false, "rock, Approved: rock": true, "Approved rock": false, "": false,
	} {
		if got := newText(text).HasLine("Approved", NewPassword("rock")); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if newText("Approved: ").HasLine("Approved", NewPassword(" ")) || newText("x").HasPassword(NewPassword("")) {
		t.Error("an empty password is found")
	}
}

// What is wanted is what re.sub does, as Approve.py calls it.
func TestWithoutTags(t *testing.T) {
	for text, want := range map[string]string{"a<b>c": "ac", "<a\n>b<c": "b<c", "a>b<<c>d": "a>bd", "": "", "<>": ""} {
		if got := withoutTags(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestPasswords(t *testing.T) {
	for text, want := range map[string][]string{
		"Approved: rock":                          {"rock"},
		"> x-approve : rock and roll ":            {"rock", "rock and roll"},
		"*Approved:* rock*":                       {"rock"},
		"<p>Approved:&nbsp;rock<br>Hello":         {"rock", "rockHello"},
		"approval: rock, approved rock, approved": nil,
	} {
		var found Passwords
		readings(text, func(text Text) bool { found.Add(text); return true })
		got := found.All()
		for _, password := range want {
			if !slices.Contains(got, password) {
				t.Errorf("%q: %q, want %q among them", text, got, password)
			}
		}
		if want == nil && len(got) > 0 {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestMentionsApproval(t *testing.T) {
	for text, want := range map[string]bool{
		"approve": true, "v: APPROVED": true, "x-aPProVe: v": true, "approv": false, "pprove": false, "v": false, "": false, "appro-ve": false,
	} {
		if got := mentionsApproval(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestManyWords: a text is not taken apart into its words, of which it may have
// millions.
func TestManyWords(t *testing.T) {
	const size = 4 << 20
	msg := message.Parse("Subject: s\n\n" + strings.Repeat("a b\n", size/4))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for text := range Texts(msg) {
		var found Passwords
		found.Add(text)
		if text.HasPassword("secret") {
			t.Error("it has no password")
		}
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 6*size {
		t.Errorf("%d MB are used for a text of %d MB", used>>20, size>>20)
	}
}

func TestFields(t *testing.T) {
	msg := message.Parse("Approved: no\nSubject: =?utf-8?q?Approved=3A_one?=\nContent-Type: multipart/mixed; boundary=B\n\n--B\nX-Approve: two\n\nx\n--B\nContent-Type: message/rfc822\n\nApproved: three\n\n--B--\n")
	if got := InnerFields(msg); !slices.Equal(got, []string{"two", "three"}) {
		t.Errorf("inner fields %q", got)
	}
	var found Passwords
	for text := range Texts(msg) {
		found.Add(text)
	}
	if got := found.All(); !slices.Equal(got, []string{"one"}) {
		t.Errorf("passwords %q", got)
	}
}

// The line with the password leaves the text that it begins, whatever follows.
func FuzzFirstLine(f *testing.F) {
	f.Add("Approved: secret\nHello.\n")
	f.Add("\r\n \rX-Approve:\t\xe9\r\r\nApproved: x")
	f.Fuzz(func(t *testing.T, body string) {
		line, ok := FirstLine(body)
		if !ok {
			return
		}
		before, after := pystr.SplitLines(body), pystr.SplitLines(line.Rest)
		if len(before) < len(after)+1 || !strings.HasSuffix(strings.TrimLeft(strings.Join(before, ""), pystr.Blanks), strings.TrimLeft(strings.Join(after, ""), pystr.Blanks)) {
			t.Errorf("%q became %q", body, line.Rest)
		}
		begin := strings.ToLower(line.Name) + ":"
		if strings.HasPrefix(strings.ToLower(strings.TrimLeft(line.Rest, pystr.Blanks)), begin+" "+line.Password) && line.Password != "" && !strings.Contains(strings.ToLower(strings.Join(before[1:], "\n")), begin) {
			t.Errorf("the password is still in %q", line.Rest)
		}
	})
}
