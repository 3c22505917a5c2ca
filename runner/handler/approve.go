// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/approval"
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/mlist"
	"mmgen/runner/parttext"
	"mmgen/runner/post"
	"mmgen/runner/pyregex"
)

// approve looks for a password that approves the post (Approve.py: process): in a
// header field, which Cleanse removes later, or else in the first line of the text,
// written like a field. That line is removed, whether the password is good or not, and
// also from a post that was approved before: the password must not go out. A post in
// which a password is left is refused, as Mailman does where HTML tags lie within the
// line (see package approval).
//
// A post that has been on this list already is thrown away.
func approve(_ context.Context, p *post.Post) (post.Verdict, error) {
	password, v, err := passwordOf(p)
	if v.Action != post.GoOn || err != nil {
		return v, err
	}
	if approves(p, password) {
		p.Data.SetStr("approved", int64(1))
		p.Data.SetStr("adminapproved", int64(1)) // the handler Emergency looks at this
	}
	list := pystr.Lower(p.List.PostingAddress())
	for _, been := range p.Msg.GetAll("x-beenthere") {
		if pystr.Lower(pystr.Strip(been)) == list {
			return post.Verdict{Action: post.Discard}, nil // Errors.LoopError
		}
	}
	return post.Verdict{}, nil
}

// passwordOf is the password that a post comes with, "" for none.
func passwordOf(p *post.Post) (password string, v post.Verdict, err error) {
	for _, field := range approval.Fields {
		if p.Msg.Has(field) {
			password = p.Msg.Get(field)
			return password, refuseLeak(p, "", password, parttext.Guess(password, p.ListCharset())), nil
		}
	}
	texts := p.Msg.TextParts("plain")
	if len(texts) == 0 || !texts[0].HasBody() {
		return "", refuseLeak(p, "", "", ""), nil
	}
	body, whole := texts[0].DecodedWhole()
	line, ok := approval.FirstLine(body)
	switch {
	case !ok:
		return "", refuseLeak(p, "", "", ""), nil
	case !whole:
		return "", refusal, nil // text that can't be decoded would be lost with the line
	}
	readable := inUTF8(texts[0], line.Password)
	if err := resetBody(texts[0], line.Rest); err != nil {
		return "", post.Verdict{}, err
	}
	if err := removeLines(p, line); err != nil {
		return "", post.Verdict{}, err
	}
	return line.Password, refuseLeak(p, line.Name, line.Password, readable), nil
}

// inUTF8 is a piece of a part's text in UTF-8.
func inUTF8(part *message.Message, text string) string {
	if named := part.ContentCharset(); named != "" {
		if decoded, err := charset.DecodeLenient(text, named); err == nil {
			return decoded
		}
	}
	return parttext.Guess(text, "utf-8")
}

// removeLines takes the line that was found out of all texts of a post, as it stands
// in an HTML part too.
func removeLines(p *post.Post, found approval.Line) error {
	line, err := pyregex.Compile(found.Name+":(\xa0|\\s|&nbsp;)*"+quoteMeta(found.Password), 0)
	if err != nil {
		return fmt.Errorf("looking for the line that approves a post: %w", err)
	}
	line = line.Reporting(slowPattern(p, "the line that approves a post"))
	for _, part := range p.Msg.TextParts("") {
		body, whole := part.DecodedWhole()
		if !part.HasBody() || !whole || !line.Search(body) {
			continue
		}
		if err := resetBody(part, line.Sub("", body)); err != nil {
			return err
		}
	}
	return nil
}

// refusal is the verdict on a post that can't go out without a password in it.
var refusal = post.Rejection(i18n.Text{S: `Message rejected.
It appears that this message contains an HTML part with the
Approved: password line, but due to the way it is coded in the
HTML it can't be safely removed.
`})

// refuseLeak refuses a post whose texts still have a password of the list's, or the
// line that was found in it, whatever the password there. name and password are of
// that line, readable is the password in UTF-8; they are empty where there is none.
func refuseLeak(p *post.Post, name, password, readable string) post.Verdict {
	secret := approval.NewPassword(readable)
	isGood := approves(p, password) || approves(p, pystr.Strip(password))
	var others approval.Passwords
	for text := range approval.Texts(p.Msg) {
		if name != "" && text.HasLine(name, secret) || isGood && text.HasPassword(secret) {
			return refusal
		}
		others.Add(text)
	}
	if slices.ContainsFunc(append(others.All(), approval.InnerFields(p.Msg)...), func(password string) bool { return approvesInSomeCharset(p, password) }) {
		return refusal
	}
	return post.Verdict{}
}

// approves tells whether a password approves posts.
func approves(p *post.Post, password string) bool {
	return p.List.Authenticate(password, mlist.Poster, mlist.Moderator, mlist.Admin) != mlist.Nobody
}

// approvesInSomeCharset is approves for a password in UTF-8, which the list may know
// in the charset of its language.
func approvesInSomeCharset(p *post.Post, password string) bool {
	own, err := charset.Encode(password, p.ListCharset(), charset.Strict)
	return approves(p, password) || err == nil && own != password && approves(p, own)
}

// quoteMeta makes a regular expression of text that stands for itself
// (re.escape).
func quoteMeta(text string) string {
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		if c < '0' || c > 'z' || c > '9' && c < 'A' || c > 'Z' && c < 'a' {
			b.WriteByte('\\')
		}
		if c == 0 {
			b.WriteString("000")
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// resetBody gives a text part another body, and keeps what its Content-Type says
// that still holds (Approve.py: reset_payload).
func resetBody(part *message.Message, body string) error {
	cs := part.ContentCharset()
	if cs == "" {
		cs = "us-ascii"
	}
	ctype := part.ContentType()
	flow := part.Flow()
	part.Del("Content-Transfer-Encoding")
	part.Del("Content-Type")
	if err := part.SetBodyCharset(body, mimecharset.New(cs)); err != nil {
		return fmt.Errorf("removing the line that approves a post: %w", err)
	}
	if err := part.SetType(ctype); err != nil {
		return fmt.Errorf("removing the line that approves a post: %w", err)
	}
	part.SetFlow(flow)
	return nil
}
