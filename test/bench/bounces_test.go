// SPDX-License-Identifier: GPL-2.0-or-later

package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/test/demosite"
)

// BenchmarkMmrunBounces: how many reports, each of another member, to a list of how many
// members. The first run counts them, and the others find that it did.
func BenchmarkMmrunBounces(b *testing.B) {
	for _, size := range []struct{ reports, members int }{
		{1, 1000}, {1000, 1000}, {1, 10_000}, {1000, 10_000},
	} {
		b.Run(fmt.Sprintf("reports=%d/members=%d", size.reports, size.members), func(b *testing.B) {
			members := addresses(size.members)
			s := newSite(b, members)
			s.change(b, addDetails)
			fill := func() {
				for i := range size.reports {
					s.putBounce(b, report(members[i]))
				}
			}
			run(b, size.reports, fill, s.mmrun("-r", "Bounce", "-o"))
			log, _ := os.ReadFile(filepath.Join(s.Var, "logs/bounce"))
			if lines := strings.Count(string(log), "\n"); lines == 0 || lines%size.reports != 0 {
				b.Errorf("%d bounces are registered, want as many as reports each time", lines)
			}
		})
	}
}

// report is a delivery status notification about recipients.
func report(recipients ...string) string {
	var b strings.Builder
	b.WriteString("From: MAILER-DAEMON@mx.example.net (Mail Delivery System)\nTo: demo-bounces@lists.example.com\n" +
		"Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\n\n" +
		"--B\nContent-Description: Notification\nContent-Type: text/plain\n\nThis is the mail system at host mx.example.net.\n\n" +
		"--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n")
	for _, r := range recipients {
		fmt.Fprintf(&b, "Final-Recipient: rfc822; %s\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n\n", r)
	}
	b.WriteString("--B\nContent-Type: message/rfc822\n\nFrom: somebody@example.com\nSubject: Soup\n\nLunch?\n\n--B--\n")
	return b.String()
}

// putBounce queues a mail to the list's -bounces address, as Mailman's scripts do: as
// text.
func (s *site) putBounce(b testing.TB, text string) {
	b.Helper()
	bounces, err := s.Queue("bounces")
	if err != nil {
		b.Fatal(err)
	}
	data := queue.NewMetadata()
	data.SetStr("listname", pyvalue.Str(demosite.List))
	data.SetStr("_plaintext", true)
	if _, err := bounces.Put(message.Parse(text), data); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkMmrunHostileBounces: no bounce takes more than a second of CPU time, or more
// than 128 MB.
func BenchmarkMmrunHostileBounces(b *testing.B) {
	const head = "From: Mailer-Daemon@example.com\nTo: demo-bounces@lists.example.com\nMessage-ID: <hostile@example.com>\n"
	const large = 50 << 20
	fill := func(piece string, n int) string { return strings.Repeat(piece, n/len(piece)+1)[:n] }
	for name, make := range map[string]func() string{
		"10000-lines": func() string { return head + "\n" + fill("This is a line about <somebody@example.com>.\n", 10_000*45) },
		"large-body": func() string {
			return head + "\n" + fill("words and more words, sixty bytes or a little more of them,\n", large)
		},
		"large-line": func() string { return head + "\n" + fill("x", large) },
		"large-at": func() string {
			return head + "\nYour message could not be delivered to\n" + fill("a, b@c, <d>@ e\n", large)
		},
		"large-base64": func() string {
			return head + "Content-Transfer-Encoding: base64\n\n" + fill("aGVscApoZWxwCmhlbHAKaGVscAo=\n", large)
		},
		"line-ends":     func() string { return head + fill("\n", large) },
		"100000-failed": func() string { return report(addresses(100_000)...) },
		"many-fields":   func() string { return head + fill("X-Failed-Recipients: a@b.c\n", 10<<20) + "\nx\n" },
		"many-parts": func() string {
			return head + "Content-Type: multipart/mixed; boundary=B\n\n" + fill("--B\nA: b\n\n\n", 5<<20)
		},
		"deep-parts": func() string { return head + deepParts(3000) },
	} {
		b.Run(name, func(b *testing.B) {
			s := newSite(b, addresses(10))
			fill := func() { s.putBounce(b, make()) }
			run(b, 0, fill, s.mmrun("-r", "Bounce", "-o"))
			if left, _ := filepath.Glob(filepath.Join(s.Var, "qfiles/[bs]*/*.pck")); len(left) > 0 {
				b.Errorf("left: %q", left)
			}
		})
	}
}
