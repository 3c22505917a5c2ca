// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"context"
	"fmt"
	"strconv"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/runner/decorate"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/message/maildate"
	"mmgen/runner/message/mimecharset"
	"mmgen/runner/scrub"
	"mmgen/runner/site"
)

// issue is one digest, in both kinds.
type issue struct {
	Digester
	number     number
	name       string // `Test Digest, Vol 1, Issue 2`, in the list's language
	translator i18n.Translator
	charset    string // the charset of the list's language

	masthead       i18n.Text
	header, footer pyvalue.Value // the list's own header and footer; nil for none
	posts          []post
}

// post is a message in a digest.
type post struct {
	whole         *message.Message // the message as it goes into the MIME digest
	text          *message.Message // the message as it goes into the plain digest; nil where HTML is thrown away
	subject, from string           // header values, as they came
}

// make makes both digests of the messages and queues them (ToDigest.py: send_i18n_digests). It
// finishes one before it begins the other: each may be longer than all the messages.
func (i *issue) make(ctx context.Context, messages []*message.Message) (err error) {
	if i.masthead, err = i.makeMasthead(); err != nil {
		return err
	}
	i.header = decorate.Text(i.Site, i.list(), i.list().Value("digest_header"), i.translator.T("digest header", nil), nil)
	i.footer = decorate.Text(i.Site, i.list(), i.list().Value("digest_footer"), i.translator.T("digest footer", nil), nil)
	mime, plain := i.envelope("multipart/mixed"), i.envelope("")
	if err := i.read(ctx, messages); err != nil {
		return err
	}
	mimeRecips, plainRecips := recipients(i.list())
	i.fillMIME(mime)
	if err := i.queue(mime, mimeRecips); err != nil {
		return err
	}
	i.fillPlain(plain)
	return i.queue(plain, plainRecips)
}

// read takes from each message what the digests show of it.
func (i *issue) read(ctx context.Context, messages []*message.Message) error {
	scrubber := scrub.Scrubber{Site: i.Site, Change: i.Change, Translator: i.translator}
	keep := keptHeaders(i.Site.Settings)
	for n, msg := range messages {
		p := post{subject: i.translator.T("(no subject)", nil), from: msg.Get("from")}
		if msg.Has("subject") {
			p.subject = msg.Get("subject")
		}
		keepHeaders(msg, keep)
		msg.Add("Message", strconv.Itoa(n+1))
		p.whole = msg.Copy()
		readable, err := scrubber.Scrub(ctx, msg, i.Site.Now())
		if err != nil {
			return fmt.Errorf("message %d (%s): %w", n+1, msg.Get("message-id"), err)
		}
		if readable {
			p.text = msg
		}
		i.posts = append(i.posts, p)
	}
	return nil
}

// envelope is a digest without content. Its header has only the fields that CookHeaders does
// not add.
func (i *issue) envelope(ctype string) *message.Message {
	m := message.New()
	if ctype != "" {
		m.Add("Content-Type", ctype)
		m.Add("MIME-Version", "1.0")
	}
	m.Add("From", i.list().RequestAddress())
	m.AddValue("Subject", header.New(i.name, false, mimecharset.New(i.charset), "Subject"))
	m.Add("To", i.list().PostingAddress())
	m.Add("Reply-To", i.list().PostingAddress())
	m.Add("Date", maildate.FormatLocal(i.Site.Now()))
	m.Add("Message-ID", i.Site.UniqueMessageID(i.list()))
	return m
}

// makeMasthead is the letter that every digest begins with.
func (i *issue) makeMasthead() (i18n.Text, error) {
	return i18n.Letter{Name: "masthead.txt", List: i.list(), Vars: i18n.Vars{
		"real_name":         i.list().Value("real_name"),
		"got_list_email":    i.list().PostingAddress(),
		"got_listinfo_url":  i.list().ScriptURL("listinfo", true),
		"got_request_email": i.list().RequestAddress(),
		"got_owner_email":   i.list().OwnerAddress(),
	}}.Make(i.Site)
}

// keptHeaders are the fields that the two kinds of digest show, in the order in which Python
// lists the keys of that dict.
func keptHeaders(set *mmcfg.Settings) []string {
	dict := new(pyvalue.Dict)
	for _, setting := range []string{"MIME_DIGEST_KEEP_HEADERS", "PLAIN_DIGEST_KEEP_HEADERS"} {
		for _, name := range set.Strs(setting) {
			dict.SetStr(name, true)
		}
	}
	var names []string
	for _, entry := range dict.HashOrder() {
		name, _ := pyvalue.AsString(entry.Key)
		names = append(names, name)
	}
	return names
}

// keepHeaders removes all fields but those with these names; these stand in the order and
// spelling of the names then.
func keepHeaders(msg *message.Message, names []string) {
	var kept []message.Field
	for _, name := range names {
		for _, f := range msg.Fields() {
			if f.Is(name) {
				kept = append(kept, message.Field{Name: name, Value: f.Value})
			}
		}
	}
	msg.SetFields(kept)
}

// queue puts a digest into the virgin queue.
func (i *issue) queue(digest *message.Message, recips []string) error {
	return i.Site.Put(i.Change, site.Virgin, digest, metadata(i.list(), recips))
}
