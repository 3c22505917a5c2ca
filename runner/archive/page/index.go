// SPDX-License-Identifier: GPL-2.0-or-later

package page

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/archive/article"
	"mmgen/runner/i18n"
	"mmgen/runner/markup"
)

// Order is what an index is sorted by, and the name of its page.
type Order string

// The indexes of a volume.
const (
	ByDate    Order = "date"
	BySubject Order = "subject"
	ByAuthor  Order = "author"
	ByThread  Order = "thread"
)

// Orders are all of them, in the order in which Mailman writes them.
var Orders = []Order{ByDate, BySubject, ByAuthor, ByThread}

// threadLevels is how deep the lists of a thread index go (THREADLEVELS).
const threadLevels = 3

// ThreadDepth is how deep the thread index shows an article that is an answer to an answer
// depth times: 0 to THREADLEVELS.
func ThreadDepth(depth int) int { return min(max(depth, 0), threadLevels) }

// Volume is what an index says of its volume.
type Volume struct {
	Name        string
	First, Last time.Time // when the oldest and the newest article were posted; zero without articles
	Written     time.Time // now
	Size        int       // how many articles
}

// Index is an index that is written entry by entry.
type Index struct {
	pages  *Pages
	order  Order
	volume Volume
	foot   []byte
	depth  int
	w      *bufio.Writer
}

// Index begins the index of a volume (write_index_header), which is written to w. The error
// says that a template can't be read.
func (p *Pages) Index(w io.Writer, order Order, v Volume) (*Index, error) {
	x := &Index{pages: p, order: order, volume: v, w: bufio.NewWriterSize(w, 64<<10)}
	var err error
	const room = 1024
	if x.foot, err = p.fill("archidxfoot.html", p.home.lang, x.values().get, room); err != nil {
		return nil, err
	}
	head, err := p.fill("archidxhead.html", p.home.lang, x.values().get, room)
	if err != nil {
		return nil, err
	}
	x.line(head)
	return x, nil
}

// values are the variables of the templates of head and foot (html_head, html_foot).
func (x *Index) values() valueMap {
	home, volume := x.pages.home, x.volume
	values := valueMap{
		"size": int64(volume.Size), "version": pyvalue.Str(version), "encoding": pyvalue.Str(home.meta()),
		"archtype": pyvalue.Str(x.order), "archive": pyvalue.Str(x.pages.Describe(volume.Name)),
		"listname": pyvalue.Str(home.quote(i18n.TextOf(x.pages.list.Value("real_name")))),
		"listinfo": pyvalue.Str(x.pages.listinfo()),
		"lang":     pyvalue.Str(strings.ReplaceAll(home.lang, "_", "-")),
		"dir":      pyvalue.Str(x.pages.direction(home.lang)),
	}
	for name, when := range map[string]time.Time{
		"firstdate": volume.First, "lastdate": volume.Last, "archivedate": volume.Written,
	} {
		date := "None"
		if !when.IsZero() {
			date = home.quoteStr(home.Ctime(when))
		}
		values[name] = pyvalue.Str(date)
	}
	for _, order := range Orders {
		words, ref := home.T(string(order), nil), ""
		if order == x.order {
			values["archtype"] = pyvalue.Str(words)
		} else {
			ref = `<a href="` + string(order) + `.html#start">[ ` + words + ` ]</a>`
		}
		values[string(order)+"_ref"] = pyvalue.Str(ref)
	}
	return values
}

// Entries makes the entries of articles in the indexes.
type Entries struct {
	pages    *Pages
	template *template
	room     []byte
}

// Entries returns the maker of entries. The error says that their template can't be read.
func (p *Pages) Entries() (*Entries, error) {
	t, err := p.template("archidxentry.html", p.home.lang)
	return &Entries{pages: p, template: t}, err
}

// Of is the entry of an article (write_index_entry). It is the same in all indexes of a volume.
func (e *Entries) Of(a *article.Article) string {
	p := e.pages
	e.room = p.appendFilled(e.room[:0], e.template, func(name string) (pyvalue.Value, bool) {
		switch name {
		case "filename":
			return pyvalue.Str(markup.QuoteURL(a.Filename)), true
		case "subject":
			return pyvalue.Str(p.escaped(or(a.Decoded.Subject, a.Subject))), true
		case "sequence":
			return a.Sequence, true
		case "author":
			return pyvalue.Str(p.escaped(p.author(a))), true
		}
		return nil, false
	})
	return string(e.room)
}

// Add adds the entry of an article, as Entries made it. In an index by thread (write_threadindex_entry) threadKey
// is the article's thread key, and depth how deep in its thread it is, 0 for the first; other
// indexes ignore both.
func (x *Index) Add(entry, threadKey string, depth int) {
	if x.order == ByThread {
		x.indent(ThreadDepth(depth))
		x.write("<!--", strconv.Itoa(x.depth), " ", x.pages.home.quoteStr(threadKey), " -->\n")
	}
	x.write(entry, "\n")
}

// write writes texts. An error is kept for End.
func (x *Index) write(texts ...string) {
	for _, text := range texts {
		_, _ = x.w.WriteString(text)
	}
}

func (x *Index) line(text []byte) {
	_, _ = x.w.Write(append(text, '\n'))
}

// author is the article's, obscured. (Mailman leaves a decoded one as it is where
// the words for the @ are not ASCII.)
func (p *Pages) author(a *article.Article) i18n.Text {
	author := or(a.Decoded.Author, a.Author)
	if !p.obscures() || !strings.Contains(author.S, "@") {
		return author
	}
	atmark := p.home.atmark()
	if author.Unicode {
		atmark = i18n.Text{S: atmark}.UTF8(p.home.charset)
	}
	author.S = strings.ReplaceAll(author.S, "@", atmark)
	return author
}

// escaped is a text in a page of the list's language (CGIescape).
func (p *Pages) escaped(t i18n.Text) string {
	if t.Unicode {
		t.S = markup.Escape(t.S)
	} else {
		t.S = p.escape(t.S)
	}
	return t.InHTML(p.home.charset)
}

// indent opens or closes lists up to the one at that depth.
func (x *Index) indent(depth int) {
	for ; x.depth > depth; x.depth-- {
		x.write("</UL>\n")
	}
	for ; x.depth < depth; x.depth++ {
		x.write("<UL>\n")
	}
}

// End ends the index (write_index_footer). The error says that it can't be written.
func (x *Index) End() error {
	x.indent(0)
	x.line(x.foot)
	return x.w.Flush()
}
