// SPDX-License-Identifier: GPL-2.0-or-later

package page

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"mmgen/runner/archive/article"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
)

// hostile are posts that try to get something of theirs into a page.
var hostile = map[string]string{
	"script in every field": "From: \"<script>f()</script>\" <a\"onload=f()@x>\nSubject: </title><script>s()</script>\nMessage-ID: <\"><script>m()</script>@x>\n" +
		"In-Reply-To: <\"><script>i()</script>@x>\nReferences: <script>\nDate: <script>d()</script>\nReply-To: <script>\n\n<script>b()</script>\n",
	"encoded words":            "From: =?utf-8?q?=3Cscript=3Ef()=3C/script=3E?= <a@x>\nSubject: =?utf-8?q?=22=3E=3Cscript=3Es()=3C/script=3E?=\n\nx\n",
	"charset name":             "Content-Type: text/plain; charset=\"x\\\"><script>\"\nSubject: =?x\"><script>?q?a?=\n\nx\n",
	"address of a script":      "Subject: x\n\njavascript://%0aalert(1) JavaScript://x vbscript://x data://text/html,<script>\n",
	"quote in an address":      "Subject: x\n\nhttp://x\"onmouseover=\"f() http://x'onmouseover='f() a@x\"onload=\"f()\n",
	"template":                 "Subject: %(body)s %(author_html)s %s %\n\n%(subject_html)s %(listname)s %% %s\n",
	"end of the body":          "Subject: <!--endarticle-->\n\n<!--endarticle-->\n<!--beginarticle-->\n</PRE><script>f()</script>\n",
	"entities":                 "Subject: &lt;script&gt;f()&lt;/script&gt; &#60;script&#62;\n\n&lt;script&gt; &#60;script&#62;\n",
	"script in UTF-7":          "Content-Type: text/plain; charset=utf-7\nSubject: =?utf-7?q?+ADw-script+AD4-?=\n\n+ADw-script+AD4-f()+ADw-/script+AD4-\n",
	"NUL within a tag":         "Subject: <\x00script>\n\n<\x00script>f()</script>\n",
	"end of a comment":         "Message-ID: <--><script>@x>\nSubject: --><script>\n\n--><script>\n",
	"link in a quotation mark": "Subject: x\n\n> <http://x\"><script>\n",
}

// TestNothingGetsOut: whatever a post has in it, a page has the elements that the
// same page has of a harmless post, and links, and no attribute of any other kind.
func TestNothingGetsOut(t *testing.T) {
	a := newArchive(t, "ru")
	harmless := tokens(t, a.allPages(t, post))
	for name, text := range hostile {
		for what := range tokens(t, a.allPages(t, text)) {
			if !harmless[what] && !isLink(what) {
				t.Errorf("%s: a page has %s", name, what)
			}
		}
	}
}

// FuzzPages: the same for any post.
func FuzzPages(f *testing.F) {
	a := newArchive(f, "ru")
	harmless := tokens(f, a.allPages(f, post))
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for what := range tokens(t, a.allPages(t, text)) {
			if !harmless[what] && !isLink(what) {
				t.Errorf("a page has %s", what)
			}
		}
	})
}

// isLink tells the element and the attribute with which a post's addresses and quotations
// are shown.
func isLink(what string) bool { return what == "i" || what == "a href" }

// TestMarksInABody: a body that has the marks in it comes back whole.
func TestMarksInABody(t *testing.T) {
	a := newArchive(t, "en")
	made := a.post(hostile["end of the body"], 1)
	body := a.Body(made)
	page := a.page(t, made, nil, nil)
	for range 3 {
		cut, ok := CutBody(page)
		if !ok || cut != body {
			t.Fatalf("the body cut out is %q, want %q", cut, body)
		}
		html, err := a.Article(made, cut, made, nil)
		if err != nil {
			t.Fatal(err)
		}
		page = string(bytes.Join(html, nil))
	}
}

// TestTemplateInAPost: what looks like a variable in a post is text.
func TestTemplateInAPost(t *testing.T) {
	a := newArchive(t, "en")
	a.template(t, "article.html", "%(subject_html)s\n%(body)s")
	made := a.maker.Make(message.Parse(hostile["template"]), 1)
	want := "%(body)s %(author_html)s %s %\n<PRE>%(subject_html)s %(listname)s %% %s\n</PRE>\n"
	if got := a.page(t, made, nil, nil); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestAttributesAreEscaped: a site's template may name what the post has as it stands.
func TestAttributesAreEscaped(t *testing.T) {
	a := newArchive(t, "en")
	a.template(t, "article.html", "%(subject)s %(author)s %(email)s %(msgid)s %(datestr)s %(_message_id)s %(in_reply_to)s")
	if got := a.page(t, a.post(hostile["script in every field"], 1), nil, nil); strings.ContainsAny(got, "<>") {
		t.Error(got)
	}
}

// allPages are the pages on which a post is shown, by our own templates.
func (a *archive) allPages(t testing.TB, text string) []string {
	made := a.post(text, 1)
	pages := []string{a.page(t, made, made, made)}
	for _, order := range Orders {
		var html strings.Builder
		x, err := a.Index(&html, order, Volume{Name: "2026-November", Size: 1})
		if err != nil {
			t.Fatal(err)
		}
		a.add(t, x, made, 0)
		if err := x.End(); err != nil {
			t.Error(err)
		}
		pages = append(pages, html.String())
	}
	return pages
}

// runs tells the URLs that a browser runs, or shows as a page of the site: it passes over
// white space and control characters.
var runs = regexp.MustCompile(`(?i)^[\x00-\x20]*(?:j\s*a\s*v\s*a\s*|v\s*b\s*|live|j)s\s*c\s*r\s*i\s*p\s*t\s*:|^[\x00-\x20]*(?:data|mocha):`)

// tokens are the names of all elements in pages, and of their attributes. A link is to
// an address or within the archive.
func tokens(t testing.TB, pages []string) map[string]bool {
	names := map[string]bool{}
	for _, page := range pages {
		tokenizer := html.NewTokenizer(strings.NewReader(page))
		for tokenizer.Next() != html.ErrorToken {
			token := tokenizer.Token()
			if token.Type != html.StartTagToken && token.Type != html.SelfClosingTagToken {
				continue
			}
			names[token.Data] = true
			for _, attr := range token.Attr {
				names[token.Data+" "+attr.Key] = true
				if attr.Key == "href" && runs.MatchString(attr.Val) {
					t.Errorf("a link to %q", attr.Val)
				}
			}
		}
	}
	return names
}

// TestLongLines: the time that a line takes grows with its length, and no faster.
func TestLongLines(t *testing.T) {
	a := newArchive(t, "en")
	start := time.Now()
	for _, unit := range []string{"@", "a@b ", "a://b ", "://", "a:", "a@", ">", "&", "&gt;", "_", "a://_", "a@b://"} {
		long := strings.Repeat(unit, 1<<20/len(unit))
		a.Body(&article.Article{Body: text(long)})
		a.Text(&article.Article{Body: text(long)})
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}

func text(s string) i18n.Text { return i18n.Text{S: s} }
