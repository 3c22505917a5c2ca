// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"encoding/base64"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/job"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/runner/site/sitetest"
)

// playCommand carries out a command mail.
func playCommand(t *testing.T, w *sitetest.World, st step) {
	t.Helper()
	handle(t, w, job.Commands, st, map[string]pyvalue.Value{st.str("to"): int64(1)})
}

// handle handles a mail to a list, as the worker of the queue has it done.
func handle(t *testing.T, w *sitetest.World, of func(job.Env) (job.Job, error), st step, more map[string]pyvalue.Value) {
	t.Helper()
	msg := message.Parse(st.str("text"))
	l := w.Open(t, st.str("list"))
	data := queue.NewMetadata()
	data.SetStr("listname", pyvalue.Str(st.str("list")))
	for key, v := range more {
		data.SetStr(key, v)
	}
	data.SetStr("lang", pyvalue.Str(member.Of(l).Language(msg.Sender(false, false))))
	entry := &queue.Entry{Msg: msg, Data: data}
	j, err := of(job.Env{Site: w.Site})
	if err != nil {
		t.Fatal(err)
	}
	task := job.Task{Entry: entry, List: l}
	if j.(job.ListJob).NeedsChange(l, entry) {
		if task.Change, err = l.Change(t.Context(), time.Second); err != nil {
			t.Fatal(err)
		}
	}
	v, err := j.Handle(t.Context(), task)
	if err != nil || v.Outcome != job.Done {
		t.Fatalf("%q: %+v, %v", st.str("text"), v, err)
	}
	if task.Change != nil {
		if v.ListUnchanged {
			task.Change.KeepList()
		}
		if err := task.Change.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	if reasons, err := j.EndRound(t.Context()); err != nil || len(reasons) > 0 {
		t.Fatalf("the end of the round: %v, %v", reasons, err)
	}
}

// commandAttributes are attributes that commands look at, besides those of attributes.
var commandAttributes = map[string][]any{
	"private_roster":            {0, 1, 2},
	"autorespond_requests":      {0, 0, 1, 2},
	"autoresponse_graceperiod":  {0, 1, 90},
	"autoresponse_request_text": {"", "Nobody reads %(listname)s-request.\n", "Gr\xfc\xdfe", pyvalue.Unicode("Gr\u00fc\u00dfe")},
	"advertised":                {0, 1},
	"description":               {"", "Of this and that", "Gr\xfc\xdfe", pyvalue.Unicode("Gr\u00fc\u00dfe")},
	"digest_is_default":         {0, 1},
}

var commandAttributeNames = slices.Sorted(maps.Keys(commandAttributes))

// commandStep is the next step of a sequence of command mails, and of other things that
// are done to the list between them.
func (c chooser) commandStep(now situation) step {
	switch n := c.IntN(100); {
	case n < 5:
		name := c.of(commandAttributeNames...)
		values := commandAttributes[name]
		return step{"op": "set", "name": name, "value": values[c.IntN(len(values))], "list": "test", "lang": c.lang()}
	case n < 30:
		return c.step(now.requests)
	}
	return step{"op": "command", "list": "test", "to": c.of("torequest", "torequest", "torequest", "torequest", "tojoin", "toleave", "toconfirm"),
		"text": c.commandMail(now.cookies)}
}

// oneLanguage is commandStep where everybody speaks the list's language. Mailman goes on
// in another one where a command tells the owners of something.
func (c chooser) oneLanguage(now situation) step {
	s := c.commandStep(now)
	if s["name"] == "preferred_language" {
		s["name"], s["value"] = "real_name", "Test"
	}
	if _, ok := s["user_lang"]; ok {
		s["user_lang"] = "en"
	}
	return s
}

// manyLanguages is commandStep without the commands of which the owners are told.
func (c chooser) manyLanguages(now situation) step {
	for {
		s := c.commandStep(now)
		text := strings.ToLower(s.str("text"))
		changes := regexp.MustCompile(`(?m)(subscribe|join|leave|remove|confirm) |^subject: .*(subscribe|join)|^(subscribe|join)`).MatchString(text)
		if s["op"] != "command" || s.str("to") == "torequest" && !changes {
			return s
		}
	}
}

// commandMail is a mail with some commands. What mmrun answers in another way than
// Mailman is not in it: what is said about others than the sender, and what stands
// beside a command that another letter answers.
func (c chooser) commandMail(cookies []string) string {
	from := c.of("anne@example.com", "Anne P <Anne@Example.com>", "bart@example.org", "=?iso-8859-1?q?Bj=F6rn?= <cate.upper@example.net>",
		"=?utf-8?b?5pel5pys?= <dora@example.net>", "eve@banned.example", `"Fred, F" <fred@world.example>`, "odd|one@example.com", "B\xf6rn <gale@example.net>",
		"hugo@approved.example", "ivan@example.net", "jane@example.com", "=?x-unknown?q?J?= <jane@example.com>", "owner@example.com")
	head := "From: " + from + "\nMessage-ID: <m1@example.org>\n"
	if c.IntN(12) == 0 {
		head += c.of("Precedence: bulk\n", "Precedence: junk\nX-Ack: yes\n", "X-Ack: no\n", "Approved: password\n")
	}
	head += "To: " + c.of("test-request@lists.example.com", "test-confirm+"+c.cookie(cookies)+"@lists.example.com", "x <test-confirm+"+c.cookie(cookies)+"@y>") + "\n"
	line, alone := c.line, c.IntN(3) == 0
	if alone {
		lonely := c.lonelyLine(cookies)
		line = func([]string) string {
			next := lonely
			lonely = c.of("no command", "", "end")
			return next
		}
	}
	if c.flag() == 1 {
		head += "Subject: " + c.subject(line(cookies)) + "\n"
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
	}
	return c.wrap(head, body.String())
}

func (c chooser) subject(line string) string {
	return c.of(line, line, "Re: "+line, "RE:"+line, "=?utf-8?q?R=C3=A9:?= "+line, "", "=?utf-8?b?aGVscA==?=", "=?iso-8859-1?q?help_?= =?utf-8?q?me?=", "Fwd: Re: "+line, "=?us-ascii?q?echo=20one?=\n =?us-ascii?q?_two?=", "=?x-unknown?q?help?=",
		"H\xe9lp", "Good day to you", "a.b: c.d. help")
}

func (c chooser) wrap(head, body string) string {
	switch c.IntN(16) {
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
			"\nContent-Transfer-Encoding: 8bit\n\n" + body + c.of("", "echo Gr\xc3\xbc\xc3\x9fe\n", "echo \x1b$BF|K\\\x1b(B\n")
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
func (c chooser) lonelyLine(cookies []string) string {
	return c.of("subscribe", "join secret", "subscribe secret digest", "subscribe nodigest", "Subscribe digest digest", "subscribe a b", "subscribe a digest c",
		"unsubscribe", "leave", "remove secret", "unsubscribe pass\xe9", "unsubscribe a b", "confirm "+c.cookie(cookies), "password address=bart@example.org",
		"password a b address=bart@example.org", "set show address=anne@example.com")
}

// line is any other command.
func (c chooser) line(cookies []string) string {
	onOff := c.of("on", "off", "ON", "maybe", "on off", "")
	return c.of("help", "HELP me", "info", "info x", "lists", "lists x", "echo one  two", "who", "who secret", "who password", "who a b", "who secret address=bart@example.org",
		"end", "stop it", "confirm", "confirm a b", "password", "password secret secret", "password a b", "password a b c d", "password x", "set", "set help",
		"set show", "set show x", "set show x y", "set authenticate secret", "set authenticate password", "set authenticate wrong", "set authenticate a b", "set ack "+onOff, "set digest "+c.of("plain", "mime", "off", "PLAIN", "x", ""),
		"set delivery "+onOff, "set myposts "+onOff, "set hide "+onOff, "set duplicates "+onOff, "set reminders "+onOff, "set colour red", "set authenticate secret", "", "  ",
		"no command", "> quoted", "a.b.c", "help.", "Gr\xfc\xdfe", "\x00", "cmd_help", "set\x00")
}

// TestRandomCommands: command mails are carried out and answered as by Mailman.
func TestRandomCommands(t *testing.T) {
	in := findInstalled(t)
	for i := range *sequences {
		seed := *firstSeed + uint64(i)
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			for length := longest; length >= 0; {
				next := chooser.oneLanguage
				if seed%2 == 0 {
					next = chooser.manyLanguages
				}
				length = compare(t, in, seed, length, next)
			}
		})
	}
}
