// SPDX-License-Identifier: GPL-2.0-or-later

package bounce

import (
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/bounce/evidence"
	"mmgen/runner/bounce/recognise"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/site"
)

// Kind is what a message is that came to a list's bounces address.
type Kind int

const (
	// ForSite came to the site's own list: mostly a letter to owners of some list
	// that could not be delivered.
	ForSite Kind = iota
	// Looping is a letter to the list's owners, who have the list's bounces address
	// for their own.
	Looping
	// Ignored came to a list that has bounce_processing off.
	Ignored
	// Warning is a notice of no failure, such as a delay.
	Warning
	// ProbeFailed is a probe that came back.
	ProbeFailed
	// Failed tells of addresses that failed.
	Failed
	// Unrecognised is anything else.
	Unrecognised
)

// Decision is what a message to a list's bounces address is taken for.
type Decision struct {
	Kind  Kind
	Addrs []string // the addresses that failed, with Failed
	Token string   // the token of the probe, with ProbeFailed
}

// Decide tells what a message is that came to the bounces address of the list that
// is locked for the change (BounceRunner.py: _dispose). The error is about a setting
// or the list's pending.pck.
//
// An address that the message was sent to (VERP) goes before what the recognisers find.
// Where Mailman's recognisers find no member, those are asked that Mailman does not
// have, and evidence last; an address that they find counts if it is a member's.
func Decide(s *site.Site, c *mlist.Change, msg *message.Message) (Decision, error) {
	l := c.List()
	switch {
	case pystr.Lower(l.InternalName()) == pystr.Lower(s.Settings.Str("MAILMAN_SITE_LIST")):
		return Decision{Kind: ForSite}, nil
	case msg.Get("From") == s.SiteAddress(l.HostName(), "bounces"):
		return Decision{Kind: Looping}, nil
	case !l.Bool("bounce_processing"):
		return Decision{Kind: Ignored}, nil
	}
	failed, err := verpMember(s, l, msg)
	if err != nil {
		return Decision{}, err
	}
	if failed == "" {
		token, err := probeToken(s, c, msg)
		if err != nil || token != "" {
			return Decision{Kind: ProbeFailed, Token: token}, err
		}
	}
	found := recognise.Message(msg)
	switch {
	case found.Warning:
		return Decision{Kind: Warning}, nil
	case failed != "":
		return Decision{Kind: Failed, Addrs: []string{failed}}, nil
	}
	addrs := withoutEmpty(found.Failed)
	if len(members(l, addrs)) == 0 {
		if more := membersBeyond(l, msg); len(more) > 0 {
			addrs = more
		}
	}
	if len(addrs) == 0 {
		return Decision{Kind: Unrecognised}, nil
	}
	return Decision{Kind: Failed, Addrs: addrs}, nil
}

// membersBeyond are the members that failed by what only mmrun's own recognisers find.
func membersBeyond(l *mlist.List, msg *message.Message) []string {
	if addrs := members(l, recognise.Beyond(msg).Failed); len(addrs) > 0 {
		return addrs
	}
	return members(l, evidence.Failed(msg))
}

func withoutEmpty(addrs []string) (some []string) {
	for _, addr := range addrs {
		if addr != "" {
			some = append(some, addr)
		}
	}
	return some
}

// members are those addresses that are members of the list.
func members(l *mlist.List, addrs []string) (some []string) {
	for _, addr := range addrs {
		if member.Of(l).Has(addr) {
			some = append(some, addr)
		}
	}
	return some
}
