// SPDX-License-Identifier: GPL-2.0-or-later

package page

import (
	"strings"
	"unsafe"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/archive/article"
	"mmgen/runner/i18n"
	"mmgen/runner/markup"
)

// Body is the body of an article's page, from the article's Body
// (format_article): addresses and URLs are links, what is quoted is in italics. It
// is in the list's language.
func (p *Pages) Body(a *article.Article) string {
	if a.Body.S == "" {
		return "\n"
	}
	w := bodyWriter{Pages: p, unicode: a.Body.Unicode, listinfo: markup.Quote(p.listinfo())}
	w.atmark = p.home.atmark()
	if w.unicode {
		w.atmark = i18n.Text{S: w.atmark}.UTF8(p.home.charset)
	}
	w.b = make([]byte, 0, w.length(a.Body.S))
	w.b = append(w.b, "<PRE>"...)
	for line := range strings.Lines(a.Body.S) {
		w.line(line)
	}
	w.b = append(w.b, "</PRE>\n"...)
	for i, c := range w.b {
		if c == 0 { // null_to_space
			w.b[i] = ' '
		}
	}
	return unsafe.String(unsafe.SliceData(w.b), len(w.b)) // nobody else has w.b
}

// length is about how long the HTML of a body becomes, in bytes. A long body is written once
// only to measure it: its HTML may be eight times as long, so that room for it must not be
// taken twice.
func (w bodyWriter) length(body string) int {
	const long, marks = 1 << 20, 64
	if len(body) < long {
		return len(body) + len(body)/16 + marks
	}
	n := marks
	for line := range strings.Lines(body) {
		w.b = w.b[:0]
		w.line(line)
		n += len(w.b)
	}
	return n
}

// bodyWriter writes the lines of one body.
type bodyWriter struct {
	*Pages
	b                []byte
	unicode          bool
	atmark, listinfo string
	linked           int // the length of the URLs of all links so far
}

// maxLinks bounds bodyWriter.linked: after so many bytes, addresses and URLs stay text. Without
// it a body of nothing but addresses would become seventeen times as long.
const maxLinks = 8 << 20

// line writes a line (__processbody_URLquote).
func (w *bodyWriter) line(line string) {
	n := quoteLen(line)
	if n > 0 {
		w.text(line[:n])
		w.b = append(w.b, "<i>"...)
		line = line[n:]
	}
	w.links(line)
	if n > 0 {
		w.b = append(w.b, "</I>"...)
	}
}

// quoteLen is how long the marks of quoted text are that a line begins with
// (quotedpat).
func quoteLen(line string) int {
	n := 0
	for rest := line; rest != ""; rest = line[n:] {
		switch {
		case rest[0] == '>' || rest[0] == '|' || rest[0] == ':':
			n++
		case strings.HasPrefix(rest, "&gt;"):
			n += len("&gt;")
		default:
			return n
		}
	}
	return n
}

// links writes text with its addresses and URLs as links.
func (w *bodyWriter) links(line string) {
	done := 0
	address, url := findLink(line, 0, article.FindAddress), findLink(line, 0, findURL)
	for address.found() || url.found() {
		next, isAddress := url, false
		if address.found() && (!url.found() || address.begin < url.begin) {
			next, isAddress = address, true
		} else {
			next.end += urlEnd(line[next.end:])
		}
		w.text(line[done:next.begin])
		w.link(line[next.begin:next.end], isAddress)
		if done = next.end; address.found() && address.begin < done {
			address = findLink(line, done, article.FindAddress)
		}
		if url.found() && url.begin < done {
			url = findLink(line, done, findURL)
		}
	}
	w.text(line[done:])
}

func (w *bodyWriter) link(text string, isAddress bool) {
	url := text
	switch {
	case w.linked > maxLinks && isAddress && w.obscures():
		w.text(strings.ReplaceAll(text, "@", w.atmark))
		return
	case w.linked > maxLinks, !isAddress && isScript(url):
		w.text(text)
		return
	case isAddress && w.obscures():
		text = strings.ReplaceAll(text, "@", w.atmark)
		url = w.listinfo
	case isAddress:
		url = "mailto:" + text
	default:
		// Mailman takes no charset into account here.
		url = i18n.Text{S: markup.Quote(url), Unicode: w.unicode}.InHTML("us-ascii")
	}
	w.linked += len(url)
	w.b = append(append(w.b, `<A HREF="`...), url...)
	w.b = append(w.b, `">`...)
	w.text(text)
	w.b = append(w.b, "</A>"...)
}

// text writes text that is not a link (CGIescape).
func (w *bodyWriter) text(s string) {
	if !strings.ContainsAny(s, `&<>"`) && pystr.IsASCII(s) {
		w.b = append(w.b, s...)
		return
	}
	if w.unicode {
		s = markup.Escape(s)
	} else {
		s = w.escape(s)
	}
	w.b = append(w.b, i18n.Text{S: s, Unicode: w.unicode}.InHTML(w.home.charset)...)
}
