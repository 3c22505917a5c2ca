// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/runner/message"
)

// maxCost is what looking at a message, however built, may cost.
const maxCost = time.Second

// TestCost looks at messages that are built to cost much.
func TestCost(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const size = 20 << 20     // no more is looked at of any
	var begun strings.Builder // all that begins an address in a text
	for _, row := range append(simpleReports(), simpleNotices()...) {
		begun.WriteString(row.start.must + "\n")
	}
	begun.WriteString("Hi. This is the\n\ndid not reach the following recipient\nyour message could not be delivered\n")
	plain := "From: mailer-daemon@yahoo.example\nX-Mailer: <SMTP32 v1>\nContent-Type: text/plain\n\n"
	for name, build := range map[string]func() string{
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
	} {
		t.Run(name, func(t *testing.T) {
			msg := message.Parse(build())
			runtime.GC()
			before := cpu(t)
			found := len(Message(msg).Failed)
			if cost := cpu(t) - before; cost > maxCost {
				t.Errorf("it costs %v", cost)
			}
			if strings.Contains(name, "re") && !strings.HasPrefix(name, "empty") && found != 0 && found != 100_000 {
				t.Errorf("%d addresses are found", found)
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

// cpu is the CPU time that this process has used.
func cpu(t *testing.T) time.Duration {
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
