// SPDX-License-Identifier: GPL-2.0-or-later

package cookheaders

import (
	"slices"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message/address"
	"mmgen/runner/message/header"
)

// What a list's reply_goes_to_list says.
const (
	replyToPoster   = 0
	replyToList     = 1
	replyToExplicit = 2 // reply_to_address
)

// mungeReplyTo sets Reply-To, and adds to Cc those who would not get a
// `reply to all` otherwise (CookHeaders.py: process).
//
// Reply-To has reply_to_address where the list says so, then what was in it
// (without first_strip_reply_to), then the list. The authors whose From is the
// list's by now (none where it is not) go there too where replies go to the poster,
// unless these asked for them elsewhere; then, or where replies go to the list,
// into Cc.
func (c cook) mungeReplyTo(authors []address.Address) {
	goesTo := c.List.Int("reply_goes_to_list")
	var reply addressSet
	if goesTo == replyToExplicit {
		reply.add(address.Parse(c.List.Str("reply_to_address")))
	}
	asked := false
	if !c.List.Bool("first_strip_reply_to") {
		for _, a := range address.ParseList(c.Msg.GetAll("Reply-To")) {
			reply.add(a)
			asked = true
		}
	}
	missing := authors
	if goesTo == replyToPoster {
		if !asked {
			reply.add(authors...)
		}
		missing = slices.DeleteFunc(slices.Clone(authors), reply.has)
	}
	if goesTo == replyToList {
		reply.add(c.listAsAddress("Reply-To"))
	}
	if len(reply.all) > 0 {
		ChangeHeader(c.Post, "Reply-To", header.Text(reply.String()))
	} else {
		c.Msg.Del("Reply-To")
	}
	c.mungeCc(missing)
}

// mungeCc adds to Cc the authors who are missing elsewhere, and the list: with full
// personalization each member's copy is addressed to the member alone.
func (c cook) mungeCc(missing []address.Address) {
	addList := c.List.Int("personalize") == 2 &&
		c.List.Int("reply_goes_to_list") != replyToList && !c.List.Bool("anonymous_list")
	if !addList && len(missing) == 0 {
		return
	}
	var cc addressSet
	cc.add(missing...)
	present := c.Msg.GetAll("Cc")
	if noted, ok := notedHeader(c.Post, "Cc"); ok { // AvoidDuplicates has noted a Cc
		s, _ := pyvalue.AsString(noted)
		present = []string{s}
	}
	for _, a := range address.ParseList(present) {
		cc.add(a)
	}
	if addList {
		cc.add(c.listAsAddress("Cc"))
	}
	ChangeHeader(c.Post, "Cc", header.Text(cc.String()))
}

// listAsAddress is `Description <test@..>`.
func (c cook) listAsAddress(field string) address.Address {
	name := ListHeader(c.Post, c.TextOf("description"), header.Layout{Name: field})
	return address.Address{Name: name.Encoded(), Addr: c.List.PostingAddress()}
}

// addressSet is addresses in the order they came, each once.
type addressSet struct {
	all  []address.Address
	seen map[string]bool
}

func (s *addressSet) add(addresses ...address.Address) {
	for _, a := range addresses {
		if s.has(a) {
			continue
		}
		if s.seen == nil {
			s.seen = make(map[string]bool)
		}
		s.seen[pystr.Lower(a.Addr)] = true
		s.all = append(s.all, a)
	}
}

func (s *addressSet) has(a address.Address) bool { return s.seen[pystr.Lower(a.Addr)] }

// String is the value of an address field.
func (s *addressSet) String() string { return address.FormatList(s.all) }
