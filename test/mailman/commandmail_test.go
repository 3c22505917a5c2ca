// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"encoding/base64"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message/address"
)

// commandMail is a mail with some commands. What mmrun answers in another way than
// Mailman is not in it: what is said about others than the sender, and what stands
// beside a command that another letter answers.
func (c chooser) commandMail(cookies []string) string {
	from := c.of("anne@example.com", "Anne P <Anne@Example.com>", "bart@example.org", "=?iso-8859-1?q?Bj=F6rn?= <cate.upper@example.net>",
		"=?utf-8?b?5pel5pys?= <dora@example.net>", "eve@banned.example", `"Fred, F" <fred@world.example>`, "odd|one@example.com", "B\xf6rn <gale@example.net>",
		"hugo@approved.example", "ivan@example.net", "jane@example.com", "=?x-unknown?q?J?= <jane@example.com>", "owner@example.com",
		"anne@example.com (Anne, by comment)", "bart@example.org, anne@example.com", "Friends: dora@example.net;", "=?iso-8859-1?q?G=FC?=\n =?koi8-r?b?8NLJ18XU?= <ivan@example.net>",
		"\"=?utf-8?q?J=C3=BC?=\"\n <jane@example.com>", `"hu.go"@approved.example`, "bart@[192.0.2.1]", "", "test@lists.example.com")
	own := pystr.Lower(address.Parse(from).Addr)
	head := "From: " + from + "\nMessage-ID: <m1@example.org>\n"
	switch c.IntN(16) {
	case 0:
		head = "From " + own + " Wed Nov 18 10:00:00 2026\n" + head
	case 1:
		head += "Sender: " + own + "\nReply-To: someone@example.net\n"
	case 2:
		head = "From: " + from + "\n"
	}
	if c.IntN(12) == 0 {
		head += c.of("Precedence: bulk\n", "Precedence: junk\nX-Ack: yes\n", "X-Ack: no\n", "Approved: password\n")
	}
	head += "To: " + c.of("test-request@lists.example.com", "test-confirm+"+c.cookie(cookies)+"@lists.example.com", "x <test-confirm+"+c.cookie(cookies)+"@y>",
		"\"x <y\" <test-confirm+"+c.cookie(cookies)+"@lists.example.com>, z@example.com", "z@example.com,\n test-confirm+"+c.cookie(cookies)+"@lists.example.com",
		"TEST-CONFIRM+"+c.cookie(cookies)+"@LISTS.EXAMPLE.COM", "test-confirm+"+strings.ToUpper(c.cookie(cookies))+"@lists.example.com") + "\n"
	line, alone := func(cookies []string) string { return c.line(cookies, own) }, c.IntN(3) == 0
	if alone {
		lonely := c.lonelyLine(cookies, own)
		line = func([]string) string {
			next := lonely
			lonely = c.of("no command", "", "end")
			return next
		}
	}
	if c.flag() == 1 {
		head += "Subject: " + c.subject(strings.ReplaceAll(line(cookies), "\n", " ")) + "\n"
	}
	var body strings.Builder
	for range c.IntN(5) {
		body.WriteString(line(cookies) + c.of("\n", "\n", "\r\n"))
	}
	switch n := c.IntN(20); {
	case n < 2:
		body.WriteString(strings.Repeat("and more\n", 30))
	case n == 2 && !alone: // more commands than count
		body.WriteString(strings.Repeat("echo one more\n", 8+c.IntN(20)))
	case n < 7 && !alone:
		body.Reset()
		body.WriteString("set authenticate " + c.of("secret", "secret", "password", "pass\xe9") + c.of("", "", " address="+own) + "\n")
		for range 2 + c.IntN(6) {
			body.WriteString("set " + c.option() + "\n")
		}
		body.WriteString("set show\n")
	}
	return c.wrap(head, body.String(), alone)
}

func (c chooser) subject(line string) string {
	return c.of(line, line, "Re: "+line, "RE:"+line, "=?utf-8?q?R=C3=A9:?= "+line, "", "=?utf-8?b?aGVscA==?=", "=?iso-8859-1?q?help_?= =?utf-8?q?me?=", "Fwd: Re: "+line, "=?us-ascii?q?echo=20one?=\n =?us-ascii?q?_two?=", "=?x-unknown?q?help?=",
		"H\xe9lp", "Good day to you", "a.b: c.d. help")
}

// wrap makes a mail of a header and commands. Where a command is to be alone no other is added.
func (c chooser) wrap(head, body string, alone bool) string {
	more := func(line string) string {
		if alone {
			return ""
		}
		return line
	}
	switch c.IntN(32) {
	case 7:
		return head + "Content-Type: text/plain; charset=koi8-r; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\n" +
			strings.ReplaceAll(strings.ReplaceAll(body, "=", "=3D"), "e", "=\ne") + more("echo =F0=D2\n")
	case 8:
		return head + "MIME-Version: 1.0\nContent-Type: message/rfc822\n\nSubject: help\n\n" + body
	case 9:
		return head + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: message/rfc822\n\nSubject: inner\n\n" + body + "\n--B\n\necho two\n--B--\n"
	case 10:
		return head + "MIME-Version: 1.0\nContent-Type: multipart/mixed\n\n" + body
	case 11:
		return head + "MIME-Version: 1.0\nContent-Type: text/plain; name=x.txt\nContent-Disposition: attachment\nContent-Transfer-Encoding: x-uuencode\n\n" + body
	case 12:
		return head + "MIME-Version: 1.0\nContent-Type: text/plain; charset*=us-ascii'en'utf%2D8\n\n" + body
	case 13:
		return strings.ReplaceAll(strings.ReplaceAll(head+"\n"+body, "\r\n", "\n"), "\n", "\r\n")
	case 14:
		return head + "Content-Type: text\n\n" + body
	case 15:
		return head + "MIME-Version: 1.0\nContent-Type: multipart/report; boundary=B; report-type=delivery-status\n\n--B\nContent-Type: TEXT/Plain; Charset=\"UTF-8\"\n\n" + body + "\n--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n--B--\n"
	case 16:
		return head + "MIME-Version: 1.0\nContent-Type: text/plain; charset=gb2312\n\n" + body + more("echo \xd6\xd0\xce\xc4\n")
	case 17:
		return head + "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString([]byte("h\x00e\x00l\x00p\x00\n\x00")) + "\n"
	case 4:
		return head + "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" +
			base64.StdEncoding.EncodeToString([]byte(body)) + "\n"
	case 5:
		return head + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\nPreamble\n--B\nContent-Type: text/plain; charset=iso-8859-1\n" +
			"Content-Transfer-Encoding: quoted-printable\n\n" + strings.ReplaceAll(body, "=", "=3D") + "Gr=FC=DFe=\n und mehr\n\n--B\n\nhelp\n--B--\n"
	case 6:
		return head + "MIME-Version: 1.0\nContent-Type: multipart/signed; boundary=B\n\n--B\nContent-Type: multipart/alternative; boundary=C\n\n--C\n\n" +
			body + "\n--C\nContent-Type: text/html\n\n<p>" + body + "\n--C--\n\n--B\nContent-Type: application/pgp-signature\n\nx\n--B--\n"
	case 0:
		return head + "MIME-Version: 1.0\nContent-Type: text/plain; charset=" + c.of("utf-8", "iso-8859-1", "iso-2022-jp", `"us-ascii"`, "koi8-r") +
			"\nContent-Transfer-Encoding: 8bit\n\n" + body + more(c.of("", "echo Gr\xc3\xbc\xc3\x9fe\n", "echo \x1b$BF|K\\\x1b(B\n"))
	case 1:
		return head + "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=B\n\n--B\nContent-Type: text/html\n\n<p>help</p>\n--B\nContent-Type: text/plain\n\n" + body + "\n--B--\n"
	case 2:
		return head + "MIME-Version: 1.0\nContent-Type: text/html\n\n" + body
	case 3:
		return head + "MIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: quoted-printable\n\n" + strings.ReplaceAll(body, "=", "=3D")
	}
	return head + "\n" + body
}

func (c chooser) cookie(cookies []string) string {
	if len(cookies) == 0 || c.IntN(6) == 0 {
		return strings.Repeat("0123456789", 4)
	}
	return cookies[max(0, len(cookies)-1-c.IntN(min(len(cookies), 4)))]
}

// lonelyLine is a command that may be answered by another letter, or at another address.
func (c chooser) lonelyLine(cookies []string, own string) string {
	if c.IntN(4) == 0 {
		return c.of("subscribe", "subscribe secret digest", "join nodigest", "unsubscribe secret", "unsubscribe", "leave wrong", "subscribe a Nodigest") + c.addressArgument(own)
	}
	return c.of("subscribe", "join secret", "subscribe secret digest", "subscribe nodigest", "Subscribe digest digest", "subscribe a b", "subscribe a digest c",
		"unsubscribe", "leave", "remove secret", "unsubscribe pass\xe9", "unsubscribe a b", "confirm "+c.cookie(cookies), "password address=bart@example.org",
		"password a b address=bart@example.org", "set show address=anne@example.com")
}

// line is any other command.
func (c chooser) line(cookies []string, own string) string {
	if c.IntN(4) == 0 {
		return c.ownLine(own)
	}
	return c.of("help", "HELP me", "info", "info x", "lists", "lists x", "echo one  two", "who", "who secret", "who password", "who a b", "who secret address=bart@example.org",
		"end", "stop it", "confirm", "confirm a b", "password", "password secret secret", "password a b", "password a b c d", "password x", "set", "set help",
		"set show", "set show x", "set show x y", "set authenticate secret", "set authenticate password", "set authenticate wrong", "set authenticate a b", "set "+c.option(), "set "+c.option(), "set "+c.option(), "set authenticate secret", "", "  ",
		"no command", "> quoted", "a.b.c", "help.", "Gr\xfc\xdfe", "\x00", "cmd_help", "set\x00")
}

// option is one that the command set sets.
func (c chooser) option() string {
	onOff := c.of("on", "off", "on", "off", "ON", "Off", "maybe", "on off", "")
	return c.of("ack ", "delivery ", "myposts ", "hide ", "duplicates ", "reminders ", "colour ", "Ack ", "_status ", "show") + onOff + c.of("", "", "", " \t") +
		c.of("", "", "\nset digest "+c.of("plain", "mime", "off", "PLAIN", "x", ""))
}

// ownLine is a command that names the sender's own address.
func (c chooser) ownLine(own string) string {
	return c.of("password", "password secret secret2", "password secret2 secret", "set show", "set authenticate secret", "who secret", "who password") + c.addressArgument(own)
}

func (c chooser) addressArgument(own string) string {
	return c.of(" address=", " address=", " address=", " Address=", " ADDRESS=", " address = ") + own
}
