// SPDX-License-Identifier: GPL-2.0-or-later

package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"mmgen/generator/pyvalue"
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
	body := func(fields, piece string) func() string {
		return func() string { return head + fields + "\n" + fill(piece) + "\n" }
	}
	parts := func(piece string) func() string {
		return func() string {
			return head + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + fill(piece) + "--b--\n"
		}
	}
	return map[string]func() string{
		"subject/8-bit-words":       subject("caf\xc3\xa9 "),
		"subject/encoded-and-plain": subject("=?utf-8?q?caf=C3=A9?= x "),
		"subject/folded":            subject("a\n b"),
		"from/8-bit":                func() string { return "From: " + fill("\xe9") + " <anne@example.com>\n" + head[30:] + "\nhello\n" },
		"to/addresses":              func() string { return head + "Cc: " + fill("a@b.example, ") + "c@d.example\n\nhello\n" },
		"fields/short":              func() string { return head + fill("a:\n") + "\nhello\n" },
		"body/line-ends":            body("", "\n"),
		"body/8-bit":                body("Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n", "\xe9\xe8 \xe0 la carte\n"),
		"body/html":                 body("Content-Type: text/html; charset=utf-8\n", "<p>one <b>two</b>\n"),
		"parts/empty":               parts("--b\n\n"),
		"parts/tiny":                parts("--b\n\nx\n"),
		"parts/one-field":           parts("--b\nA: b\n\nx\n"),
		"parts/fields":              parts("--b\nA:\nB:\nC:\nD:\n\n\n"),
		"parts/html":                parts("--b\nContent-Type: text/html\n\nx\n"),
		"parts/attached":            parts("--b\nContent-Type: image/gif\n\nx\n"),
		"parts/attached-messages":   parts("--b\nContent-Type: message/rfc822\n\nA: b\n\nx\n"),
		"parts/multiparts":          parts("--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--c--\n"),
		"parts/nested":              func() string { return head + nested() },
	}
}

// nested is a multipart in a multipart and so on, as deep as there is room for.
func nested() string {
	var b strings.Builder
	for i := 0; b.Len() < largeMail; i++ {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=%x\n\n--%[1]x\n", i)
	}
	return b.String()
}

// TestPeakOfPosts: neither the process that takes a large post from in to out and makes
// digests of it, nor those that send what was made, ever takes more than eight times the
// message and 64 MB.
func TestPeakOfPosts(t *testing.T) {
	for name, post := range largePosts() {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, demosite.Members)
			s.change(t, func(attrs *pyvalue.Dict) { attrs.SetStr("max_message_size", int64(0)) }) // no post is held for its size
			in, err := s.Queue("in")
			if err != nil {
				t.Fatal(err)
			}
			if err := s.PutIn(in, post()); err != nil {
				t.Fatal(err)
			}
			largest := int64(largeMail)
			for _, runner := range []string{"Incoming", "Virgin", "Outgoing"} {
				limit := 8*largest + 64<<20
				forgetPeak()
				cmd := s.mmrun("-r", runner, "-o")
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
				}
				p := peak(cmd)
				t.Logf("%s, %s: %d MB", name, runner, p>>20)
				if p > limit {
					t.Errorf("%s: %d MB, want no more than %d", runner, p>>20, limit>>20)
				}
				largest = max(largeMail, s.largestMade(t))
			}
			if left, _ := filepath.Glob(filepath.Join(s.Var, "qfiles/[iovs]*/*.p*")); len(left) > 0 {
				t.Errorf("left: %q", left)
			}
		})
	}
}

// largestMade is the length of the largest entry in virgin and out: a digest may be
// longer than its posts. It is about that of its message.
func (s *site) largestMade(t *testing.T) (size int64) {
	t.Helper()
	made, _ := filepath.Glob(filepath.Join(s.Var, "qfiles/[ov]*/*.pck"))
	for _, path := range made {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		size = max(size, info.Size())
	}
	return size
}

// peak is the most memory that a command that has ended had resident, in bytes.
func peak(cmd *exec.Cmd) int64 {
	return cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10
}
