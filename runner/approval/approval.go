// SPDX-License-Identifier: GPL-2.0-or-later

// Package approval finds texts in a post that may be a password of the list: in a
// header field or in the first line of the text, where Mailman looks for one
// (Approve.py: process), and in everything else that goes out to the members, where
// none may be.
//
// The line is in the first text/plain part, but mail programs send a second text
// of the same words in HTML. There the password is in another form: with tags in
// it, with character references (`rock&amp;roll`), in another charset, folded.
// Mailman finds it behind tags and in no other form; here every text is read as
// its reader sees it (package parttext), and also as it stands, for attributes and
// comments. White space counts as one blank, invisible characters as nothing.
package approval

import (
	"maps"
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/lazyregexp"
	"mmgen/runner/message"
)

// Fields are the header fields that approve a post, with a password; the first
// that is there counts. A line of the text that approves a post begins with one of
// these names too.
var Fields = []string{"approved", "approve", "x-approved", "x-approve"}

// IsField tells whether a header field, or the name that a line begins with, is
// one of Fields, whatever its case.
func IsField(name string) bool {
	return slices.ContainsFunc(Fields, func(field string) bool { return strings.EqualFold(field, name) })
}

// Line is a line that approves a post.
type Line struct {
	Name     string // the name as the message has it
	Password string
	Rest     string // the text without the line
}

// FirstLine looks whether the first line of a body that is not blank approves the
// post.
func FirstLine(body string) (line Line, ok bool) {
	first, _, rest := pystr.CutLine(body)
	for rest != "" && pystr.Strip(first) == "" {
		first, _, rest = pystr.CutLine(rest)
	}
	name, value, ok := strings.Cut(first, ":")
	if !ok || !IsField(name) {
		return Line{}, false
	}
	before := body[:len(body)-len(rest)]
	before = before[:strings.LastIndex(before, first)]
	return Line{
		Name: name, Password: strings.TrimLeft(value, pystr.Blanks),
		Rest: strings.TrimSuffix(pystr.LineFeeds(before)+pystr.LineFeeds(rest), "\n"),
	}, true
}

// mayHold is what a password that approves a post may follow, in texts of all
// kinds: `Approved : x`, `> X-Approve: x`, `*Approved:* x`.
var mayHold = lazyregexp.New(`(?i)approved?[ *_]*:[ *_]*([^\n]+)`)

// mentionsApproval tells whether a text has `approve` in it, in letters of any case,
// without which mayHold does not match.
func mentionsApproval(text string) bool {
	const word, before = "approve", len("appro")
	for at := 0; ; at++ {
		next := strings.IndexAny(text[at:], "vV")
		if next < 0 {
			return false
		}
		at += next
		if at >= before && len(text) >= at-before+len(word) && strings.EqualFold(text[at-before:at-before+len(word)], word) {
			return true
		}
	}
}

// most is how many passwords Passwords collects.
const most = 100

// Passwords collects what texts have in the place of a password, be it a good one or
// not: the rest of the line, and its first word. There are 100 at most.
type Passwords struct{ seen map[string]bool }

// Add adds those of a text.
func (p *Passwords) Add(text Text) {
	if p.seen == nil {
		p.seen = map[string]bool{}
	}
	if !mentionsApproval(string(text)) {
		return
	}
	for _, match := range mayHold().FindAllStringSubmatch(string(text), most) {
		rest := strings.Trim(match[1], " *_")
		word, _, _ := strings.Cut(rest, " ")
		for _, password := range []string{rest, strings.TrimRight(word, "*_")} {
			if password != "" && len(p.seen) < most {
				p.seen[strings.Clone(password)] = true
			}
		}
	}
}

// All are those that were added, sorted.
func (p *Passwords) All() []string { return slices.Sorted(maps.Keys(p.seen)) }

// InnerFields are the values of those Fields that parts of the post have, and the
// messages in it. (Those of the post itself are removed on the way, by Cleanse.)
func InnerFields(msg *message.Message) (values []string) {
	msg.Walk(func(part *message.Message) {
		if part == msg {
			return
		}
		for _, field := range Fields {
			values = append(values, part.GetAll(field)...)
		}
	})
	return values
}
