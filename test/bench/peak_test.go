// SPDX-License-Identifier: GPL-2.0-or-later

package bench

import (
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mmgen/test/demosite"
)

// largeMail is how long the mails of TestPeakOfPosts are, about.
const largeMail = 8 << 20

// largePosts are posts of a member that are large by one thing only.
func largePosts() map[string]func() string {
	const head = "From: Anne <anne@example.com>\nTo: demo@lists.example.com\nMessage-ID: <large@example.com>\n"
	fill := func(piece string) string { return strings.Repeat(piece, largeMail/len(piece)) }
	subject := func(piece string) func() string {
		return func() string { return head + "Subject: " + fill(piece) + "\n\nhello\n" }
	}
	text := func(head2, piece string) func() string {
		return func() string { return head + head2 + "\n" + fill(piece) + "\n" }
	}
	return map[string]func() string{
		"subject/8-bit":             subject("\xe9"),
		"subject/8-bit-words":       subject("caf\xc3\xa9 "),
		"subject/short-words":       subject("a b "),
		"subject/one-word":          subject("x"),
		"subject/encoded-words":     subject("=?utf-8?q?caf=C3=A9?= "),
		"subject/encoded-and-plain": subject("=?utf-8?q?caf=C3=A9?= x "),
		"subject/touching-words":    subject("=?utf-8?q?caf=C3=A9?="),
		"subject/one-encoded-word":  func() string { return head + "Subject: =?utf-8?q?" + fill("=C3=A9") + "?=\n\nhello\n" },
		"subject/folded":            subject("a\n b"),
		"subject/replies":           subject("Re: "),
		"from/8-bit":                func() string { return "From: " + fill("\xe9") + " <anne@example.com>\n" + head[30:] + "\nhello\n" },
		"from/comment":              func() string { return "From: anne@example.com (" + fill("x ") + ")\n" + head[30:] + "\nhello\n" },
		"to/addresses":              func() string { return head + "Cc: " + fill("a@b.example, ") + "c@d.example\n\nhello\n" },
		"references":                func() string { return head + "References: " + fill("<a@b.example> ") + "\n\nhello\n" },
		"fields":                    func() string { return head + fill("X-Some-Name: a value of usual length\n") + "\nhello\n" },
		"fields/short":              func() string { return head + fill("a:\n") + "\nhello\n" },
		"body/lines":                text("", "words and more words, sixty bytes or a little more of them,\n"),
		"body/one-line":             text("", "x"),
		"body/line-ends":            text("", "\n"),
		"body/8-bit":                text("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n", "\xe9\xe8 \xe0 la carte\n"),
		"body/base64":               text("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n", "w6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOpw6nDqcOp\n"),
		"body/quoted-printable":     text("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n", "=C3=A9=C3=A9 l=C3=A9gume\n"),
		"body/html":                 text("Content-Type: text/html; charset=utf-8\n", "<p>one <b>two</b>\n"),
		"parts/one-attachment": func() string {
			return head + attachment("text/plain\n\nhello", "application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"+fill("aGVscApoZWxwCmhlbHAKaGVscApoZWxwCmhlbHAKaGVscApoZWxwCmhlbHAKaGVscAo=\n"))
		},
		"parts/many": func() string {
			return head + attachment("text/plain\n\nhello", strings.Repeat("text/plain\n\nshort text\n\n--B\nContent-Type: ", largeMail/50)+"text/plain\n\nend")
		},
	}
}

// attachment is a message's end, with parts that begin with their content type.
func attachment(parts ...string) string {
	return "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: " +
		strings.Join(parts, "\n\n--B\nContent-Type: ") + "\n\n--B--\n"
}

// TestPeakOfPosts: the whole process that takes a large post from in to out takes no more than eight
// times the post and 64 MB, and so do those that send it and what is made of it.
func TestPeakOfPosts(t *testing.T) {
	for name, make := range largePosts() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, demosite.Members)
			in, err := s.Queue("in")
			if err != nil {
				t.Fatal(err)
			}
			text := make()
			limit := int64(8*len(text) + 64<<20)
			if err := s.PutIn(in, text); err != nil {
				t.Fatal(err)
			}
			text = ""
			for _, runner := range []string{"Incoming", "Virgin", "Outgoing"} {
				forgetPeak()
				cmd := s.mmrun("-r", runner, "-o")
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
				}
				p := peak(cmd)
				t.Logf("%-26s %-9s %4d MB of %d, %.1f s", name, runner, p>>20, limit>>20, cmd.ProcessState.UserTime().Seconds())
				if p > limit {
					t.Errorf("%s: %d MB, want no more than %d", runner, p>>20, limit>>20)
				}
			}
			if left, _ := filepath.Glob(filepath.Join(s.Var, "qfiles/[iovs]*/*.p*")); len(left) > 0 {
				t.Errorf("left: %q", left)
			}
		})
	}
}

// peak is the most memory that a command that has ended had resident, in bytes.
func peak(cmd *exec.Cmd) int64 {
	return cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
}
