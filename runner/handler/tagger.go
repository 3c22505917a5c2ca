// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/handler/cookheaders"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/post"
	"mmgen/runner/pyregex"
)

// tagger finds out which of the list's topics a post is about (Tagger.py: process), for
// members who asked for some only. A topic has a name and regular expressions, one a
// line, that are searched, whatever the case, in the Subject and Keywords fields of the
// post, and in such fields among the first lines of its text. The names are left in
// `topichits` and X-Topics.
func tagger(_ context.Context, p *post.Post) (post.Verdict, error) {
	if !p.List.Bool("topics_enabled") {
		return post.Verdict{}, nil
	}
	lines := topicLines(p)
	hits := new(pyvalue.Dict)
	for _, topic := range pyvalue.Items(p.List.Value("topics")) {
		fields := pyvalue.Items(topic)
		if len(fields) != 4 {
			return post.Verdict{}, fmt.Errorf("list %s: a topic has %d fields, not 4", p.List.InternalName(), len(fields))
		}
		re, err := topicPattern(fields[1])
		if err != nil {
			return post.Verdict{}, fmt.Errorf("list %s: topics: %w", p.List.InternalName(), err)
		}
		if slices.ContainsFunc(lines, re.Reporting(slowPattern(p, "topics")).Search) {
			hits.Set(fields[0], int64(1))
		}
	}
	tag(p, hits)
	return post.Verdict{}, nil
}

// tag notes the topics, in the order that Python's dict has.
func tag(p *post.Post, hits *pyvalue.Dict) {
	if hits.Len() == 0 {
		return
	}
	var topics []pyvalue.Value
	for _, e := range hits.HashOrder() {
		topics = append(topics, e.Key)
	}
	p.Data.SetStr("topichits", &pyvalue.List{Items: topics})
	cookheaders.ChangeHeaderAs(p, "X-Topics", topicsField(topics), cookheaders.Beside)
}

// topicsField is the value of X-Topics: a Python unicode, which is encoded when
// the message is printed, where one of the names is. Python would not join that
// to bytes that are not ASCII; they count as Latin-1.
func topicsField(topics []pyvalue.Value) header.Value {
	isUnicode := slices.ContainsFunc(topics, func(v pyvalue.Value) bool { _, ok := v.(pyvalue.Unicode); return ok })
	names := make([]string, len(topics))
	for i, v := range topics {
		names[i], _ = pyvalue.AsString(v)
		if _, isBytes := v.(pyvalue.Str); isBytes && isUnicode {
			names[i], _ = charset.Decode(names[i], "iso-8859-1", charset.Replace)
		}
	}
	joined := strings.Join(names, "\n\t")
	if isUnicode {
		return header.Unicode(joined)
	}
	return header.Text(joined)
}

// topicPattern makes one regular expression of a topic's lines.
func topicPattern(v pyvalue.Value) (*pyregex.Regexp, error) {
	text, _ := pyvalue.AsString(v)
	return pyregex.Compile(strings.Join(pystr.SplitLines(text), "|"), pyregex.IgnoreCase)
}

// topicLines are the texts to look for topics in: the Subject and Keywords
// fields in the charset of the list's language, those in the text as they stand.
func topicLines(p *post.Post) []string {
	var lines []string
	for _, field := range []string{"subject", "keywords"} {
		if value := p.Msg.Get(field); value != "" {
			lines = append(lines, header.Oneline(value, p.ListCharset()))
		}
	}
	if limit := p.List.Float("topics_bodylines_limit"); limit != 0 {
		lines = append(lines, fieldsInText(p.Msg, limit)...)
	}
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" })
}

// fieldsInText are the Subject and Keywords fields that the first lines of a
// post have (scanbody): limit of them that are not blank, below 0 all. The post
// must be a plain text, or have one as an alternative.
func fieldsInText(msg *message.Message, limit float64) []string {
	if !hasPlainText(msg) {
		return nil
	}
	var b strings.Builder
	count := 0.0
	for line := range msg.BodyLines(true) {
		if limit >= 0 && count >= limit {
			break
		}
		if pystr.Strip(line) != "" {
			b.WriteString(line)
			count++
		}
	}
	inner := message.Parse(b.String())
	return append(inner.GetAll("subject"), inner.GetAll("keywords")...)
}

// hasPlainText tells whether there is a text to look at. A part without header fields
// does not count, since a Python message without fields is false.
func hasPlainText(msg *message.Message) bool {
	if msg.ContentType() == "multipart/alternative" {
		parts := msg.Parts()
		i := slices.IndexFunc(parts, func(part *message.Message) bool { return part.ContentType() == "text/plain" })
		return i >= 0 && len(parts[i].Fields()) > 0
	}
	return msg.ContentType() == "text/plain" && len(msg.Fields()) > 0
}
