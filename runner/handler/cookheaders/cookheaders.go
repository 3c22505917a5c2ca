// SPDX-License-Identifier: GPL-2.0-or-later

// Package cookheaders prepares the header of a post for its readers, as Mailman's
// handler CookHeaders does (Mailman/Handlers/CookHeaders.py): a file for each of the
// things that it changes. Other handlers use it to change the header too, so that
// changes to a message that will be wrapped are only noted.
package cookheaders

import (
	"context"

	"mmgen/generator/pyvalue"
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/message/header"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/post"
)

// Process prepares the header of a post for delivery (CookHeaders.py:
// process): Subject (subject.go), From (from.go), Reply-To and Cc
// (replyto.go), the fields that tell about the list (listheaders.go), and a few
// that say that the message went through Mailman.
//
// What Mailman wrote itself (`_fasttrack`) keeps its Subject, From and Reply-To,
// a digest its Subject.
func Process(_ context.Context, p *post.Post) (post.Verdict, error) {
	c := cook{p, p.Data.Bool("_fasttrack")}
	if p.Data.Bool("noack") {
		ChangeHeader(c.Post, "X-Ack", header.Text("no"))
	}
	if !p.Data.Has("original_sender") {
		p.Data.SetStr("original_sender", pyvalue.Str(p.Sender()))
	}
	if !p.Data.Bool("isdigest") && !c.fasttrack {
		c.prefixSubject()
	}
	ChangeHeaderAs(c.Post, "X-BeenThere", header.Text(p.List.PostingAddress()), Beside)
	ChangeHeaderAs(c.Post, "X-Mailman-Version", header.Text(p.Site.Settings.Str("VERSION")), unlessThere)
	ChangeHeaderAs(c.Post, "Precedence", header.Text("list"), unlessThere)
	authors := c.mungeFrom()
	if !c.fasttrack {
		c.mungeReplyTo(authors)
	}
	if !p.Data.Bool("_nolist") && p.List.Bool("include_rfc2369_headers") {
		c.addListHeaders()
	}
	return post.Verdict{}, nil
}

// cook is one message in CookHeaders.
type cook struct {
	*post.Post
	fasttrack bool
}

// Manner says what a changed field does to those of its name that are there.
type Manner int

const (
	instead     Manner = iota // it replaces them
	Beside                    // it is added, and they stay
	unlessThere               // it is added only if there is none
)

// ChangeHeader is ChangeHeaderAs with the field instead of those that are there.
func ChangeHeader(p *post.Post, name string, value header.Value) {
	ChangeHeaderAs(p, name, value, instead)
}

// ChangeHeaderAs changes a header field (CookHeaders.py: change_header). Where the
// message will be wrapped, and for the fields of the author, it is only noted in
// `add_header`: digests, archive and news shall get what the author wrote, and
// WrapMessage applies it after them.
func ChangeHeaderAs(p *post.Post, name string, value header.Value, how Manner) {
	if isDeferred(p, name) {
		noteHeader(p, name, header.PickleValue(value))
		return
	}
	if how == unlessThere && p.Msg.Has(name) {
		return
	}
	if how == instead {
		p.Msg.Del(name)
	}
	p.Msg.AddValue(name, value)
}

func isDeferred(p *post.Post, name string) bool {
	switch name {
	case "From", "Reply-To", "Cc":
		return true
	}
	return IsWrapped(p) && !p.Data.Bool("_fasttrack")
}

// IsWrapped tells whether the message goes out in a message of the list's: for
// its author's DMARC policy (SpamDetect leaves 2 in from_is_list) or, where
// SpamDetect saw none (0), because the list does so with all.
func IsWrapped(p *post.Post) bool {
	v, ok := p.Data.Value("from_is_list")
	if !ok {
		return false
	}
	n, ok := pyvalue.AsInt(v)
	return ok && (n == 2 || n == 0 && p.List.Int("from_is_list") == 2)
}

// noteHeader sets a field in add_header.
func noteHeader(p *post.Post, name string, value pyvalue.Value) {
	noted, ok := p.Data.GetStr("add_header").(*pyvalue.Dict)
	if !ok {
		noted = new(pyvalue.Dict)
		p.Data.SetStr("add_header", noted)
	}
	noted.SetStr(name, value)
}

// notedHeader returns a field of add_header.
func notedHeader(p *post.Post, name string) (v pyvalue.Value, ok bool) {
	noted, _ := p.Data.GetStr("add_header").(*pyvalue.Dict)
	return noted.Get(pyvalue.Str(name))
}

// ListHeader is a header value with a text of the list (CookHeaders.py:
// uheader): in the charset of the list's language where it is not plain ASCII.
// It is empty where the text is not of that charset, with a line in the log.
func ListHeader(p *post.Post, text i18n.Text, layout header.Layout) *header.Header {
	name := "us-ascii"
	if !isPrintable(text.S) {
		name = headerCharset(p)
	}
	cs := mimecharset.New(name)
	h := header.NewEmpty(cs, layout)
	if err := appendText(h, text, cs); err != nil {
		p.Site.Logs.Logf("error", "list: %s: can't decode \"%s\" as %s", p.List.InternalName(), text.S, name)
		h = header.NewEmpty(cs, layout)
		_ = h.Append("", cs, charset.Strict) // the chunk that Python has; no charset refuses it
	}
	return h
}

// headerCharset is the charset for a header that has texts of the list which are not
// ASCII.
func headerCharset(p *post.Post) string {
	if name := p.ListCharset(); name != "us-ascii" {
		return name
	}
	return "iso-8859-1"
}

func appendText(h *header.Header, text i18n.Text, cs *mimecharset.Charset) error {
	if text.Unicode {
		return h.AppendUnicode(text.S, cs, charset.Strict)
	}
	return h.Append(text.S, cs, charset.Strict)
}

// isPrintable tells whether a text is of ASCII's white space and printable
// characters only.
func isPrintable(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < ' ' || c > '~') && (c < '\t' || c > '\r') {
			return false
		}
	}
	return true
}
