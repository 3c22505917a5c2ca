// SPDX-License-Identifier: GPL-2.0-or-later

// Package article is a post as the archive knows it: what its pages show of a
// message and what its database keeps. It answers to the classes Article of
// Mailman/Archiver/pipermail.py and HyperArch.py.
//
// An article is made of a message that is scrubbed already (Maker.Make), or
// loaded from the database (Load). The database keeps it as a pickled instance
// of Mailman.Archiver.HyperArch.Article in protocol 0, without its body: that
// stands in its page only. Pickles are written once and never again, so that
// attributes which only other versions of Mailman know are not kept here.
//
// Header fields are kept as they came, in bytes, and decoded beside that
// (Decoded). Where Mailman raises an exception for something that stands in a
// message, and shunts the post, it is archived here.
package article

import (
	"time"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

// Article is one post. Texts that can be str or unicode in Python are i18n.Text,
// all other strings are str; "" stands for None too.
type Article struct {
	Sequence   int64 // the number within the archive
	MsgID      string
	Subject    i18n.Text // the subject without Re:
	Author     i18n.Text // a name, or the address where there is none
	Email      i18n.Text // obscured where ARCHIVER_OBSCURES_EMAILADDRS says so
	Date       string    // seconds since 1970, eleven digits
	DateStr    string    // the date with the words of the post
	FromDate   string    // local time, as in an envelope line
	InReplyTo  string    // a message id, without brackets
	References []string  // message ids, without brackets

	// Header fields as the post has them.
	RawMessageID, RawInReplyTo, RawReferences string

	// Decoded are the header fields decoded.
	Decoded Decoded

	Lang string // the list's language when the post came

	// The threading sets these (pipermail.py: add_article).
	Filename  string // 000017.html
	ParentID  string
	ThreadKey string

	// Body is what the post says, in lines that end in \n. It is not stored.
	Body i18n.Text

	contentType, encoding string // in lower case; nobody reads them
}

// Decoded are header fields of an article, decoded. A text is empty where
// there is none.
type Decoded struct {
	Author, Email, Subject i18n.Text
	// Stripped is the subject without prefix, Re: and white space, for sorting.
	Stripped i18n.Text
}

// Maker makes the articles of one list.
type Maker struct {
	Site *site.Site
	List *mlist.List
	// Started is when the process began: a post that has no date at all counts
	// as of a second later.
	Started time.Time
}

// Make makes an article of a post (Article.__init__) in the list's language.
func (mk *Maker) Make(m *message.Message, sequence int64) *Article {
	mine := maker{Maker: mk, lang: mk.List.PreferredLanguage()}
	mine.speak = i18n.For(mk.Site, mine.lang)
	mine.charset = mk.Site.CharsetOf(mine.lang)
	a := &Article{
		Sequence:     sequence,
		Lang:         mine.lang,
		RawMessageID: m.Get("Message-ID"),
		RawInReplyTo: m.Get("In-Reply-To"), RawReferences: m.Get("References"),
		contentType: pystr.Lower(m.GetOr("Content-Type", "text/plain")),
		encoding:    pystr.Lower(m.Get("Content-Transfer-Encoding")),
	}
	a.setIDs()
	mine.setDate(a, m)
	mine.setAuthor(a, m)
	mine.setSubject(a, m)
	a.Decoded.Stripped = mine.strip(a)
	a.Body = mine.body(m)
	return a
}

// maker is a Maker with the language that it speaks.
type maker struct {
	*Maker
	lang, charset string
	speak         i18n.Translator
}

func (mk *maker) obscures() bool { return mk.Site.Settings.Bool("ARCHIVER_OBSCURES_EMAILADDRS") }

// When is the article's date. A Date that is not a number, as a damaged database may
// have it, is the epoch.
func (a *Article) When(zone *time.Location) time.Time {
	return time.Unix(a.seconds(), 0).In(zone)
}
