// SPDX-License-Identifier: GPL-2.0-or-later

// Package scrub makes a plain text of a message: parts that are not plain text go into files in
// the list's archive, and a few lines with the file's address take their place. Archives, plain
// digests, and posts to lists with scrub_nondigest need such a text. It answers to
// Mailman/Handlers/Scrubber.py.
//
// # On disk
//
// A file is
//
//	PRIVATE_ARCHIVE_FILE_DIR/LIST/attachments/DATE/HASH/NAME
//
// DATE is YYYYMMDD by the message's Date field. Where that field is missing, it is the day on
// which the message was received; where the field can't be read, it is the day of the envelope
// line or, without such a line, again the day on which the message was received. HASH is the
// first four and the last four hex digits of the SHA-1 of the Message-ID. NAME is `attachment`,
// or with SCRUBBER_DONT_USE_ATTACHMENT_FILENAME = No what the message calls it, and an
// extension that goes by the content type; a name that is taken gets -0001, -0002, .. before
// the extension. The list, which must be locked, guards the folder: all programs that scrub
// have it locked. So attachments.lock, which Mailman's Scrubber.py takes on top of that for
// each part, is not taken.
//
// A file appears with the change that the list is locked for: with the message that
// names it, or not at all.
//
// Files have mode 0664, folders 0775, the last of them setgid.
//
// Mailman differs in these points. It loses a delivery status, and the header of a part of
// another type message/*. Where a command for HTML fails, it keeps what the command wrote, even
// if that is nothing; here the file shows the source. It gives files the extensions .obj and
// .ksh (see extension.go). Where ARCHIVE_HTML_SANITIZER is a command, it stores the second HTML
// part of a message over the first one. Where texts have no charset in common, it joins them
// with question marks (see join.go). And it puts lines in the language of the sender into a
// text in the language of the list.
package scrub

import (
	"context"
	"slices"
	"strings"
	"time"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/parttext"
	"mmgen/runner/site"
)

// Scrubber scrubs messages of one list.
type Scrubber struct {
	Site       *site.Site
	Change     *mlist.Change   // the files appear when this is committed
	Translator i18n.Translator // says what was taken out
}

func (s Scrubber) list() *mlist.List { return s.Change.List() }

// job is one message on its way.
type job struct {
	Scrubber
	dir     string // the directory of its files, below the list's archive
	html    htmlRule
	charset string // the charset of the list's language
	first   *plainText
}

// plainText is what the header of the first plain text of a message says of that text. It then
// holds for the whole text.
type plainText struct {
	charset string // "" where the header names an empty charset
	flow    message.Flow
}

// Scrub makes msg a plain text (Scrubber.py: process). received is when the message came; it is
// used where the message has no date. keep is false for a message that is nothing but HTML,
// where the site wants these thrown away (ARCHIVE_HTML_SANITIZER = 0). After an error the
// message may be half scrubbed.
//
// A message without Message-ID gets one.
func (s Scrubber) Scrub(ctx context.Context, msg *message.Message, received time.Time) (keep bool, err error) {
	j := &job{
		Scrubber: s, dir: s.folder(msg, received), html: htmlRuleOf(s.Site.Settings),
		charset: s.Site.CharsetOf(s.list().PreferredLanguage()),
	}
	return j.scrub(ctx, msg)
}

func (j *job) scrub(ctx context.Context, msg *message.Message) (keep bool, err error) {
	keep, outer := true, true
	msg.Walk(func(part *message.Message) {
		if !keep || err != nil {
			return
		}
		keep, err = j.part(ctx, part, outer)
		outer = false
	})
	if keep && err == nil && msg.IsMultipart() {
		j.join(msg)
	}
	return keep, err
}

// part scrubs one part. outer is true where that is the whole message.
func (j *job) part(ctx context.Context, part *message.Message, outer bool) (keep bool, err error) {
	ctype := part.ContentType()
	switch {
	case ctype == "text/plain":
		return true, j.plain(part)
	case ctype == "text/html" && j.html.action != filterHTML:
		if outer && j.html.action == removeHTML {
			return false, nil
		}
		return true, j.htmlPart(part)
	case isMessage(part):
		return true, j.message(part)
	case ctype == "text/html" && part.HasBody() && part.Body() != "":
		return true, j.filteredHTML(ctx, part)
	case part.HasBody() && part.Body() != "":
		return true, j.attached(part, nil)
	}
	return true, nil
}

// plain leaves a plain text as it is, unless it is an attached file that does not tell its
// charset.
func (j *job) plain(part *message.Message) error {
	cs := part.ContentCharset()
	if j.first == nil {
		j.first = &plainText{charset: cs}
		if named, ok := part.Param("charset"); cs == "" && (!ok || named != "") {
			j.first.charset = j.charset
		}
		j.first.flow = part.Flow()
	}
	if pystr.Lower(part.Get("content-disposition")) != "attachment" || cs != "" {
		return nil
	}
	url, err := j.store(part, nil)
	if err != nil {
		return err
	}
	j.replace(part, "An embedded and charset-unspecified text was scrubbed...\nName: %(filename)s\nURL: %(url)s\n",
		i18n.Vars{"filename": j.filename(part), "url": url})
	return nil
}

// attached takes out a part that is neither a text nor a message. filtered is what the site's
// command has made of an HTML part; nil for any other part.
func (j *job) attached(part *message.Message, filtered *string) error {
	ctype, size := part.ContentType(), len(part.DecodedBody())
	url, err := j.store(part, filtered)
	if err != nil {
		return err
	}
	desc := i18n.Text{S: j.say("not available", nil)}
	if part.Has("content-description") {
		desc = i18n.Text{S: part.Get("content-description")}
	}
	j.replace(part, `A non-text attachment was scrubbed...
Name: %(filename)s
Type: %(ctype)s
Size: %(size)d bytes
Desc: %(desc)s
URL: %(url)s
`, i18n.Vars{"filename": j.filename(part), "ctype": ctype, "size": size, "desc": j.oneline(desc), "url": url})
	return nil
}

// isMessage tells whether a part contains a message, or should contain one by its type.
func isMessage(part *message.Message) bool {
	return part.ContentMaintype() == "message" && part.IsMultipart() || part.ContentType() == "message/rfc822"
}

// message takes out a message within the message. A part of header fields only, such as a
// delivery status (RFC 3464) or a disposition notification (RFC 8098), stays as text. Mailman
// takes out only message/rfc822, and drops the header of the others; a delivery status consists
// of nothing but that header.
func (j *job) message(part *message.Message) error {
	switch {
	case part.ContentType() == "message/rfc822" && len(part.Parts()) == 0:
		return errNoMessage
	case part.ContentType() == "message/rfc822":
		return j.embedded(part)
	case len(part.Parts()) == 1 && !hasOnlyFields(part.Parts()[0]):
		if saysMore(part.Parts()[0]) {
			return j.embedded(part)
		}
		return nil // its parts are scrubbed when their turn comes
	}
	text := fieldsOf(part)
	if pystr.IsASCII(text) {
		putText(part, text, "us-ascii")
	} else {
		putText(part, parttext.Guess(text, j.charset), "utf-8")
	}
	return nil
}

// hasOnlyFields tells whether a message is nothing but header fields.
func hasOnlyFields(msg *message.Message) bool {
	return !msg.IsMultipart() && pystr.Strip(msg.Body()) == ""
}

// saysMore tells whether the header of a message has fields that do not describe its content.
func saysMore(msg *message.Message) bool {
	return slices.ContainsFunc(msg.Names(), func(name string) bool {
		name = strings.ToLower(name)
		return name != "mime-version" && !strings.HasPrefix(name, "content-")
	})
}

// fieldsOf are the header fields that a part contains, in the lines in which they came.
func fieldsOf(part *message.Message) string {
	var blocks []string
	for _, block := range part.Parts() {
		blocks = append(blocks, strings.TrimRight(block.Flatten(false, false), "\n")+"\n")
	}
	return strings.Join(blocks, "\n")
}

// embedded puts a message within the message into a file.
func (j *job) embedded(part *message.Message) error {
	inner := part.Parts()[0]
	url, err := j.store(part, nil)
	if err != nil {
		return err
	}
	field := func(name, otherwise string) i18n.Text {
		if inner.Has(name) {
			return i18n.Text{S: inner.Get(name)}
		}
		return i18n.Text{S: j.say(otherwise, nil)}
	}
	j.replace(part, `An embedded message was scrubbed...
From: %(who)s
Subject: %(subject)s
Date: %(date)s
Size: %(size)s
URL: %(url)s
`, i18n.Vars{
		"who": j.asIs(field("from", "unknown sender")), "subject": j.oneline(field("subject", "no subject")),
		"date": j.asIs(field("date", "no date")), "size": len(inner.Refolded(j.Site.Now)), "url": url,
	})
	return nil
}

// filename is the name of a part, as it is shown to the reader.
func (j *job) filename(part *message.Message) any {
	name, isUnicode, ok := part.Filename()
	if !ok {
		return j.oneline(i18n.Text{S: j.say("not available", nil)})
	}
	return j.oneline(i18n.Text{S: name, Unicode: isUnicode})
}

// sameCharset tells whether two names are those of one charset.
func sameCharset(a, b string) bool {
	ca, okA := charset.Canonical(a)
	cb, okB := charset.Canonical(b)
	return okA && okB && ca == cb
}
