// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"slices"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
	"mmgen/runner/pickle"
	"mmgen/runner/post"
)

// autoresponder names the attributes for the automatic answers at one of a list's
// addresses: whether the list answers, with which text, and until when it does not
// answer a sender again (a dict of address -> time, in seconds).
type autoresponder struct{ enabled, text, quiet string }

// replybot answers a message automatically, if the list does so at the address
// that it was sent to (Replybot.py: process). Programs that may answer in turn
// are not answered: what has a Precedence of bulk, junk or list without an
// X-Ack: yes, or an X-Ack: no.
func replybot(_ context.Context, p *post.Post) (post.Verdict, error) {
	ack := pystr.Lower(p.Msg.Get("x-ack"))
	precedence := pystr.Lower(p.Msg.Get("precedence"))
	if ack == "no" || p.Data.Bool("noack") ||
		ack != "yes" && slices.Contains([]string{"bulk", "junk", "list"}, precedence) {
		return post.Verdict{}, nil
	}
	bot, enabled := autoresponderFor(p)
	if !enabled {
		return post.Verdict{}, nil
	}
	sender := p.Sender()
	if len(sender) > mlist.MaxAddress {
		return post.Verdict{}, nil
	}
	now := pickle.Seconds(p.Site.Now())
	grace := p.List.Float("autoresponse_graceperiod") // days
	until, _ := p.List.Value(bot.quiet).(*pyvalue.Dict)
	if quiet, _ := pyvalue.AsFloat(until.GetStr(sender)); grace > 0 && ack != "yes" && quiet > now {
		return post.Verdict{}, nil
	}
	if err := sendAutoresponse(p, sender, autoresponse(p, bot)); err != nil {
		return post.Verdict{}, err
	}
	if grace > 0 {
		if until == nil {
			until = new(pyvalue.Dict)
		}
		until.SetStr(sender, now+grace*24*60*60)
		p.List.Attrs.SetStr(bot.quiet, until)
	}
	return post.Verdict{}, nil
}

// autoresponderFor is the one for the address that a message was sent to.
func autoresponderFor(p *post.Post) (bot autoresponder, enabled bool) {
	toRequest := p.Data.Bool("torequest") || p.Data.Bool("toconfirm") || p.Data.Bool("tojoin") || p.Data.Bool("toleave")
	switch {
	case p.Data.Bool("toowner"):
		// Mail to both is answered as mail to the owner, if the list answers at both.
		bot = autoresponder{"autorespond_admin", "autoresponse_admin_text", "admin_responses"}
		if toRequest && !p.List.Bool("autorespond_requests") {
			return bot, false
		}
	case toRequest:
		bot = autoresponder{"autorespond_requests", "autoresponse_request_text", "request_responses"}
	default:
		bot = autoresponder{"autorespond_postings", "autoresponse_postings_text", "postings_responses"}
	}
	return bot, p.List.Bool(bot.enabled)
}

// autoresponse is the text of an answer, with its variables filled in if it is a
// proper template.
func autoresponse(p *post.Post, bot autoresponder) i18n.Text {
	template := p.List.Value(bot.text)
	text, _ := pyvalue.AsString(template)
	if p.List.Bool("use_dollar_strings") {
		text = i18n.ToPercent(text)
	}
	template = i18n.Like(template, text)
	filled, err := pyvalue.FormatMapping(template, pyvalue.SafeDict{
		"listname":     p.List.Value("real_name"),
		"listurl":      pyvalue.Str(p.List.ScriptURL("listinfo", false)),
		"requestemail": pyvalue.Str(p.List.RequestAddress()),
		"adminemail":   pyvalue.Str(p.List.BouncesAddress()),
		"owneremail":   pyvalue.Str(p.List.OwnerAddress()),
	})
	if err != nil {
		p.Site.Logs.Logf("error", "Bad autoreply text for list: %s\n%s", p.List.InternalName(), text)
		filled = template
	}
	return i18n.Wrap(i18n.TextOf(filled))
}

func sendAutoresponse(p *post.Post, sender string, text i18n.Text) error {
	m := notice.User{
		Recipients: []string{sender}, Sender: p.List.BouncesAddress(), Text: text, Lang: p.List.PreferredLanguage(),
		Subject: p.Translator.T(`Auto-response for your message to the "%(realname)s" mailing list`,
			i18n.Vars{"realname": p.List.Value("real_name")}),
	}.Message(p.Site)
	m.Add("X-Mailer", p.Translator.T("The Mailman Replybot", nil))
	m.Add("X-Ack", "No") // no answer to an answer
	return notice.Send(p.Site, p.Change, m)
}
