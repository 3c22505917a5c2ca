// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"errors"
	"iter"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/handler/cookheaders"
	"mmgen/runner/member"
	"mmgen/runner/message/address"
	"mmgen/runner/message/header"
	"mmgen/runner/post"
)

// avoidDuplicates leaves out members to whom the author sent the message directly, if
// they want no second copy; other recipients that are addressed get theirs marked
// (`add-dup-header`), where copies are personal. With drop_cc the members who are left
// out are taken out of Cc too (AvoidDuplicates.py: process).
func avoidDuplicates(_ context.Context, p *post.Post) (post.Verdict, error) {
	if !p.Data.Has("recips") {
		return post.Verdict{}, errors.New("avoiding duplicates: nobody said who the recipients are; the pipeline needs CalcRecips before AvoidDuplicates")
	}
	recips, _ := p.Data.List("recips")
	if len(recips) == 0 {
		return post.Verdict{}, nil
	}
	addressed := addressedPeople(p)
	if len(addressed.people) == 0 {
		return post.Verdict{}, nil
	}
	cc, dropped := ccPeopleOf(p), false
	var without []int // the indices of the members who are left out
	for i, key := range addressed.among(recips) {
		if member.Of(p.List).Option(key, member.DontReceiveDuplicates) {
			without = append(without, i)
			dropped = cc.drop(key) || dropped
		} else {
			markDuplicate(p, recips[i])
		}
	}
	if len(without) > 0 {
		p.Data.SetStr("recips", &pyvalue.List{Items: exceptAt(recips, without)})
	}
	if p.List.Bool("drop_cc") {
		dropCc(p, cc, dropped)
	}
	return post.Verdict{}, nil
}

// addressed are the addresses that the author wrote to, lower case, without
// the list's own.
type addressed struct {
	people  map[string]bool
	lengths [64]bool // which lengths of addresses occur, modulo the size of this array
}

func addressedPeople(p *post.Post) addressed {
	a := addressed{people: make(map[string]bool)}
	for _, header := range []string{"To", "Cc", "Resent-To", "Resent-Cc"} {
		for _, to := range address.ParseList(p.Msg.GetAll(header)) {
			if to.Addr != "" {
				a.people[pystr.Lower(to.Addr)] = true
			}
		}
	}
	for _, own := range []string{
		p.List.PostingAddress(), p.List.BouncesAddress(), p.List.OwnerAddress(), p.List.RequestAddress(),
	} {
		delete(a.people, pystr.Lower(own))
	}
	for addr := range a.people {
		a.lengths[len(addr)%len(a.lengths)] = true
	}
	return a
}

// among finds these people among the recipients: indices, and addresses in
// lower case. Most recipients of a large list are told apart by the length of
// their address.
func (a addressed) among(recips []pyvalue.Value) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i, r := range recips {
			addr, _ := pyvalue.AsString(r)
			if !a.lengths[len(addr)%len(a.lengths)] {
				continue
			}
			if key := pystr.Lower(addr); a.people[key] && !yield(i, key) {
				return
			}
		}
	}
}

// exceptAt are the values but those at some indices, which ascend.
func exceptAt(all []pyvalue.Value, without []int) []pyvalue.Value {
	rest := make([]pyvalue.Value, 0, len(all))
	from := 0
	for _, i := range without {
		rest = append(rest, all[from:i]...)
		from = i + 1
	}
	return append(rest, all[from:]...)
}

// markDuplicate notes a recipient who gets a second copy.
func markDuplicate(p *post.Post, recip pyvalue.Value) {
	marked, ok := p.Data.GetStr("add-dup-header").(*pyvalue.Dict)
	if !ok {
		marked = new(pyvalue.Dict)
		p.Data.SetStr("add-dup-header", marked)
	}
	marked.Set(recip, true)
}

// ccPeople are the addresses in Cc by their lower-case form.
type ccPeople struct {
	order     *pyvalue.Dict // all people in Cc, in the order of their fields
	addresses map[string]address.Address
}

func ccPeopleOf(p *post.Post) ccPeople {
	cc := ccPeople{new(pyvalue.Dict), make(map[string]address.Address)}
	for _, a := range address.ParseList(p.Msg.GetAll("Cc")) {
		key := pystr.Lower(a.Addr)
		cc.order.SetStr(key, nil)
		cc.addresses[key] = a
	}
	return cc
}

// drop takes an address out and tells whether it was there.
func (cc ccPeople) drop(key string) bool {
	_, ok := cc.addresses[key]
	delete(cc.addresses, key)
	return ok
}

// String is the value of a Cc field with the people who are left, in the order that
// Python's dict gives them.
func (cc ccPeople) String() string {
	var left []address.Address
	for _, e := range cc.order.HashOrder() {
		key, _ := pyvalue.AsString(e.Key)
		if a, ok := cc.addresses[key]; ok {
			left = append(left, a)
		}
	}
	return address.FormatList(left)
}

// dropCc writes Cc anew where somebody was taken out, and removes it where
// nobody is left in it.
func dropCc(p *post.Post, cc ccPeople, dropped bool) {
	switch {
	case len(cc.addresses) == 0:
		p.Msg.Del("Cc")
	case dropped:
		cookheaders.ChangeHeader(p, "Cc", header.Text(cc.String()))
	}
}
