// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/runner/site/sitetest"
)

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		name, mail, charset string
		lines, ignored      []string
		partial             bool
	}{
		{"subject and text", "Subject: help\n\none\ntwo\n", "us-ascii", []string{"help", "one", "two"}, nil, false},
		{"no subject", "\none\r\ntwo\rthree", "us-ascii", []string{"", "one", "two", "three"}, nil, false},
		{"too many lines", "\n1\n2\n3\n4\n5\n", "us-ascii", []string{"", "1", "2", "3", "4"}, []string{"5"}, false},
		{"letters in a subject", "Subject: =?utf-8?b?UsOpOg==?= help\n\n", "us-ascii", []string{"R: help"}, nil, false},
		{"a subject of an unknown charset", "Subject: =?x-nobody?q?help?=\n\none\n", "us-ascii", []string{"one"}, nil, false},
		{"a subject of bytes", "Subject: h\xe9lp\n\none\n", "us-ascii", []string{"one"}, nil, false},
		{"text in a charset", "Content-Type: text/plain; charset=utf-8\n\nGr\xc3\xbc\xc3\x9fe \xe6\x97\xa5\n", "iso-8859-1", []string{"", "Gr\xfc\xdfe ?"}, nil, false},
		{"text in no charset", "\nGr\xc3\xbc\xc3\x9fe\n", "iso-8859-1", []string{"", "Gr\xc3\xbc\xc3\x9fe"}, nil, false},
		{"base64", "Content-Transfer-Encoding: base64\n\naGVscAplbmQ=\n", "us-ascii", []string{"", "help", "end"}, nil, false},
		{"HTML", "Content-Type: text/html\n\n<p>help\n", "us-ascii", []string{""}, nil, true},
		{"the first plain part", "Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/html\n\nno\n--B\n\nhelp\n--B\n\nend\n--B--\n", "us-ascii", []string{"", "help"}, nil, true},
	} {
		got := read(message.Parse(tt.mail), tt.charset, 4)
		if !slices.Equal(got.lines, tt.lines) || !slices.Equal(got.ignored, tt.ignored) || got.partial != tt.partial {
			t.Errorf("%s: %q, ignored %q, partial %v", tt.name, got.lines, got.ignored, got.partial)
		}
	}
}

// Of a text that is very long the beginning is read, up to the end of a line.
func TestReadLong(t *testing.T) {
	got := read(message.Parse("\nhelp\n"+strings.Repeat("0123456789\n", maxText/10)), "us-ascii", 4)
	if n := len(got.ignored); n < 20_000 || n > maxText/11 || got.ignored[n-1] != "0123456789" {
		t.Errorf("%d lines are ignored, the last is %q", n, got.ignored[n-1])
	}
}

func TestBehindColon(t *testing.T) {
	for word, want := range map[string]string{"re:help": "help", "re:aw:help": "help", "help": "-", "re:": "-", "re::": "", ":x": "x", "": "-"} {
		got, ok := behindColon(word)
		if !ok {
			got = "-"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

// TestCommands: every name is one command's, and help has them in the order of the
// alphabet, as Mailman has.
func TestCommands(t *testing.T) {
	var first, all []string
	for _, c := range commands() {
		first = append(first, c.names[0])
		all = append(all, c.names...)
	}
	if !slices.IsSorted(first) {
		t.Errorf("the order is %q", first)
	}
	slices.Sort(all)
	want := strings.Fields("confirm echo end help info join leave lists password remove set stop subscribe unsubscribe who")
	if !slices.Equal(all, want) {
		t.Errorf("commands are %q, want those of Mailman, %q", all, want)
	}
}

// Whatever a mail looks like, no line has a line end in it, and no more of them count
// than may.
func FuzzRead(f *testing.F) {
	f.Add("Subject: help\n\nset show\r\nend\r", "us-ascii")
	f.Add("Subject: =?utf-8?b?aGVscAo=?=\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain; charset=utf-7\n\n+ZeVnLIqe-\n", "euc-jp")
	f.Add("Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset=iso-2022-jp\n\naGVsc", "utf-8")
	f.Fuzz(func(t *testing.T, mail, charset string) {
		got := read(message.Parse(mail), charset, 4)
		if len(got.lines) > 5 {
			t.Errorf("%d lines: %q", len(got.lines), got.lines)
		}
		for i, line := range slices.Concat(got.lines, got.ignored) {
			if i > 0 && strings.ContainsAny(line, "\r\n") && len(got.lines) > 1 {
				t.Errorf("a line end in %q", line)
			}
			for _, word := range pystr.Fields(line) {
				if word == "" || strings.ContainsAny(word, " \t\r\n\v\f") {
					t.Errorf("word %q of %q", word, line)
				}
			}
		}
	})
}

// The addresses that a mail asks to subscribe are those that its commands do.
func TestApplicants(t *testing.T) {
	w := sitetest.New(t)
	const from = "From: Ann <Ann@example.net>\n"
	for _, tt := range []struct{ name, to, mail, want string }{
		{"join address", "tojoin", from + "Subject: help\n\njoin address=b@example.com\n", "Ann@example.net"},
		{"leave address", "toleave", from + "\njoin\n", ""},
		{"subject", "torequest", from + "Subject: Re: subscribe secret\n\n", "Ann@example.net"},
		{"colon", "torequest", from + "Subject: RE:JOIN\n\n", "Ann@example.net"},
		{"others", "torequest", from + "\nsubscribe pw digest Address=B@example.com\nhelp\njoin address=c@example.org\nsubscribe\n", "B@example.com c@example.org Ann@example.net"},
		{"the last address", "torequest", from + "\nsubscribe address=b@example.com address=c@example.com\n", "c@example.com"},
		{"behind the end", "torequest", from + "Subject: hello you\n\nhelp\nhello\nsubscribe\n", ""},
		{"no From", "torequest", "Sender: s@example.com\n\nsubscribe\n", "s@example.com"},
	} {
		data := queue.NewMetadata()
		data.SetStr(tt.to, int64(1))
		got := Applicants(w.Site, Installed{}, message.Parse(tt.mail), data)
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
