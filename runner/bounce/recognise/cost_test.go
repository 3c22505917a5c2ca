// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"fmt"
	"strings"
	"testing"

	"mmgen/runner/message"
)

// costly are messages that are built to cost much, by what they have.
func costly() map[string]func() string {
	const size = 20 << 20     // no more is looked at of any
	var begun strings.Builder // all that begins an address in a text
	for _, row := range append(simpleReports(), simpleNotices()...) {
		begun.WriteString(row.start.known().must + "\n")
	}
	begun.WriteString("Hi. This is the\n\ndid not reach the following recipient\nyour message could not be delivered\n")
	plain := "From: mailer-daemon@yahoo.example\nX-Mailer: <SMTP32 v1>\nContent-Type: text/plain\n\n"
	return map[string]func() string{
		"line ends":      func() string { return plain + strings.Repeat("\n", size) },
		"one line":       func() string { return plain + strings.Repeat("a", size) },
		"one line of at": func() string { return plain + begun.String() + strings.Repeat("@", size) },
		"empty lines":    func() string { return plain + begun.String() + strings.Repeat(" \n", size/2) },
		"brackets":       func() string { return plain + begun.String() + strings.Repeat("<@>@<<@, @ <\n", size/14) },
		"words":          func() string { return plain + begun.String() + strings.Repeat("x@ on to: userid: @\n", size/20) },
		"long lines": func() string {
			return plain + begun.String() + strings.Repeat(strings.Repeat(",@<", 15000)+"\n", size/60000)
		},
		"binary": func() string {
			return plain + begun.String() + strings.Repeat(strings.Repeat("\xe9@<", 25)+"\n", size/76)
		},
		"base64": func() string {
			return "Content-Transfer-Encoding: base64\n" + plain + strings.Repeat(strings.Repeat("QA", 38)+"\n", size/77)
		},
		"quoted-printable": func() string {
			return "Content-Transfer-Encoding: quoted-printable\n" + plain + begun.String() + strings.Repeat("=40=3C=40\n", size/10)
		},
		"recipients": func() string {
			return plain + "Hi. This is the\n\n" + numbered(100_000, "<bart%d@example.org>:\nno such user\n\n")
		},
		"failed recipients": func() string {
			return plain + "Here is your list of failed recipients\n" + numbered(100_000, "<bart%d@example.org>\n no such user here, whatever you may have thought\n")
		},
		"field":  func() string { return "X-Failed-Recipients: " + numbered(100_000, "bart%d@example.org,\n ") + "\n\n" },
		"fields": func() string { return numbered(190_000, "X-Failed-%d: x\n") + "\n" },
		"report": func() string {
			return "Content-Type: message/delivery-status\n\n" + numbered(100_000, "Final-Recipient: rfc822; bart%d@example.org\nAction: failed\nStatus: 5.1.1\n\n")
		},
		"empty report": func() string { return "Content-Type: message/delivery-status\n\n" + strings.Repeat("a:\n\n", size/4) },
		"deep":         func() string { return strings.Repeat("Content-Type: message/rfc822\n\n", 100_000) },
	}
}

// TestCostly: each is looked at to its end, and of its addresses all are found or none.
func TestCostly(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	for name, build := range costly() {
		t.Run(name, func(t *testing.T) {
			found := len(Message(message.Parse(build())).Failed)
			if strings.Contains(name, "re") && !strings.HasPrefix(name, "empty") && found != 0 && found != 100_000 {
				t.Errorf("%d addresses are found", found)
			}
		})
	}
}

// BenchmarkCostly says what each costs: no message may take more than a second.
func BenchmarkCostly(b *testing.B) {
	for name, build := range costly() {
		b.Run(name, func(b *testing.B) {
			msg := message.Parse(build())
			for b.Loop() {
				Message(msg)
			}
		})
	}
}

// numbered repeats a text with numbers in it.
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}
