// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"

	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/message/header"
	"mmgen/runner/notice"
	"mmgen/runner/post"
)

// acknowledge tells the author that the post went through, if the member wants
// to be told (Acknowledge.py: process).
func acknowledge(_ context.Context, p *post.Post) (post.Verdict, error) {
	sender := p.Data.Str("original_sender")
	if !p.Data.Has("original_sender") {
		sender = p.Sender()
	}
	if !member.Of(p.List).Option(sender, member.AcknowledgePosts) {
		return post.Verdict{}, nil
	}
	lang := member.Of(p.List).Language(sender)
	if p.Data.Has("lang") {
		lang = p.Data.Str("lang")
	}
	name := p.List.Value("real_name")
	text, err := i18n.Letter{
		Name: "postack.txt", Lang: lang, List: p.List, Raw: true,
		Vars: i18n.Vars{
			"subject":      header.Oneline(originalSubject(p), p.Site.CharsetOf(lang)),
			"listname":     name,
			"listinfo_url": p.List.ScriptURL("listinfo", true),
			"optionsurl":   p.List.OptionsURL(sender, true),
		},
	}.Make(p.Site)
	if err != nil {
		return post.Verdict{}, err
	}
	letter := notice.User{
		Recipients: []string{sender}, Sender: p.List.BouncesAddress(), Text: text, Lang: lang,
		Subject: p.Translator.T("%(realname)s post acknowledgement", i18n.Vars{"realname": name}),
	}
	return post.Verdict{}, notice.Send(p.Site, p.Change, letter.Message(p.Site))
}

// originalSubject is the subject as the author wrote it.
func originalSubject(p *post.Post) string {
	if v, ok := p.Data.Value("origsubj"); ok {
		if value, err := header.ValueFromPickle(v); err == nil {
			return value.Encoded()
		}
	}
	if p.Msg.Has("Subject") {
		return p.Msg.Get("Subject")
	}
	return p.Translator.T("(no subject)", nil)
}
