// SPDX-License-Identifier: GPL-2.0-or-later

package bench

import (
	"errors"
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

// BenchmarkMmrunCommands: how many mails with the command help, of as many people, to a
// list of how many members, up to the answers in virgin.
func BenchmarkMmrunCommands(b *testing.B) {
	for _, size := range []struct{ mails, members int }{
		{1, 10}, {1000, 10}, {1, 10_000}, {1000, 10_000},
	} {
		b.Run(fmt.Sprintf("mails=%d/members=%d", size.mails, size.members), func(b *testing.B) {
			s := newSite(b, append(addresses(size.members-1), demosite.Members[0]))
			s.change(b, addDetails)
			day := 0
			fill := func() { s.fillCommands(b, size.mails, &day) }
			run(b, size.mails, fill, s.mmrun("-r", "Command", "-o"))
			if made, _ := filepath.Glob(filepath.Join(s.Var, "qfiles/virgin/*.pck")); len(made) != size.mails {
				b.Errorf("%d answers, want %d", len(made), size.mails)
			}
		})
	}
}

// fillCommands queues command mails, of other people each time it is called: nobody gets
// more than some answers a day.
func (s *site) fillCommands(b *testing.B, mails int, called *int) {
	b.Helper()
	dir := filepath.Join(s.Var, "qfiles/virgin")
	if err := errors.Join(emptyFiles(dir), os.Rename(dir, filepath.Join(b.TempDir(), "virgin")), os.Mkdir(dir, 0o775)); err != nil {
		b.Fatal(err)
	}
	*called++
	for i := range mails {
		s.putCommand(b, fmt.Sprintf("From: Somebody <somebody-%d-%d@example.com>\nMessage-ID: <help-%d@example.com>\n\nhelp\n", *called, i, i))
	}
}

// putCommand queues a mail to the list's -request address, as Mailman's scripts do: as
// text.
func (s *site) putCommand(b testing.TB, text string) {
	b.Helper()
	commands, err := s.Queue("commands")
	if err != nil {
		b.Fatal(err)
	}
	data := queue.NewMetadata()
	data.SetStr("listname", pyvalue.Str(demosite.List))
	data.SetStr("torequest", int64(1))
	data.SetStr("_plaintext", true)
	if _, err := commands.Put(message.Parse(text), data); err != nil {
		b.Fatal(err)
	}
}

// hostileMails are command mails that are made to cost as much as they can.
func hostileMails() map[string]func() string {
	const head = "From: Somebody <somebody@example.com>\nMessage-ID: <hostile@example.com>\n"
	const large = 50 << 20
	fill := func(piece string, n int) string { return strings.Repeat(piece, n/len(piece)+1)[:n] }
	multipart := func(boundary, parts string) string {
		return fmt.Sprintf("Content-Type: multipart/mixed; boundary=%s\n\n%s", boundary, parts)
	}
	return map[string]func() string{
		"10000-lines": func() string { return head + "\n" + fill("set authenticate guess address=x@example.com\n", 10_000*45) },
		"10000-helps": func() string { return head + "\n" + fill("help\n", 50_000) },
		"large-body": func() string {
			return head + "\nhelp\n" + fill("words and more words, sixty bytes or a little more of them,\n", large)
		},
		"large-line": func() string { return head + "\necho " + fill("x", large) },
		"large-base64": func() string {
			return head + "Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\n\n" + fill("aGVscApoZWxwCmhlbHAKaGVscAo=\n", large)
		},
		"large-qp": func() string {
			return head + "Content-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; charset=iso-2022-jp\n\n" + fill("=1B$B=1B(B=1B$B\n", large)
		},
		"large-html":    func() string { return head + "Content-Type: text/html\n\n" + fill("<p>help", large) },
		"large-subject": func() string { return head + "Subject: " + fill("=?utf-8?q?=C3=A9?= ", 5<<20) + "\n\nhelp\n" },
		"many-fields":   func() string { return head + fill("X-Field: help\n", 10<<20) + "\nhelp\n" },
		"many-addresses": func() string {
			return "From: " + fill("a@b.c, ", 5<<20) + "\nMessage-ID: <hostile@example.com>\n\npassword\nhelp\n"
		},
		"nested-comments": func() string {
			return "From: " + fill("(", 1<<20) + "\nMessage-ID: <hostile@example.com>\n\npassword\nhelp\n"
		},
		"many-parts":    func() string { return head + multipart("B", fill("--B\nContent-Type: text/html\n\n\n", 5<<20)) },
		"deep-parts":    func() string { return head + deepParts(3000) },
		"deep-messages": func() string { return head + fill("Content-Type: message/rfc822\n\n", 30*3000) },
		"a-cookie-each": func() string {
			return head + "\n" + fill("confirm 0123456789012345678901234567890123456789\n", 10_000*49)
		},
		"10000-subscribers": func() string { return head + "\n" + fill("subscribe secret address=x@example.com\n", 10_000*40) },
	}
}

// deepParts is a multipart in a multipart, so many times.
func deepParts(depth int) string {
	var b strings.Builder
	for i := range depth {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=B%d\n\n--B%d\n", i, i)
	}
	return b.String() + "\nhelp\n"
}

// BenchmarkMmrunHostileCommands: no command mail takes more than a second of CPU time, or
// more than 128 MB.
func BenchmarkMmrunHostileCommands(b *testing.B) {
	for name, make := range hostileMails() {
		b.Run(name, func(b *testing.B) {
			s := newSite(b, addresses(10))
			fill := func() { s.putCommand(b, make()) }
			run(b, 0, fill, s.mmrun("-r", "Command", "-o"))
			if left, _ := filepath.Glob(filepath.Join(s.Var, "qfiles/[cs]*/*.pck")); len(left) > 0 {
				b.Errorf("left: %q", left)
			}
		})
	}
}
