// SPDX-License-Identifier: GPL-2.0-or-later

package page

import (
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/archive/article"
	"mmgen/runner/i18n"
	"mmgen/runner/markup"
)

// Article is an article's page (as_html) around a body that Body or CutBody
// gave, in pieces that stand one behind the other: a body is not copied, since it may be
// long. prev and next are the neighbours in the thread index, nil for none. The error says
// that a template can't be read.
func (p *Pages) Article(a *article.Article, body string, prev, next *article.Article) ([][]byte, error) {
	v := p.voice(a.Lang)
	values := p.attributes(v, a)
	values.neighbour(v, "prev", "Previous", "Previous message (by thread):", prev)
	values.neighbour(v, "next", "Next", "Next message (by thread):", next)
	p.people(v, a, values)
	str := func(name, s string) { values[name] = pyvalue.Str(s) }
	subject := v.quote(or(a.Decoded.Subject, a.Subject))
	str("title", subject)
	str("subject_html", subject)
	str("message_id", v.quoteStr(a.RawMessageID))
	// An answer that a reader writes from the page has these.
	str("subject_url", markup.QuoteURL("Re: "+a.Subject.In(v.charset)))
	str("in_reply_to_url", markup.QuoteURL(a.RawMessageID))
	str("datestr_html", v.quoteStr(v.Ctime(a.When(p.site.Now().Location()))))
	str("listurl", p.listinfo())
	str("listname", p.listName(v))
	str("encoding", v.meta())
	str("lang", strings.ReplaceAll(v.lang, "_", "-"))
	str("dir", p.direction(v.lang))
	str("body", body)
	const room = 4096 // about the size of a page without its body
	return p.fillAround("article.html", v.lang, values.get, "body", body, room)
}

// people are the variables that say who wrote an article, and to whom an answer
// goes: to the list where addresses are obscured.
func (p *Pages) people(v voice, a *article.Article, values valueMap) {
	author, url := a.Author, a.Email.In(v.charset)
	if p.obscures() {
		author.S = strings.ReplaceAll(author.S, "@", v.atmark())
		url = p.list.PostingAddress()
	}
	values["author_html"] = pyvalue.Str(v.quote(or(a.Decoded.Author, author)))
	values["email_html"] = pyvalue.Str(v.quote(or(a.Decoded.Email, a.Email)))
	values["email_url"] = pyvalue.Str(markup.QuoteURL(url))
}

func (p *Pages) listName(v voice) string {
	return i18n.TextOf(p.list.Value("real_name")).InHTML(v.charset)
}

// attributes are the article's own, which a site's template may name. They are escaped, for
// they are as the post has them.
func (p *Pages) attributes(v voice, a *article.Article) valueMap {
	values := valueMap{"sequence": a.Sequence}
	for name, s := range map[string]string{
		"msgid": a.MsgID, "date": a.Date, "datestr": a.DateStr, "fromdate": a.FromDate,
		"in_reply_to": a.InReplyTo, "filename": a.Filename, "parentID": a.ParentID, "threadKey": a.ThreadKey,
		"_message_id": a.RawMessageID, "_in_reply_to": a.RawInReplyTo, "_references": a.RawReferences,
		"_lang": a.Lang,
	} {
		values[name] = pyvalue.Str(v.quoteStr(s))
	}
	for name, t := range map[string]i18n.Text{"subject": a.Subject, "author": a.Author, "email": a.Email} {
		values[name] = pyvalue.Str(v.quote(t))
	}
	return values
}

// neighbour sets the link to an article beside this one, and the element that
// tells a browser of it (_get_prev, _get_next).
func (values valueMap) neighbour(v voice, name, relation, words string, a *article.Article) {
	element, item := "", ""
	if a != nil {
		href := markup.QuoteURL(a.Filename)
		element = `<LINK REL="` + relation + `"  HREF="` + href + `">`
		item = "<LI>" + v.T(words, nil) + ` <A HREF="` + href + `">` +
			v.quote(or(a.Decoded.Subject, a.Subject)) + "\n</A></li>"
	}
	values[name] = pyvalue.Str(element)
	values[name+"_wsubj"] = pyvalue.Str(item)
}

// or is the first text unless that is empty.
func or(t, other i18n.Text) i18n.Text {
	if t.S != "" {
		return t
	}
	return other
}

// Lines between which an article's page has its body.
const (
	beginMark = "<!--beginarticle-->"
	endMark   = "<!--endarticle-->"
)

// CutBody takes the body out of an article's page (loadbody_fromHTML). ok is
// false where the page does not have both marks, each on a line of its own.
func CutBody(html string) (body string, ok bool) {
	begin, end := -1, -1
	at := 0
	for line := range strings.Lines(html) {
		switch pystr.Strip(line) {
		case beginMark:
			if begin < 0 {
				begin = at + len(line)
			}
		case endMark:
			end = at
		}
		at += len(line)
	}
	if begin < 0 || end < begin {
		return "", false
	}
	last := len(strings.TrimRight(html[begin:end], "\n"))
	if begin+last == end {
		return html[begin:end] + "\n", true
	}
	return html[begin : begin+last+1], true // no copy of it: it may be long
}
