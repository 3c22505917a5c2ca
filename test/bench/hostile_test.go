// SPDX-License-Identifier: GPL-2.0-or-later

package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"mmgen/test/demosite"
)

// What no command mail and no bounce takes, however it is built.
const (
	mostCPU    = time.Second
	mostMemory = 128 << 20
)

// mostKept is what no list of few members keeps of a mail for good.
const mostKept = 4 << 20

// large is how long the longest mails are: no mail server takes more by default.
const large = 50 << 20

// hostile is a mail that is made to cost as much as it can.
type hostile struct {
	members int // of the list; 0 for 10
	text    func() string
}

// headOf is a header without its end, of a mail to a list's address.
func headOf(from string) string {
	return "From: " + from + "\nTo: demo-bounces@lists.example.com\nMessage-ID: <hostile@example.com>\n"
}

// fill is as much of a text, over and over, as has place in n bytes.
func fill(piece string, n int) string { return strings.Repeat(piece, n/len(piece)+1)[:n] }

// hostileMails are mails that are hostile wherever they are sent to.
func hostileMails(from string) map[string]hostile {
	head := headOf(from)
	mails := map[string]hostile{}
	add := func(name string, text func() string) { mails[name] = hostile{text: text} }
	body := func(name, fields, piece string) {
		add(name, func() string { return head + fields + "\n" + fill(piece, large) })
	}
	typed := func(mime, encoding string) string {
		return "MIME-Version: 1.0\nContent-Type: " + mime + "\nContent-Transfer-Encoding: " + encoding + "\n"
	}
	const words = "words and more words, sixty bytes or a little more of them,\n"
	body("body/lines", "", words)
	body("body/line", "", "x")
	body("body/line-ends", "", "\n")
	body("body/crlf", "", "\r\n")
	body("body/blanks", "", " \n")
	body("body/addresses", "", "Your message could not be delivered to a, b@c, <d>@ e <f@g.example>: 550 unknown user\n")
	body("body/html", typed("text/html", "8bit"), "<p>help")
	body("body/html-tags", typed("text/html; charset=utf-8", "8bit"), "<")
	body("body/utf-8", typed("text/plain; charset=utf-8", "8bit"), "h\xc3\xa9lp \xe2\x82\xac\n")
	body("body/iso-2022-jp", typed("text/plain; charset=iso-2022-jp", "7bit"), "\x1b$BF|K\\\x1b(B help\n")
	body("body/base64", typed("text/plain; charset=utf-8", "base64"), "aGVscApoZWxwCmhlbHAKaGVscAo=\n")
	body("body/base64-html", typed("text/html; charset=utf-8", "base64"), "PHA+aGVscCA8Yj5oZWxwPC9iPiA=\n")
	body("body/quoted-printable", typed("text/plain; charset=utf-8", "quoted-printable"), "=")
	body("body/quoted-printable-jp", typed("text/plain; charset=iso-2022-jp", "quoted-printable"), "=1B$B=1B(B=1B$B\n")
	body("body/uuencoded", typed("text/plain", "x-uuencode"), "begin 644 a\n")
	add("header/subject", func() string { return head + "Subject: " + fill("word ", 20<<20) + "\n\nhelp\n" })
	add("header/subject-8-bit", func() string { return head + "Subject: " + fill("\xe9", 20<<20) + "\n\nhelp\n" })
	add("header/subject-folded", func() string { return head + "Subject: " + fill("a\n b", 20<<20) + "\n\nhelp\n" })
	add("header/encoded-words", func() string { return head + "Subject: " + fill("=?utf-8?q?=C3=A9?= x ", 20<<20) + "\n\nhelp\n" })
	add("header/encoded-word", func() string { return head + "Subject: =?utf-8?q?" + fill("=C3=A9", 10<<20) + "?=\n\nhelp\n" })
	add("header/encoded-word-base64", func() string { return head + "Subject: =?utf-8?b?" + fill("w6nDqcOp", 10<<20) + "?=\n\nhelp\n" })
	add("header/fields", func() string {
		return head + strings.Repeat("X-Failed-Recipients: a@b.c\n", 100_000) + "Subject: x\n\nhelp\n"
	})
	add("header/fields-large", func() string { return head + fill("a:\n", large) + "\n\nhelp\n" })
	add("header/parameters", func() string {
		return head + "Content-Type: text/plain" + fill("; a=b", 20<<20) + "\n\nhelp\n"
	})
	for _, name := range []string{"From", "Sender", "Reply-To", "To", "Cc", "Date", "Message-ID", "References", "In-Reply-To", "Precedence", "Received", "X-Ack"} {
		long := func(kind, piece string) {
			add("header/"+strings.ToLower(name)+kind, func() string {
				return name + ": " + fill(piece, 20<<20) + "@example.com>\n" + head + "\nhelp\n"
			})
		}
		long("-word", "<x")
		long("-words", "word ")
		long("-folded", "a\n b")
		long("-8-bit", "\xe9")
		long("-comments", "(c)")
		long("-quoted", `"q"`)
		long("-commas", ",")
	}
	add("header/addresses", func() string { return "To: " + fill("a@b.c, ", 20<<20) + "\n" + head + "\nhelp\n" })
	add("header/comments", func() string { return "From: " + fill("(", 20<<20) + "\n" + head + "\nhelp\n" })
	add("mime/parts", func() string {
		return head + multipart(strings.Repeat("--B\nContent-Type: text/plain\n\nhelp\n\n", 100_000))
	})
	add("mime/parts-empty", func() string { return head + multipart(fill("--B\n", large)) })
	add("mime/parts-html", func() string {
		return head + multipart(strings.Repeat("--B\nContent-Type: text/html\n\n<p>x\n\n", 100_000))
	})
	add("mime/parts-deep", func() string { return head + deepParts(100_000) })
	add("mime/messages-deep", func() string { return head + fill("Content-Type: message/rfc822\n\n", large) })
	return mails
}

// multipart is what follows a header whose body is these parts.
func multipart(parts string) string {
	return "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n" + parts + "--B--\n"
}

// deepParts is a multipart in a multipart, so many times.
func deepParts(depth int) string {
	var b strings.Builder
	for i := range depth {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=B%d\n\n--B%d\n", i, i)
	}
	return b.String() + "\nhelp\n"
}

// hostileBounces are mails to a list's -bounces address.
func hostileBounces() map[string]hostile {
	mails := hostileMails("Mailer-Daemon@example.com")
	head := headOf("Mailer-Daemon@example.com")
	mails["lines-10000"] = hostile{text: func() string {
		return head + "\n" + strings.Repeat("This is a line about <somebody@example.com>.\n", 10_000)
	}}
	mails["report/strangers"] = hostile{text: func() string { return report(addresses(100_000)...) }}
	mails["report/members"] = hostile{members: 10_000, text: func() string { return report(addresses(100_000)...) }}
	mails["report/one-member"] = hostile{text: func() string { return report(sameText(addresses(1)[0], 100_000)...) }}
	mails["report/status"] = hostile{text: func() string {
		return head + "Content-Type: message/delivery-status\n\n" + fill("Final-Recipient: rfc822; a@b.example\nAction: failed\n\n", large)
	}}
	mails["report/status-lines"] = hostile{text: func() string {
		return head + "Content-Type: message/delivery-status\n\n" + fill("\n", large)
	}}
	mails["report/status-fields"] = hostile{text: func() string {
		return head + "Content-Type: message/delivery-status\n\n" + fill("Diagnostic-Code: smtp; 550\n", large)
	}}
	mails["report/text"] = hostile{text: func() string {
		return head + "Subject: Delivery failure\n\nThe following addresses failed:\n" + fill("<a@b.example>: 550 5.1.1 unknown user\n", large)
	}}
	mails["report/text-fields"] = hostile{text: func() string {
		return head + "Subject: Delivery failure\n\n" + fill("Final-Recipient: rfc822; a@b.example\nStatus: 5.0.0\n\n", large)
	}}
	mails["report/notification"] = hostile{text: func() string {
		return head + "x-amz-sns-message-id: x\n\n" + fill(`{"a":`, large)
	}}
	return mails
}

// sameText is a text so many times.
func sameText(text string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = text
	}
	return all
}

// hostileCommands are mails to a list's -request address.
func hostileCommands() map[string]hostile {
	mails := hostileMails("Somebody <somebody@example.com>")
	head := headOf("Somebody <somebody@example.com>")
	lines := func(name, line string) {
		mails["lines/"+name] = hostile{text: func() string { return head + "\n" + strings.Repeat(line+"\n", 10_000) }}
	}
	lines("help", "help")
	lines("echo", "echo "+strings.Repeat("word ", 100))
	lines("authenticate", "set authenticate guess address=x@example.com")
	lines("confirm", "confirm 0123456789012345678901234567890123456789")
	lines("subscribe", "subscribe secret address=x@example.com")
	lines("lists", "lists")
	mails["lines/echo-large"] = hostile{text: func() string { return head + "\necho " + fill("x ", large) }}
	mails["header/from-addresses"] = hostile{text: func() string {
		return "From: " + fill("a@b.c, ", 20<<20) + "\nMessage-ID: <hostile@example.com>\n\npassword\nhelp\n"
	}}
	mails["header/from-comments"] = hostile{text: func() string {
		return "From: " + fill("(", 20<<20) + "\nMessage-ID: <hostile@example.com>\n\npassword\nhelp\n"
	}}
	return mails
}

// hostileRun is a drain of a queue in which nothing but a hostile mail lies.
type hostileRun struct {
	*site
	put    func()
	runner string
}

func newHostileRun(tb testing.TB, runner string, mail hostile) hostileRun {
	tb.Helper()
	s := newSite(tb, addresses(max(10, mail.members)))
	put := (*site).putBounce
	if runner == "Command" {
		put = (*site).putCommand
	}
	return hostileRun{s, func() { put(s, tb, mail.text()) }, runner}
}

func (h hostileRun) command() *exec.Cmd { return h.mmrun("-r", h.runner, "-o") }

// checkHandled fails where the mail was not handled.
func (h hostileRun) checkHandled(tb testing.TB) {
	tb.Helper()
	if left, _ := filepath.Glob(filepath.Join(h.Var, "qfiles/[bcs]*/*.p*")); len(left) > 0 {
		tb.Errorf("left: %q", left)
	}
	if kept := h.config(tb); kept > mostKept {
		tb.Errorf("the list's config.pck has %d bytes now, want no more than %d", kept, mostKept)
	}
}

// config is the length of the list's config.pck, which keeps whom the list has answered.
func (h hostileRun) config(tb testing.TB) int64 {
	tb.Helper()
	info, err := os.Stat(filepath.Join(h.Var, "lists", demosite.List, "config.pck"))
	if err != nil {
		tb.Fatal(err)
	}
	return info.Size()
}

// hostileQueues are the queues for which there are hostile mails.
var hostileQueues = map[string]func() map[string]hostile{"Bounce": hostileBounces, "Command": hostileCommands}

// usual are the kinds of hostile mails that are always tried.
var usual = regexp.MustCompile("^(report/|lines/|header/(subject|subject-folded|from-words)$)")

// TestPeakOfHostileMails: no command mail and no bounce takes more than 128 MB. All kinds of
// them take minutes; without MMRUN_TEST_EVERY_STEP only the usual ones are tried.
func TestPeakOfHostileMails(t *testing.T) {
	every := os.Getenv("MMRUN_TEST_EVERY_STEP") != ""
	for runner, mails := range hostileQueues {
		for name, mail := range mails() {
			if !every && !usual.MatchString(name) {
				continue
			}
			t.Run(runner+"/"+name, func(t *testing.T) {
				h := newHostileRun(t, runner, mail)
				h.put()
				forgetPeak()
				cmd := h.command()
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
				}
				h.checkHandled(t)
				p, cpu := peak(cmd), cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()
				t.Logf("%d MB, %d ms", p>>20, cpu.Milliseconds())
				if p > mostMemory {
					t.Errorf("%d MB, want no more than %d", p>>20, mostMemory>>20)
				}
			})
		}
	}
}

// BenchmarkMmrunHostile: no command mail and no bounce takes more than a second of CPU
// time, in the best of the runs.
func BenchmarkMmrunHostile(b *testing.B) {
	for runner, mails := range hostileQueues {
		for name, mail := range mails() {
			b.Run(runner+"/"+name, func(b *testing.B) {
				h := newHostileRun(b, runner, mail)
				if least := run(b, 0, h.put, h.command()); least > mostCPU {
					b.Errorf("%v of CPU time, want no more than %v", least, mostCPU)
				}
				h.checkHandled(b)
			})
		}
	}
}
