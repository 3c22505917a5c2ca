// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner/archive/article"
	"mmgen/runner/archive/page"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

var mails = flag.String("mails", "", "directory of messages to archive, one a file, besides those that are made up")

// TestPages: articles, their pages and texts, and their places in the indexes are those
// that Mailman makes of the same posts.
func TestPages(t *testing.T) {
	in := findInstalled(t)
	texts := append(oddPosts, readMails(t)...)
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) { in.comparePages(t, lang, texts) })
	}
}

func readMails(t *testing.T) (texts []string) {
	if *mails == "" {
		return nil
	}
	paths, _ := filepath.Glob(filepath.Join(*mails, "*"))
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(data))
	}
	return texts
}

// oddPosts are posts of many shapes.
var oddPosts = []string{
	"From: Anne <anne@example.com>\nSubject: Plain\nMessage-ID: <1@x>\nDate: Wed, 18 Nov 2026 11:03:40 +0100\n\nHello.\n",
	"From: =?utf-8?b?5bGx55Sw?= <t@example.com>\nSubject: Re: [Test 3] =?iso-8859-1?q?Gr=FC=DFe?=\nMessage-ID: <2@x>\nIn-Reply-To: Of <1@x> today\n" +
		"References: <0@x>\n <1@x>\nContent-Type: text/plain; charset=utf-8\n\n> \u00e9 <a@b.example>\n&lt;\u3042\u2028\"x\" http://\u00e9.example/?a=1&b=2_ HTTP://y\n",
	"From: anne@example.com\nSubject: re:RE[2]: \xe4\xf6\nMessage-ID: <3@x>\nDate: nonsense\nContent-Type: text/plain; charset=euc-jp\n\n\xa4\xa2\xa4\xff\n:|quoted a@b@c\rd\n",
	"Reply-To: \"Ludwig van Beethoven\" <l@example.com>\nSubject: Re:\nMessage-ID: <4@x>\nContent-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B$\"\x1b(B\x00 ftp://x) _a://b_\n",
	"From: \"<b>\" <\"x\"@y>\nSubject: <!--endarticle--> %(body)s a@b\nMessage-ID: <\"5>\nReceived: by x;\n Tue, 17 Nov 2026 10:00:00 +0000\n\n<!--endarticle-->\n%(x)s\n",
	"From: C\u00e9 <c@example.com>\nMessage-ID: <6@x>\nDate: Wed, 18 Nov 2099 11:03:40 +0100\nContent-Type: text/plain; charset=nobody\n\n\xff\xfe",
	"From: d@example.com\nSubject: mixed\nMessage-ID: (7@x)\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nFrom me\n--b--\n",
}

func (in installed) comparePages(t *testing.T, lang string, texts []string) {
	w := in.world(t, map[string]pyvalue.Value{
		"preferred_language": pyvalue.Str(lang), "subject_prefix": pyvalue.Str("[Test %d] "),
	})
	wanted := in.archivePages(t, w, texts)
	l := w.Open(t, "test")
	maker := &article.Maker{Site: w.Site, List: l, Started: w.Clock}
	pages := page.New(w.Site, l)
	raised := 0
	var prev *article.Article
	var kept []*article.Article
	for n, text := range texts {
		want := wanted.Results[n]
		a := maker.Make(message.Parse(text), int64(n))
		if why, ok := want["raised"]; ok {
			raised++
			t.Logf("message %d: Mailman raises %v", n, why)
			continue
		}
		for name, got := range made(t, w, pages, a, prev, len(texts)) {
			if diff := cmp.Diff(want[name], got); diff != "" {
				t.Errorf("message %d: %s (-Mailman +here):\n%s", n, name, diff)
			}
		}
		prev = a
		kept = append(kept, a)
	}
	if got := shown(index(t, w, pages, page.ByThread, kept, len(texts))); got != wanted.Thread {
		t.Errorf("thread index (-Mailman +here):\n%s", cmp.Diff(wanted.Thread, got))
	}
	t.Logf("of %d messages Mailman refuses %d", len(texts), raised)
}

// made is what is made of an article, as pages.py shows it.
func made(t *testing.T, w *sitetest.World, pages *page.Pages, a, prev *article.Article, size int) map[string]any {
	t.Helper()
	a.Filename = fmt.Sprintf("%06d.html", a.Sequence)
	a.ThreadKey = a.Date + "." + pyvalue.Text(a.Sequence) + "-"
	dumped, err := a.Dump("test")
	if err != nil {
		t.Fatal(err)
	}
	v, _, err := pickle.Load(dumped)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := article.Load(string(dumped), "en")
	if err != nil {
		t.Fatal(err)
	}
	html, err := pages.Article(loaded, strings.TrimSuffix(pages.Body(a), "\n"), prev, prev)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{
		"page": shown(string(bytes.Join(html, nil))), "text": shown(string(pages.Text(a))),
		"author_key": showText(a.AuthorKey()), "subject_key": showText(a.SubjectKey()),
		"index": shown(index(t, w, pages, page.ByDate, []*article.Article{loaded}, size)),
		"state": showValue(v.(*pickle.Instance).State),
	}
}

func index(t *testing.T, w *sitetest.World, pages *page.Pages, order page.Order, articles []*article.Article, size int) string {
	t.Helper()
	var html strings.Builder
	x, err := pages.Index(&html, order, page.Volume{Name: "2026-November", First: w.Clock, Last: w.Clock, Written: w.Clock, Size: size})
	if err != nil {
		t.Fatal(err)
	}
	entries, err := pages.Entries()
	if err != nil {
		t.Fatal(err)
	}
	for n, a := range articles {
		x.Add(entries.Of(a), a.ThreadKey, n%5)
	}
	if err := x.End(); err != nil {
		t.Fatal(err)
	}
	return html.String()
}

// pagesAnswer is what pages.py says.
type pagesAnswer struct {
	Results []map[string]any `json:"results"`
	Thread  any              `json:"thread"`
}

func (in installed) archivePages(t *testing.T, w *sitetest.World, texts []string) (a pagesAnswer) {
	t.Helper()
	messages := []any{}
	for _, text := range texts {
		messages = append(messages, encoded(text))
	}
	in.run(t, w, "pages.py", map[string]any{"messages": messages}, &a)
	return a
}

// shown is a str as pages.py shows it.
func shown(s string) any { return latin1(s) }

func showText(t i18n.Text) any { return showValue(textValue(t)) }

func textValue(t i18n.Text) pyvalue.Value {
	if t.Unicode {
		return pyvalue.Unicode(t.S)
	}
	return pyvalue.Str(t.S)
}

func showValue(v pyvalue.Value) any {
	switch v := v.(type) {
	case pyvalue.Unicode:
		return map[string]any{"u": string(v)}
	case pyvalue.Str:
		return shown(string(v))
	case *pyvalue.List:
		items := []any{}
		for _, item := range v.Items {
			items = append(items, showValue(item))
		}
		return items
	case *pyvalue.Dict:
		d := map[string]any{}
		for key, item := range v.All() {
			d[pyvalue.Text(key)] = showValue(item)
		}
		return d
	case int64:
		return float64(v)
	}
	return v
}
