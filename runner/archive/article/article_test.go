// SPDX-License-Identifier: GPL-2.0-or-later

package article

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

// newMaker makes articles of the list test, in a language that has no catalogue.
func newMaker(t *testing.T, lang string) *Maker {
	t.Helper()
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{
		"preferred_language": pyvalue.Str(lang), "subject_prefix": pyvalue.Str("[Test %d] "),
	})
	return &Maker{Site: w.Site, List: w.Open(t, "test"), Started: w.Clock}
}

func str(s string) i18n.Text { return i18n.Text{S: s} }
func uni(s string) i18n.Text { return i18n.Text{S: s, Unicode: true} }

const post = `From: "Anne Person" <anne@example.com>
Subject: Re: [Test 12] =?utf-8?q?Gr=C3=BC=C3=9Fe?= an
  bart@example.org
Date: Wed, 18 Nov 2026 11:03:40 +0100
Message-ID: <a1@example.com>
In-Reply-To: Your message of today <a0@example.com>
References: <z@example.com> <a0@example.com>
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: 8bit

Grüße
`

func TestArticleOfAPost(t *testing.T) {
	got := newMaker(t, "en").Make(message.Parse(post), 17)
	want := &Article{
		Sequence: 17, MsgID: "a1@example.com", Lang: "en",
		Subject: str("[Test 12] =?utf-8?q?Gr=C3=BC=C3=9Fe?= an\n  bart@example.org"),
		Author:  str("Anne Person"), Email: str("anne at example.com"),
		Date: "01794996220", DateStr: "Wed, 18 Nov 2026 11:03:40 +0100", FromDate: "Wed Nov 18 10:03:40 2026",
		InReplyTo: "a0@example.com", References: []string{"z@example.com", "a0@example.com"},
		RawMessageID: "<a1@example.com>", RawInReplyTo: "Your message of today <a0@example.com>",
		RawReferences: "<z@example.com> <a0@example.com>",
		Decoded: Decoded{
			Author: uni("Anne Person"), Email: uni("anne at example.com"),
			Subject:  uni("[Test 12] Grüße an  bart at example.org"),
			Stripped: uni("Grüßeanbartatexample.org"),
		},
		Body: uni("Grüße\n"), contentType: `text/plain; charset="utf-8"`, encoding: "8bit",
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Article{})); diff != "" {
		t.Error(diff)
	}
}

// TestStored: what the database keeps is read back, but for the body.
func TestStored(t *testing.T) {
	a := newMaker(t, "en").Make(message.Parse(post), 17)
	a.Filename, a.ParentID, a.ThreadKey = "000017.html", "a0@example.com", "01794996000.3-01794996220.17-"
	data, err := a.Dump("test")
	if err != nil {
		t.Fatal(err)
	}
	got, err := Load(string(data), "fr")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, got, cmp.AllowUnexported(Article{}), cmpopts.IgnoreFields(Article{}, "Body")); diff != "" {
		t.Error(diff)
	}
	if got.Body.S != "" {
		t.Errorf("the body %q was stored", got.Body.S)
	}
	for _, want := range []string{"(iMailman.Archiver.HyperArch\nArticle\n", "S'__listname'", "S'_last_article_time'", "S'headers'", "S'body'"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%q is not in the pickle, and Mailman looks for it:\n%s", want, data)
		}
	}
}

// TestOtherPickle: an article whose pickle is unusual, as of another protocol, is the same.
func TestOtherPickle(t *testing.T) {
	a := newMaker(t, "en").Make(message.Parse(post), 17)
	a.References = []string{"a@x", "b@x"}
	data, err := a.Dump("test")
	if err != nil {
		t.Fatal(err)
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	other, err := pickle.Dump(v, 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Load(string(other), "fr")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, got, cmp.AllowUnexported(Article{}), cmpopts.IgnoreFields(Article{}, "Body")); diff != "" {
		t.Error(diff)
	}
}

// TestOlderArticle: articles of the first versions of 2.1 have no language and nothing
// decoded.
func TestOlderArticle(t *testing.T) {
	const old = "(iMailman.Archiver.HyperArch\nArticle\np1\n(dp2\nS'subject'\nS'Gr\\xfc\\xdfe'\nsS'sequence'\nI4\nsS'author'\nNsb."
	got, err := Load(old, "de")
	if err != nil {
		t.Fatal(err)
	}
	want := &Article{Sequence: 4, Subject: str("Gr\xfc\xdfe"), Lang: "de"}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Article{})); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"", "I1\n.", "(iMailman.UserDesc\nUserDesc\np1\n(dp2\nb.", old[:30]} {
		if a, err := Load(bad, "de"); err == nil {
			t.Errorf("Load(%q) = %+v, want an error", bad, a)
		}
	}
}

// TestPostsThatMailmanShunts: Mailman raises an exception for each of these.
func TestPostsThatMailmanShunts(t *testing.T) {
	for name, headers := range map[string]string{
		"no message id":       "From: a@example.com\n",
		"no header field":     "",
		"blank charset":       "Content-Type: text/plain; charset=\" \"\n",
		"codec that is none":  "Content-Type: text/plain; charset=hex\n",
		"charset with a NUL":  "Content-Type: text/plain; charset=\"a\x00b\"\n",
		"no date, no address": "Subject: x\nMessage-ID: <1@x>\n",
	} {
		a := newMaker(t, "en").Make(message.Parse(headers+"\nThe body.\n"), 5)
		if a.Body.S != "The body.\n" {
			t.Errorf("%s: body %q", name, a.Body.S)
		}
		if _, err := a.Dump("test"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMessageIDs(t *testing.T) {
	for _, tt := range []struct{ raw, want string }{
		{"<a@b>", "a@b"}, {"(a@b)", "a@b"}, {`"a@b"`, "a@b"}, {"<a@b", "<a@b"}, {"a@b", "a@b"}, {"", "7"}, {"<", "<"}, {`"`, "7"}, {"<>", "7"},
	} {
		a := &Article{Sequence: 7, RawMessageID: tt.raw}
		if a.setIDs(); a.MsgID != tt.want {
			t.Errorf("message id of %q is %q, want %q", tt.raw, a.MsgID, tt.want)
		}
	}
	for _, tt := range []struct{ raw, want string }{
		{"<a@b>", "a@b"}, {"Of <a@b> and <c@d>", "a@b> and <c@d"}, {"a@b", ""}, {"<a\n b>", ""}, {"x> <y", ""}, {"<a\n <c@d>", "c@d"},
	} {
		a := &Article{RawInReplyTo: tt.raw}
		if a.setIDs(); a.InReplyTo != tt.want {
			t.Errorf("In-Reply-To of %q is %q, want %q", tt.raw, a.InReplyTo, tt.want)
		}
	}
}

func TestDates(t *testing.T) {
	mk := newMaker(t, "en")
	for _, tt := range []struct{ headers, date string }{
		{"Date: Wed, 18 Nov 2026 11:03:40 +0100\n", "Wed Nov 18 10:03:40 2026"},
		{"Date: Wed, 18 Nov 1969 11:03:40 +0100\nX-List-Received-Date: Wed, 18 Nov 2026 10:00:00 -0000\n", "Wed Nov 18 10:00:00 2026"},
		{"Date: Wed, 18 Nov 2027 11:03:40 +0100\nReceived: by x; from y;\n Tue, 17 Nov 2026 10:00:00 +0000\n", "Tue Nov 17 10:00:00 2026"},
		{"Date: nonsense\n", "Wed Nov 18 11:06:41 2026"},
		{"", "Wed Nov 18 11:06:41 2026"},
	} {
		m := message.Parse(tt.headers + "\n")
		if a := mk.Make(m, 0); a.FromDate != tt.date || a.When(time.UTC).Format(time.ANSIC) != tt.date {
			t.Errorf("date of %q is %s, %v; want %s", tt.headers, a.FromDate, a.When(time.UTC), tt.date)
		}
	}
	m := message.Parse("Subject: x\n\n")
	m.SetUnixFrom("From a@example.com  Tue Nov 17 10:00:00 2026")
	if a := mk.Make(m, 0); a.FromDate != "Tue Nov 17 10:00:00 2026" {
		t.Errorf("date of an envelope line is %s", a.FromDate)
	}
}

func TestAuthors(t *testing.T) {
	mk := newMaker(t, "en")
	for _, tt := range []struct{ headers, author, email string }{
		{"From: a@example.com\n", "a at example.com", "a at example.com"},
		{"From: A <a@example.com>\n", "A", "a at example.com"},
		{"From: a@example.com (B)\n", "B", "a at example.com"},
		{"Reply-To: C <c@example.com>\n", "c at example.com", "c at example.com"},
		{"From: \"d@example.com\" <d@example.com>\n", "d at example.com", "d at example.com"},
		{"", "", ""},
	} {
		if a := mk.Make(message.Parse(tt.headers+"\n"), 0); a.Author.S != tt.author || a.Email.S != tt.email {
			t.Errorf("%q: author %q, email %q", tt.headers, a.Author.S, a.Email.S)
		}
	}
}

func TestAuthorKey(t *testing.T) {
	for _, tt := range []struct{ author, want i18n.Text }{
		{str("Anne Person"), str("Person, Anne")},
		{str("Ludwig van Beethoven"), str("Beethoven van, Ludwig")},
		{str("LUDWIG VAN BEETHOVEN"), str("BEETHOVEN VAN, LUDWIG")},
		{str("Charles le Grand"), str("Grand le, Charles")},
		{str("charles le grand"), str("grand, charles le")},
		{uni("Élise  Müller"), uni("Müller, Élise")},
		{uni("Élise\u3000Müller"), uni("Müller, Élise")},
		{str("Person, Anne"), str("Person, Anne")},
		{str("Anne"), str("Anne")},
		{str(" "), str(", ")},
	} {
		if got := fixAuthor(tt.author); got != tt.want {
			t.Errorf("fixAuthor(%q) = %q, want %q", tt.author.S, got.S, tt.want.S)
		}
	}
}

func TestSubjects(t *testing.T) {
	mk := newMaker(t, "en")
	for _, tt := range []struct{ raw, subject, key string }{
		{"Topic", "Topic", "topic"},
		{"RE: re[2]: Topic", "Topic", "topic"},
		{"AW: Topic", "AW: Topic", "topic"},
		{"[Test 7] RE: A  B", "[Test 7] RE: A  B", "ab"},
		{"Re:", "No subject", "nosubject"},
		{"Fwd: [Test] x", "Fwd: [Test] x", "fwd:[test]x"},
		{"=?utf-8?q?=C3=84rger?=", "=?utf-8?q?=C3=84rger?=", "ärger"},
		{"\xc4rger", "\xc4rger", "ärger"}, // taken for Latin-1 on an English list
	} {
		a := mk.Make(message.Parse("Subject: "+tt.raw+"\n\n"), 0)
		if a.Subject.S != tt.subject || a.SubjectKey().S != tt.key {
			t.Errorf("%q: subject %q, sorted by %q; want %q, %q", tt.raw, a.Subject.S, a.SubjectKey().S, tt.subject, tt.key)
		}
	}
	if a := mk.Make(message.Parse("\n"), 0); a.Subject.S != "No subject" {
		t.Errorf("without Subject: %q", a.Subject.S)
	}
}

func TestBodies(t *testing.T) {
	for _, tt := range []struct {
		lang, headers, body string
		want                i18n.Text
	}{
		{"en", "", "a\r\nb\rc", str("a\nb\nc\n")},
		{"en", "", "a\n\xe9\n", str("a\n\xe9\n")},
		{"en", "Content-Type: text/plain; charset=iso-8859-1\n", "a\n\xe9", uni("a\né\n")},
		{"en", "Content-Type: text/plain; charset=utf-8\n", "a\u2028b\fc\x85\n", str("a\u2028b\fc\x85\n")}, // no UTF-8
		{"en", "Content-Type: text/plain; charset=utf-8\n", "a\u2028b\fc\u0085d\v", uni("a\nb\nc\nd\n")},
		{"en", "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n", "w6k=\n", uni("é\n")},
		{"en", "Content-Type: text/plain; charset=\"\"\n", "a\r\nb", str("a\r\nb")},
		{"en", "Content-Type: text/plain; charset=nobody-knows\n", "a\r\nb", str("a\r\nb")},
		{"en", "Content-Type: text/plain; charset=\"'us-ascii'\"\n", "a\r\nb", str("a\nb\n")},
		{"de", "", "\xe9\r\n", str("\xe9\n")},
		{"ja", "", "\x1b$B$\"\x1b(B\n", uni("あ\n")},
		{"ja", "Content-Type: text/plain; charset=euc-jp\n", "\xa4\xa2\n", str("\xa4\xa2\n")},
		{"en", "Content-Type: multipart/mixed; boundary=x\n", "--x\n\nA part.\n--x--\n", str("--x\n\nA part.\n--x--\n")},
		{"en", "", "", str("")},
	} {
		if got := newMaker(t, tt.lang).Make(message.Parse(tt.headers+"\n"+tt.body), 0).Body; got != tt.want {
			t.Errorf("%s, %q, %q: %+v, want %+v", tt.lang, tt.headers, tt.body, got, tt.want)
		}
	}
}

func TestObscure(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"a@b", "a at b"},
		{"Write to a.b+c@d.example, or x@y", "Write to a.b+c at d.example, or x at y"},
		{"@b a@ a@@b a@b@c @", "@b a@ a@@b a at b@c @"},
		{"é@b a@é x,y@z", "é@b a@é x,y at z"},
	} {
		if got := Obscure(tt.text, " at "); got != tt.want {
			t.Errorf("Obscure(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestObscureIsLinear: a megabyte of what looks like addresses takes no time.
func TestObscureIsLinear(t *testing.T) {
	start := time.Now()
	for _, unit := range []string{"@", "a", "a@", "a@b", "@a@", "-,.@"} {
		Obscure(strings.Repeat(unit, 1<<20/len(unit)), " at ")
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}
