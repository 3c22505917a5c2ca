// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pyregex"
)

// approvalFields are the header fields that approve a post, with a password
// of the list's; the first that is there counts.
var approvalFields = []string{"approved", "approve", "x-approved", "x-approve"}

// approve looks for a password that approves the post (Approve.py: process): in
// a header field, which Cleanse removes later, or else in a line like one that
// begins the text. That line is removed, whether the
// password is good or not. What was approved before is looked at all the
// same: the password must not go out.
//
// A post that has been on this list already is thrown away.
func approve(_ context.Context, p *Post) (Verdict, error) {
	password, v, err := p.approval()
	if v.Action != GoOn || err != nil {
		return v, err
	}
	if p.List.Authenticate(password, mlist.Poster, mlist.Moderator, mlist.Admin) != mlist.Nobody {
		p.Data.SetStr("approved", int64(1))
		p.Data.SetStr("adminapproved", int64(1)) // for Emergency
	}
	list := mlist.Lower(p.List.PostingAddress())
	for _, been := range p.Msg.GetAll("x-beenthere") {
		if mlist.Lower(strings.Trim(been, charset.Blanks)) == list {
			return Verdict{Action: Discard}, nil // Errors.LoopError
		}
	}
	return Verdict{}, nil
}

// approval is the password that a post comes with, "" for none.
func (p *Post) approval() (password string, v Verdict, err error) {
	for _, field := range approvalFields {
		if p.Msg.Has(field) {
			return p.Msg.Get(field), Verdict{}, nil
		}
	}
	texts := p.Msg.TextParts("plain")
	if len(texts) == 0 || !texts[0].HasBody() {
		return "", Verdict{}, nil
	}
	name, password, rest, ok := approvalLine(texts[0].DecodedBody())
	if !ok {
		return "", Verdict{}, nil
	}
	if err := resetBody(texts[0], rest); err != nil {
		return "", Verdict{}, err
	}
	v, err = p.removeApproval(name, password)
	return password, v, err
}

// approvalLine looks whether the first line of a body that is not blank approves
// it; rest is the body without that line.
func approvalLine(body string) (name, password, rest string, ok bool) {
	lines := charset.SplitLines(body)
	i := slices.IndexFunc(lines, func(line string) bool { return strings.Trim(line, charset.Blanks) != "" })
	if i < 0 {
		return "", "", "", false
	}
	name, value, ok := strings.Cut(lines[i], ":")
	if !ok || !slices.Contains(approvalFields, mlist.Lower(name)) {
		return "", "", "", false
	}
	return name, strings.TrimLeft(value, charset.Blanks), strings.Join(slices.Delete(lines, i, i+1), "\n"), true
}

// removeApproval takes the line that was found out of all texts of a post, as
// it stands in an HTML part too. Where it can't be taken out, for tags lie within
// it, the post is refused.
func (p *Post) removeApproval(name, password string) (Verdict, error) {
	line, err := pyregex.Compile(name+":(\xa0|\\s|&nbsp;)*"+quoteMeta(password), 0)
	if err != nil {
		return Verdict{}, fmt.Errorf("looking for the line that approves a post: %w", err)
	}
	line = line.Reporting(p.slowPattern("the line that approves a post"))
	for _, part := range p.Msg.TextParts("") {
		if !part.HasBody() {
			continue
		}
		body := part.DecodedBody()
		switch {
		case line.Search(body):
			if err := resetBody(part, line.Sub("", body)); err != nil {
				return Verdict{}, err
			}
		case line.Search(withoutTags(body)):
			return reject(i18n.Text{S: `Message rejected.
It appears that this message contains an HTML part with the
Approved: password line, but due to the way it is coded in the
HTML it can't be safely removed.
`}), nil
		}
	}
	return Verdict{}, nil
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

// withoutTags takes everything between angle brackets out.
func withoutTags(text string) string {
	var b strings.Builder
	for {
		before, tag, found := strings.Cut(text, "<")
		_, after, closed := strings.Cut(tag, ">")
		if !found || !closed {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(before)
		text = after
	}
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
	if err := part.SetBodyCharset(body, message.NewCharset(cs)); err != nil {
		return fmt.Errorf("removing the line that approves a post: %w", err)
	}
	if err := part.SetType(ctype); err != nil {
		return fmt.Errorf("removing the line that approves a post: %w", err)
	}
	part.SetFlow(flow)
	return nil
}
