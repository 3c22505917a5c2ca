// SPDX-License-Identifier: GPL-2.0-or-later

package page

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner/archive/article"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/site/sitetest"
)

// archive is a list test whose pages are made here.
type archive struct {
	*sitetest.World
	*Pages
	maker *article.Maker
}

// newArchive makes an archive in a language. Its templates are one line for each
// variable.
func newArchive(t testing.TB, lang string) *archive {
	t.Helper()
	w := sitetest.New(t)
	w.Set("TEMPLATE_DIR", w.Path("templates"))
	w.AddList(t, "test", map[string]pyvalue.Value{
		"preferred_language": pyvalue.Str(lang), "subject_prefix": pyvalue.Str(""),
	})
	l := w.Open(t, "test")
	return &archive{w, New(w.Site, l), &article.Maker{Site: w.Site, List: l, Started: w.Clock}}
}

func (a *archive) template(t *testing.T, name, text string) {
	t.Helper()
	a.Write(t, "templates/en/"+name, []byte(text))
}

func (a *archive) post(text string, sequence int64) *article.Article {
	made := a.maker.Make(message.Parse(text), sequence)
	made.Filename = "000001.html"
	made.ThreadKey = made.Date + ".1-"
	return made
}

// add adds an article to an index.
func (a *archive) add(t testing.TB, x *Index, made *article.Article, depth int) {
	t.Helper()
	entries, err := a.Pages.Entries()
	if err != nil {
		t.Fatal(err)
	}
	x.Add(entries.Of(made), made.ThreadKey, depth)
}

// page is the page of an article, of its whole template.
func (a *archive) page(t testing.TB, made *article.Article, prev, next *article.Article) string {
	t.Helper()
	html, err := a.Article(made, a.Body(made), prev, next)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.Join(html, nil))
}

const post = "From: Anne <anne@example.com>\nSubject: On & off\nMessage-ID: <1@x>\nDate: Wed, 18 Nov 2026 11:03:40 +0100\n\nHello.\n"

func TestArticle(t *testing.T) {
	a := newArchive(t, "en")
	a.template(t, "article.html", "%(title)s|%(subject_html)s|%(author_html)s|%(email_html)s|%(message_id)s\n"+
		"%(email_url)s|%(subject_url)s|%(in_reply_to_url)s\n%(datestr_html)s|%(sequence)s|%(listname)s|%(listurl)s\n"+
		"%(encoding)s\n%(prev)s|%(prev_wsubj)s\n%(next)s|%(next_wsubj)s\n100%%|%(unknown)s\n<!--beginarticle-->\n%(body)s\n<!--endarticle-->\n")
	neighbour := &article.Article{Filename: "a b.html", Subject: i18n.Text{S: "<Before>"}}
	got := a.page(t, a.post(post, 7), nil, neighbour)
	want := `On &amp; off|On &amp; off|Anne|anne at example.com|&lt;1@x&gt;
test%40lists.example.com|Re%3A%20On%20%26%20off|%3C1%40x%3E
Wed Nov 18 10:03:40 UTC 2026|7|Test|http://lists.example.com/mailman/listinfo/test
<META http-equiv="Content-Type" content="text/html; charset=us-ascii">
|
<LINK REL="Next"  HREF="a%20b.html">|<LI>Next message (by thread): <A HREF="a%20b.html">&lt;Before&gt;
</A></li>
100%|%(unknown)s
<!--beginarticle-->
<PRE>Hello.
</PRE>

<!--endarticle-->
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	body, ok := CutBody(got)
	if !ok || body != a.Body(a.post(post, 7)) {
		t.Errorf("the body cut out of it is %q, %v", body, ok)
	}
}

func TestAddressesAreNotObscured(t *testing.T) {
	a := newArchive(t, "en")
	a.Set("ARCHIVER_OBSCURES_EMAILADDRS", false)
	a.template(t, "article.html", "%(email_url)s %(email_html)s\n%(body)s")
	a.template(t, "archidxentry.html", "%(author)s")
	made := a.post("From: anne@example.com\n\nTo a@b.example\n", 1)
	want := "anne%40example.com anne@example.com\n<PRE>To <A HREF=\"mailto:a@b.example\">a@b.example</A>\n</PRE>\n"
	if got := a.page(t, made, nil, nil); got != want {
		t.Errorf("page is %q, want %q", got, want)
	}
	if got := string(a.Text(made)); !strings.HasSuffix(got, "\n\nTo a@b.example\n\n") {
		t.Errorf("text is %q", got)
	}
}

const listinfo = "http://lists.example.com/mailman/listinfo/test"

func TestBody(t *testing.T) {
	link := func(url, text string) string { return `<A HREF="` + url + `">` + text + "</A>" }
	for _, tt := range []struct{ charset, body, want string }{
		{"us-ascii", "1 < 2 & \"3\"", `1 &lt; 2 &amp; &quot;3&quot;`},
		{"us-ascii", "&lt; &#60; &bad &#x3c; &;", "&lt; &#60; &amp;bad &amp;#x3c; &amp;;"},
		{"us-ascii", "nul\x00", "nul "},
		{"us-ascii", "b\xe9", "b&#233;"},
		{"utf-8", "é&é €\U0001F600", "&#233;&amp;&#233; &#8364;&#128512;"},
		{"us-ascii", "> quoted <", "&gt;<i> quoted &lt;\n</I>"},
		{"us-ascii", ">|:&gt;x", "&gt;|:&gt;<i>x\n</I>"},
		{"us-ascii", "To a@b.example, and c@d", "To " + link(listinfo, "a at b.example") + ", and " + link(listinfo, "c at d")},
		{"us-ascii", "see http://x.example/?a=1&b=2.", "see " + link("http://x.example/?a=1&amp;b=2.", "http://x.example/?a=1&amp;b=2.")},
		{"us-ascii", "(HTTP://x) <ftp://y> \"z://w\"", "(" + link("HTTP://x", "HTTP://x") + ") &lt;" + link("ftp://y", "ftp://y") + "&gt; &quot;" + link("z://w", "z://w") + "&quot;"},
		{"us-ascii", "_http://x_ http://y_z http://w_", "_" + link("http://x", "http://x") + "_ " + link("http://y_z", "http://y_z") + " " + link("http://w", "http://w") + "_"},
		{"us-ascii", "x ://x 1://y http://", "x ://x 1://y " + link("http://", "http://")},
		{"us-ascii", "a@b http://u@v c@d", link(listinfo, "a at b") + " " + link("http://u@v", "http://u@v") + " " + link(listinfo, "c at d")},
		{"us-ascii", "x.http://y a@b@c", "x." + link("http://y", "http://y") + " " + link(listinfo, "a at b") + "@c"},
		{"utf-8", "http://é.example/", link("http://&#233;.example/", "http://&#233;.example/")},
	} {
		a := newArchive(t, "en")
		made := a.post("Content-Type: text/plain; charset="+tt.charset+"\n\n"+tt.body+"\n", 1)
		want := "<PRE>" + tt.want + "\n</PRE>\n"
		if strings.HasSuffix(tt.want, "</I>") {
			want = "<PRE>" + tt.want + "</PRE>\n"
		}
		if got := a.Body(made); got != want {
			t.Errorf("%q:\n %q, want\n %q", tt.body, got, want)
		}
	}
	a := newArchive(t, "en")
	if got := a.Body(a.post("\n", 1)); got != "\n" {
		t.Errorf("no body: %q", got)
	}
}

// TestCharsets: a page is in the charset of the list's language. Of a piece that does not
// fit, all that is not ASCII is references.
func TestCharsets(t *testing.T) {
	const text = "Content-Type: text/plain; charset=utf-8\nSubject: =?utf-8?b?44GCw6k=?=\n\né\nあé\n"
	for lang, want := range map[string]string{
		"en": "us-ascii &#12354;&#233; <PRE>&#233;\n&#12354;&#233;\n</PRE>\n",
		"fr": "iso-8859-1 &#12354;&#233; <PRE>\xe9\n&#12354;&#233;\n</PRE>\n",
		"ja": "euc-jp \xa4\xa2\x8f\xab\xb1 <PRE>\x8f\xab\xb1\n\xa4\xa2\x8f\xab\xb1\n</PRE>\n",
		"ru": "utf-8 あé <PRE>é\nあé\n</PRE>\n",
	} {
		a := newArchive(t, lang)
		a.template(t, "article.html", "%(encoding)s %(subject_html)s %(body)s")
		name, rest, _ := strings.Cut(want, " ")
		want = `<META http-equiv="Content-Type" content="text/html; charset=` + name + `"> ` + rest
		if got := a.page(t, a.post(text, 1), nil, nil); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestText(t *testing.T) {
	a := newArchive(t, "en")
	got := string(a.Text(a.post("From: =?utf-8?q?Jos=C3=A9?= <jose@example.com>\nSubject: Re: =?utf-8?q?x?=\nMessage-ID: <1@x>\nIn-Reply-To: <0@x>\n"+
		"References: <0@x>\n  <00@x>\nDate: Wed, 18 Nov 2026 11:03:40 +0100\nContent-Type: text/plain; charset=utf-8\n\nÀ a@b\n", 1)))
	want := "From jose at example.com  Wed Nov 18 10:03:40 2026\nFrom: jose at example.com (=?utf-8?q?Jos=C3=A9?=)\n" +
		"Date: Wed, 18 Nov 2026 11:03:40 +0100\nSubject: =?utf-8?q?x?=\nIn-Reply-To: <0@x>\nReferences: <0@x>\n  <00@x>\nMessage-ID: <1@x>\n\n? a at b\n\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = string(a.Text(a.post("\nx\n", 1)))
	want = "From bogus@does.not.exist.com  Wed Nov 18 11:06:41 2026\nFrom: bogus@does.not.exist.com ()\n" +
		"Date: Wed, 18 Nov 2026 11:06:41 -0000\nSubject: No subject\n\nx\n\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestThreadIndex(t *testing.T) {
	a := newArchive(t, "en")
	a.template(t, "archidxhead.html", "%(listname)s|%(archtype)s|%(archive)s|%(listinfo)s|%(firstdate)s|%(lastdate)s|%(size)s|%(thread_ref)s|%(date_ref)s|%(encoding)s")
	a.template(t, "archidxentry.html", "%(filename)s|%(subject)s|%(sequence)i|%(author)s")
	a.template(t, "archidxfoot.html", "%(lastdate)s|%(archivedate)s|%(version)s|%(author_ref)s")
	var html strings.Builder
	x, err := a.Index(&html, ByThread, Volume{Name: "2026-November", First: a.Clock.Add(-time.Hour), Last: a.Clock, Written: a.Clock, Size: 4})
	if err != nil {
		t.Fatal(err)
	}
	made := a.post(post, 7)
	for _, depth := range []int{0, 1, 9, -1} {
		a.add(t, x, made, depth)
	}
	a.add(t, x, made, 1)
	entry := "000001.html|On &amp; off|7|Anne\n"
	key := " " + made.ThreadKey + " -->\n"
	want := "Test|thread|November 2026|" + listinfo + "|Wed Nov 18 10:06:40 UTC 2026|Wed Nov 18 11:06:40 UTC 2026|4||" +
		`<a href="date.html#start">[ date ]</a>|<META http-equiv="Content-Type" content="text/html; charset=us-ascii">` + "\n" +
		"<!--0" + key + entry + "<UL>\n<!--1" + key + entry + "<UL>\n<UL>\n<!--3" + key + entry +
		"</UL>\n</UL>\n</UL>\n<!--0" + key + entry + "<UL>\n<!--1" + key + entry + "</UL>\n" +
		"Wed Nov 18 11:06:40 UTC 2026|Wed Nov 18 11:06:40 UTC 2026|0.09 (Mailman edition)|" + `<a href="author.html#start">[ author ]</a>` + "\n"
	if err := x.End(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(want, html.String()); diff != "" {
		t.Error(diff)
	}
}

func TestContents(t *testing.T) {
	a := newArchive(t, "en")
	a.template(t, "archtoc.html", "%(listname)s|%(listinfo)s|%(fullarch)s|%(size)s|%(meta)s\n%(noarchive_msg)s|%(archive_listing_start)s%(archive_listing)s%(archive_listing_end)s\n")
	a.template(t, "archtocnombox.html", "none")
	a.template(t, "archliststart.html", `<table width="100%">`)
	a.template(t, "archlistend.html", "</table>")
	a.template(t, "archtocentry.html", "%(archive)s|%(archivelabel)s|%(textlink)s;")
	a.Set("PUBLIC_MBOX", int64(1))
	head := "Test|" + listinfo + "|../test.mbox/test.mbox|"
	meta := `|<META http-equiv="Content-Type" content="text/html; charset=us-ascii">` + "\n"
	for _, tt := range []struct {
		volumes []Listed
		mbox    int64
		want    string
	}{
		{nil, -1, head + "size not available" + meta + "<P>Currently, there are no archives. </P>|\n"},
		{[]Listed{
			{"2026-November", TextFile{Size: 999}},
			{"2026q1", TextFile{Size: 1999, Gzip: true}},
			{"2025", TextFile{Absent: true}},
		}, 2_999_999, head + " 2 MB " + meta + `|<table width="100%">` +
			`2026-November|November 2026|<td><A href="2026-November.txt">[ Text 999 bytes ]</a></td>;` +
			`2026q1|First quarter 2026|<td><A href="2026q1.txt.gz">[ Gzip'd Text 1 KB ]</a></td>;` +
			"2025|2025|;</table>\n"},
	} {
		got, err := a.Contents(tt.volumes, tt.mbox)
		if diff := cmp.Diff(tt.want, string(got)); diff != "" || err != nil {
			t.Error(err, diff)
		}
	}
	a.Set("PUBLIC_MBOX", false)
	if got, err := a.Contents(nil, 1); err != nil || string(got) != "none" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestDescribe(t *testing.T) {
	a := newArchive(t, "en")
	for name, want := range map[string]string{
		"2026": "2026", "2026q4": "Fourth quarter 2026", "2026-november": "November 2026", "2026-Novembre": "2026-Novembre",
		"Week-of-Mon-20261116": "The Week Of Monday 16 November 2026", "20261118": "18 November 2026", "20261318": "20261318",
		"<b>": "&lt;b&gt;",
	} {
		if got := a.Describe(name); got != want {
			t.Errorf("Describe(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestCutBody(t *testing.T) {
	for _, tt := range []struct {
		html, body string
		ok         bool
	}{
		{"x\n<!--beginarticle-->\na\nb\n<!--endarticle-->\ny\n", "a\nb\n", true},
		{" <!--beginarticle--> \r\na\n\n\n<!--endarticle-->", "a\n", true},
		{"<!--beginarticle-->\n<!--endarticle-->\n", "\n", true},
		{"<!--beginarticle-->\na <!--endarticle-->\nb\n<!--endarticle-->\n", "a <!--endarticle-->\nb\n", true},
		{"<!--beginarticle-->\na\n", "", false},
		{"a\n<!--endarticle-->\n", "", false},
		{"<!--endarticle-->\na\n<!--beginarticle-->\n", "", false},
		{"", "", false},
	} {
		if body, ok := CutBody(tt.html); body != tt.body || ok != tt.ok {
			t.Errorf("CutBody(%q) = %q, %v", tt.html, body, ok)
		}
	}
}

// TestBrokenTemplate: a template that can't be filled is used as it stands, and that
// is logged, once.
func TestBrokenTemplate(t *testing.T) {
	for _, text := range []string{"100%", "%(size)", "%s", "%(filename)d", "50 % of"} {
		a := newArchive(t, "en")
		a.template(t, "archidxentry.html", text)
		a.template(t, "archidxhead.html", "")
		a.template(t, "archidxfoot.html", "")
		var html strings.Builder
		x, err := a.Index(&html, ByDate, Volume{})
		if err != nil {
			t.Fatal(err)
		}
		a.add(t, x, a.post(post, 1), 0)
		a.add(t, x, a.post(post, 2), 0)
		err = x.End()
		if got, want := html.String(), "\n"+text+"\n"+text+"\n\n"; got != want || err != nil {
			t.Errorf("%q: %q, %v; want %q", text, got, err, want)
		}
		if logged := a.Log.Of("error"); len(logged) != 1 || !strings.Contains(logged[0], "archidxentry.html") {
			t.Errorf("%q: logged %q", text, logged)
		}
	}
}

// TestOwnTemplates: without the site's templates there are our own, all of whose
// variables are known.
func TestOwnTemplates(t *testing.T) {
	a := newArchive(t, "he")
	a.Set("PUBLIC_MBOX", int64(1))
	made := a.post(post, 7)
	pages := map[string]string{"article.html": a.page(t, made, made, made)}
	for _, order := range Orders {
		var html strings.Builder
		x, err := a.Index(&html, order, Volume{Name: "2026-November", First: a.Clock, Last: a.Clock, Written: a.Clock, Size: 1})
		if err != nil {
			t.Fatal(err)
		}
		a.add(t, x, made, 0)
		if err := x.End(); err != nil {
			t.Error(err)
		}
		pages[string(order)] = html.String()
	}
	for name, mbox := range map[string]int64{"archtoc.html": 1, "archtocnombox.html": 0} {
		a.Set("PUBLIC_MBOX", mbox)
		toc, err := a.Contents([]Listed{{"2026-November", TextFile{Size: 1}}}, 1)
		if err != nil {
			t.Fatal(err)
		}
		pages[name] = string(toc)
	}
	empty, err := a.Empty()
	if err != nil {
		t.Fatal(err)
	}
	pages["emptyarchive.html"] = string(empty)
	for name, html := range pages {
		if strings.Contains(html, "%") && strings.Contains(html, "%(") {
			t.Errorf("%s has a variable that nothing was put into:\n%s", name, html)
		}
		if !strings.HasPrefix(html, "<!DOCTYPE html>") || !strings.Contains(html, `dir="rtl"`) || !strings.Contains(html, "viewport") {
			t.Errorf("%s is no page for right-to-left and for phones:\n%s", name, html)
		}
	}
}
