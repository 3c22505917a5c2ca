// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"slices"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
	"mmgen/runner/post"
)

// calcRecips decides who gets a post (CalcRecips.py: process): all members with regular
// delivery that is not switched off, without those that do not want their own posts
// back or asked for other topics, without the members of some sibling lists, and with
// those of others (siblings.go). Recipients that the metadata have already stay, even
// if there are none.
//
// The recipients are the list's own values, not copies: a list of ten thousand
// members is to cost little.
func calcRecips(_ context.Context, p *post.Post) (post.Verdict, error) {
	if p.Data.Has("recips") {
		return post.Verdict{}, nil
	}
	if p.Msg.Has("Urgent") {
		return sendUrgently(p), nil
	}
	recips := member.Of(p.List).Recipients()
	if sender := p.Sender(); member.Of(p.List).Option(sender, member.DontReceiveOwnPosts) {
		own, _ := member.Of(p.List).CPAddress(sender)
		if i := slices.IndexFunc(recips, func(v pyvalue.Value) bool { return isText(v, own) }); i >= 0 {
			recips = slices.Delete(recips, i, i+1)
		}
	}
	recips = filterByTopics(p, recips)
	recips, err := excludeSiblings(p, recips)
	if err == nil {
		recips, err = includeSiblings(p, recips)
	}
	if err != nil {
		return post.Verdict{}, err
	}
	p.Data.SetStr("recips", &pyvalue.List{Items: recips})
	return post.Verdict{}, nil
}

// sendUrgently sends the post to every member at once, digests or not, if the
// Urgent field has a password that allows it; otherwise the author is told.
func sendUrgently(p *post.Post) post.Verdict {
	if p.List.Authenticate(p.Msg.Get("Urgent"), mlist.Poster, mlist.Moderator, mlist.Admin) != mlist.Nobody {
		p.Data.SetStr("recips", &pyvalue.List{Items: member.Of(p.List).EveryAddress()})
		return post.Verdict{}
	}
	text := p.Translator.T(`Your urgent message to the %(realname)s mailing list was not authorized for
delivery.  The original message as received by Mailman is attached.
`, i18n.Vars{"realname": p.List.Value("real_name")})
	return post.Rejection(i18n.Wrap(i18n.Text{S: text}))
}

// filterByTopics leaves out the members who want other topics than the post's
// (CalcRecips.py: do_topic_filters). A member who named none wants all; a post of no
// topic goes to those members too who want such posts (ReceiveNonmatchingTopics).
func filterByTopics(p *post.Post, recips []pyvalue.Value) []pyvalue.Value {
	if !p.List.Bool("topics_enabled") {
		return recips
	}
	hits, _ := p.Data.List("topichits")
	interests, _ := p.List.Value("topics_userinterest").(*pyvalue.Dict)
	unwilling := make(map[string]bool)
	for key, topics := range interests.All() {
		address, _ := pyvalue.AsString(key)
		if !wantsTopics(p, address, pyvalue.Items(topics), hits) {
			unwilling[address] = true
		}
	}
	if len(unwilling) == 0 {
		return recips
	}
	return slices.DeleteFunc(recips, func(v pyvalue.Value) bool {
		addr, _ := pyvalue.AsString(v)
		return unwilling[pystr.Lower(addr)]
	})
}

func wantsTopics(p *post.Post, addr string, topics, hits []pyvalue.Value) bool {
	switch {
	case len(topics) == 0:
		return true
	case len(hits) == 0:
		return member.Of(p.List).Option(addr, member.ReceiveNonmatchingTopics)
	}
	return slices.ContainsFunc(topics, func(topic pyvalue.Value) bool {
		return slices.ContainsFunc(hits, func(hit pyvalue.Value) bool { return pyvalue.Equal(topic, hit) })
	})
}

// isText tells whether a value is that string.
func isText(v pyvalue.Value, s string) bool {
	text, ok := pyvalue.AsString(v)
	return ok && text == s
}
