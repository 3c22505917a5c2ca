// SPDX-License-Identifier: GPL-2.0-or-later

package command_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"mmgen/generator/pyvalue"
	"mmgen/runner/command"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// addMembers gives the list test its members: anne, bart, who is hidden, and dora, who gets
// digests.
func addMembers(t testing.TB, w *sitetest.World) {
	t.Helper()
	l := w.Change(t, "test").List()
	roster := member.Of(l)
	for _, addr := range roster.All() {
		if err := roster.Remove(addr); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range []member.NewMember{
		{Address: "anne@example.com", Name: pyvalue.Str("Anne Person"), Password: "annepw"},
		{Address: "bart@example.org", Password: "bartpw"},
		{Address: "Dora@example.net", Password: "dorapw", Digest: true, Language: "fr"},
	} {
		if err := roster.Add(m); err != nil {
			t.Fatal(err)
		}
	}
	if err := roster.SetOption("bart@example.org", member.ConcealSubscription, true); err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
}

// carry carries out a mail that was sent to the address for which to is the metadata key.
func carry(t testing.TB, w *sitetest.World, mail, to string) (saved bool) {
	t.Helper()
	c := w.Change(t, "test")
	msg := message.Parse(mail)
	data := queue.NewMetadata()
	data.SetStr(to, int64(1))
	lang := member.Of(c.List()).Language(msg.Sender(w.Settings.Bool("USE_ENVELOPE_SENDER"), false))
	data.SetStr("lang", pyvalue.Str(lang))
	s := &membership.Session{Site: w.Site, Change: c, List: c.List(), Translator: i18n.For(w.Site, lang)}
	installed, err := command.FindInstalled(w.Site)
	if err != nil {
		t.Fatal(err)
	}
	saved, err = command.Carry(t.Context(), s, installed, msg, data)
	if err != nil {
		t.Fatal(err)
	}
	w.Commit(t)
	return saved
}

// letters are the letters that were made: receiver and subject and, of answers, what
// stands between the first words and the last.
func letters(t testing.TB, w *sitetest.World) string {
	t.Helper()
	var all strings.Builder
	for _, e := range w.Entries(t, site.Virgin) {
		fmt.Fprintf(&all, "To %s: %s\n", strings.Join(e.Data.Strs("recips"), ", "), e.Msg.Get("Subject"))
		if !e.Msg.IsMultipart() {
			continue
		}
		_, text, _ := strings.Cut(e.Msg.Parts()[0].DecodedBody(), "original message.\n")
		text, _, _ = strings.Cut(text, "\n- Done.")
		all.WriteString(strings.TrimLeft(text, "\n"))
	}
	return all.String()
}

// TestCases plays the mails of testdata: in each file, settings and attributes of the list,
// then the mails in order (named by the metadata key of the address that each was sent
// to), and the letters and changes to members that come of them.
func TestCases(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txt")
	if len(files) < 10 {
		t.Fatalf("only %d files in testdata", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			c := sitetest.OpenCase(t, file)
			addMembers(t, c.World)
			before := memberLines(c.Open(t, "test"))
			for i := 1; ; i++ {
				mail, to := mailOf(c.Texts, i)
				if mail == "" {
					break
				}
				carry(t, c.World, mail, to)
			}
			got := letters(t, c.World) + changes(before, memberLines(c.Open(t, "test")))
			if *update {
				rewrite(t, file, got)
			} else if diff := cmp.Diff(c.Texts["letters"], got); diff != "" {
				t.Errorf("letters and changes (-want +got):\n%s", diff)
			}
		})
	}
}

var update = flag.Bool("update", false, "write what comes of the mails of testdata into its files, to be read")

// rewrite puts other letters into a file.
func rewrite(t *testing.T, path, letters string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	archive.Files[len(archive.Files)-1].Data = []byte(letters)
	if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// mailOf is the mail of a number, and the metadata key that its name has.
func mailOf(texts map[string]string, number int) (mail, to string) {
	for name, text := range texts {
		if n, key, _ := strings.Cut(name, " "); n == fmt.Sprint(number) {
			return text, key
		}
	}
	return "", ""
}

// memberLines says what is known of the members, a line each.
func memberLines(l *mlist.List) (lines []string) {
	roster := member.Of(l)
	for _, addr := range roster.All() {
		password, _ := roster.Password(addr)
		options, _ := l.Dict("user_options").Get(pyvalue.Str(addr))
		status, _ := roster.DeliveryStatus(addr)
		lines = append(lines, fmt.Sprintf("%s password %s, digest %v, options %v, status %d\n", addr, password, roster.Option(addr, member.Digests), options, status))
	}
	return lines
}

func changes(before, after []string) string {
	var b strings.Builder
	for _, line := range before {
		if !strings.Contains(strings.Join(after, ""), line) {
			b.WriteString("before: " + line)
		}
	}
	for _, line := range after {
		if !strings.Contains(strings.Join(before, ""), line) {
			b.WriteString("after: " + line)
		}
	}
	return b.String()
}

// TestAnswersADay: whoever is said to have sent a mail gets no more answers than the limit,
// however the address is written.
func TestAnswersADay(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	w.Set("MAX_AUTORESPONSES_PER_DAY", int64(3))
	addMembers(t, w)
	for i := range 12 {
		addr := []byte("anne@example.com")
		addr[i%4] -= 'a' - 'A' // another letter is a capital
		carry(t, w, fmt.Sprintf("From: mallory%d@example.com\n\nset show address=%s\n", i, addr), "torequest")
	}
	entries := w.Entries(t, site.Virgin)
	if len(entries) != 4 || !strings.Contains(entries[3].Msg.Get("Subject"), "Last autoresponse") {
		t.Errorf("%d letters, want three answers, and one that says that it is the last today", len(entries))
	}
	if got := strings.Count(letters(t, w), "mallory"); got > 0 {
		t.Errorf("%d letters go to the one who asked", got)
	}
}

// TestWhatComesBack: RESPONSE_INCLUDE_LEVEL, and mails that are too large to come back.
func TestWhatComesBack(t *testing.T) {
	large := strings.Repeat("x", 1<<20)
	for _, tt := range []struct {
		name, mail string
		level      int64
		has, not   []string
	}{
		{"all", "From: a@example.com\nSubject: help\n\nbody\n", 2, []string{"Subject: help", "body"}, nil},
		{"more than all", "From: a@example.com\nSubject: help\n\nbody\n", 5, []string{"Subject: help", "body"}, nil},
		{"header", "From: a@example.com\nSubject: help\n\nbody\n", 1, []string{"Subject: help", "Message body suppressed"}, []string{"body\n\n--"}},
		{"nothing", "From: a@example.com\nSubject: help\n\nbody\n", 0, []string{"Original message suppressed"}, []string{"Subject: help"}},
		{"large body", "From: a@example.com\nSubject: help\nContent-Type: text/html\n\n" + large, 2, []string{"Subject: help", "Message body suppressed"}, []string{"xxxx", "text/html"}},
		{"large header", "From: a@example.com\nSubject: help\nX-Large: " + large + "\n\nbody\n", 2, []string{"Original message suppressed"}, []string{"xxxx"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", nil)
			w.Set("RESPONSE_INCLUDE_LEVEL", tt.level)
			carry(t, w, tt.mail, "torequest")
			text := w.Entries(t, site.Virgin)[0].Msg.String()
			for _, s := range tt.has {
				if !strings.Contains(text, s) {
					t.Errorf("%q is not in\n%s", s, text)
				}
			}
			for _, s := range tt.not {
				if strings.Contains(text, s) {
					t.Errorf("%q is in\n%s", s, text)
				}
			}
		})
	}
}

// TestUnknownCharset: a text of which nobody knows the charset is read all the same.
func TestUnknownCharset(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"preferred_language": pyvalue.Str("fr"), "available_languages": pyvalue.Strings("fr")})
	carry(t, w, "From: a@example.com\nContent-Type: text/plain; charset=x-nobody\n\necho Gr\xc3\xbc\xc3\x9fe\n", "torequest")
	if got, want := w.Entries(t, site.Virgin)[0].Msg.Parts()[0].DecodedBody(), "    echo Gr\xfc\xdfe\n"; !strings.Contains(got, want) {
		t.Errorf("%q is not in %q", want, got)
	}
}

// FuzzCarry: no mail makes the commands fail, or writes to anybody but the sender, an
// address that it names, and the list's owners.
func FuzzCarry(f *testing.F) {
	for _, body := range []string{
		"help\nset authenticate annepw\nset hide on\nset show\n", "subscribe a digest address=x@example.com", "who\nlists\ninfo",
		"confirm 0123456789012345678901234567890123456789\n", "password address=bart@example.org\n", "\x00\r\r\n \x0b help",
	} {
		f.Add("re:help", "", body, uint8(0))
		f.Add("=?utf-8?q?help?=", "multipart/mixed; boundary=B", "--B\n\n"+body+"\n--B--", uint8(1))
	}
	w := sitetest.New(f)
	w.AddList(f, "test", nil)
	w.Set("MAX_AUTORESPONSES_PER_DAY", int64(0))
	addMembers(f, w)
	f.Fuzz(func(t *testing.T, subject, contentType, body string, to uint8) {
		mail := "From: anne@example.com\nSubject: " + oneLine(subject) + "\nContent-Type: " + oneLine(contentType) + "\n\n" + body
		key := []string{"torequest", "tojoin", "toleave", "toconfirm"}[to%4]
		saved := carry(t, w, mail, key)
		for _, e := range w.Entries(t, site.Virgin) {
			if err := os.Remove(w.Path("qfiles/virgin/" + e.Name + ".bak")); err != nil {
				t.Fatal(err)
			}
			rcpt := e.Data.Strs("recips")
			for _, addr := range rcpt {
				if !strings.Contains(strings.ToLower(mail), strings.ToLower(addr)) && !strings.HasSuffix(addr, "-owner@lists.example.com") {
					t.Errorf("a letter to %q", rcpt)
				}
			}
			if !saved {
				t.Error("a letter, and the list is not to be saved")
			}
			if fields := message.Parse(e.Msg.String()); len(fields.GetAll("to")) != 1 || len(fields.GetAll("from")) != 1 || len(fields.GetAll("bcc")) > 0 {
				t.Errorf("fields of a letter: %q", fields.Names())
			}
		}
	})
}

func oneLine(s string) string { return strings.NewReplacer("\r", " ", "\n", " ").Replace(s) }

// TestInstalled: a command that the site has removed is none, and one of its own, like the
// help that explains it, is for Mailman's Python.
func TestInstalled(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	w.Set("PREFIX", w.Path("mailman"))
	for _, name := range []string{"help", "info", "echo"} {
		w.Write(t, "mailman/Mailman/Commands/cmd_"+name+".py", nil)
	}
	carry(t, w, "From: a@example.com\n\nhelp\nwho\ninfo\n", "torequest")
	got := letters(t, w)
	if !strings.Contains(got, "Get information") || strings.Contains(got, "List name") || strings.Contains(got, "See everyone") {
		t.Errorf("help without who, and who is no command:\n%s", got)
	}
	w.Write(t, "mailman/Mailman/Commands/cmd_weather.pyc", nil)
	for mail, want := range map[string]bool{
		"Subject: weather\n\n":          true,
		"Subject: Re:weather\n\n":       true,
		"Subject: hello\n\nWEATHER x\n": true,
		"Subject: hello\n\nhelp\n":      true,
		"Subject: hello\n\ninfo\n":      false,
		"Subject: hello\n\nx weather\n": false,
	} {
		installed, err := command.FindInstalled(w.Site)
		if err != nil {
			t.Fatal(err)
		}
		if got := installed.NeedsPython(message.Parse(mail), 25); got != want {
			t.Errorf("%q: %v", mail, got)
		}
	}
}
