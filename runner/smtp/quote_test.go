// SPDX-License-Identifier: GPL-2.0-or-later

package smtp

import (
	"strings"
	"testing"
)

// Expected values are those of smtplib.quotedata and SMTP.data.
func TestWireText(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", "\r\n.\r\n"},
		{"line", "a\n", "a\r\n.\r\n"},
		{"no line end", "a", "a\r\n.\r\n"},
		{"empty lines", "\n\n", "\r\n\r\n.\r\n"},
		{"dots", ".\n..\n.dot\nnot.\n", "..\r\n...\r\n..dot\r\nnot.\r\n.\r\n"},
		{"dot at the end", "a\n.", "a\r\n..\r\n.\r\n"},
		{"CRLF", "a\r\nb\r\n", "a\r\nb\r\n.\r\n"},
		{"CR alone", "lone\rcr\n", "lone\r\ncr\r\n.\r\n"},
		{"CR, dot", "a\r.b\n", "a\r\n..b\r\n.\r\n"},
		{"CR CRLF", "a\r\r\nb\n", "a\r\n\r\nb\r\n.\r\n"},
		{"CR at the end", "a\r", "a\r\n.\r\n"},
		{"LF CR", "a\n\rb\n", "a\r\n\r\nb\r\n.\r\n"},
		{"8 bit", "caf\xe9\n", "caf\xe9\r\n.\r\n"},
		{"smuggled end", "a\n.\r.\nMAIL FROM:<x>\n", "a\r\n..\r\n..\r\nMAIL FROM:<x>\r\n.\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(WireText(tt.text)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Expected values are those of smtplib.quoteaddr.
func TestPath(t *testing.T) {
	tests := []struct{ addr, want string }{
		{"anne@example.com", "anne@example.com"},
		{"anne.b+c=d@example.com", "anne.b+c=d@example.com"},
		{"anne", "anne"},
		{"", ""},
		{"Anne <anne@example.com>", "anne@example.com"},
		{"anne@example.com (Anne)", "anne@example.com"},
		{`"a b"@example.com`, `"a b"@example.com`},
		{`"a>b"@example.com`, `"a>b"@example.com`},
		{"<>", ""},
		{"anne@example.com> size=1", "anne@example.com"},
		{" anne@example.com\r\n", "anne@example.com"},
		{"caf\xe9@example.com", "caf\xe9@example.com"},
	}
	for _, tt := range tests {
		got, err := path(tt.addr)
		if err != nil || got != tt.want {
			t.Errorf("%q: got %q, %v; want %q", tt.addr, got, err, tt.want)
		}
	}
}

func TestPathThatWouldEndTheCommand(t *testing.T) {
	for _, addr := range []string{
		"\"a\r\nRCPT TO:<bart@example.com>\r\n\"@example.com",
		"\"a\\\nb\"@example.com",
		"anne\x00@example.com",
		"anne@example.com\r\nRCPT TO:<bart@example.com",
	} {
		if got, err := path(addr); err == nil {
			t.Errorf("%q became %q", addr, got)
		}
	}
}

func FuzzPath(f *testing.F) {
	f.Add("anne@example.com")
	f.Add("\"a\r\nRCPT TO:<b@c>\"@d")
	f.Add("<a@b>, c")
	f.Fuzz(func(t *testing.T, addr string) {
		p, err := path(addr)
		if err == nil && strings.ContainsAny(p, "\r\n\x00") {
			t.Errorf("%q became %q", addr, p)
		}
	})
}

func FuzzWireText(f *testing.F) {
	f.Add(".\r.\n\r\n.")
	f.Fuzz(func(t *testing.T, text string) {
		wire := string(WireText(text))
		if i := strings.Index("\r\n"+wire, "\r\n.\r\n"); i != len(wire)-3 {
			t.Errorf("%q ends at %d of %q", text, i, wire)
		}
		if bare := strings.ReplaceAll(wire, "\r\n", ""); strings.ContainsAny(bare, "\r\n") {
			t.Errorf("%q has a bare line end: %q", text, wire)
		}
	})
}
