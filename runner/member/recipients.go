// SPDX-License-Identifier: GPL-2.0-or-later

package member

import (
	"mmgen/generator/pyvalue"
	"mmgen/runner/mlist"
)

// Recipients are the addresses, with their case preserved, of the members that get each
// post and to whom mail is sent: a post's recipients, before anything else is asked
// (CalcRecips.py: process). They are values of the list itself, in a new slice, so that
// a large list costs little.
func (r Roster) Recipients() []pyvalue.Value {
	off := r.switchedOff()
	members := r.list.Dict("members").Entries()
	recips := make([]pyvalue.Value, 0, len(members))
	for _, m := range members {
		if len(off) > 0 {
			if key, _ := pyvalue.AsString(m.Key); off[key] {
				continue
			}
		}
		recips = append(recips, preservedAddress(m))
	}
	return recips
}

// EveryAddress are the addresses of all members, with their case preserved,
// those with regular delivery first, whether mail is sent to them or not.
func (r Roster) EveryAddress() []pyvalue.Value {
	regular, digest := r.list.Dict("members").Entries(), r.list.Dict("digest_members").Entries()
	all := make([]pyvalue.Value, 0, len(regular)+len(digest))
	for _, m := range regular {
		all = append(all, preservedAddress(m))
	}
	for _, m := range digest {
		all = append(all, preservedAddress(m))
	}
	return all
}

// switchedOff are the keys of the members whose delivery is disabled.
func (r Roster) switchedOff() map[string]bool {
	off := make(map[string]bool)
	for key, v := range r.list.Dict("delivery_status").All() {
		if t := pyvalue.Items(v); len(t) > 0 && Status(mlist.Integer(t[0])) != Enabled {
			addr, _ := pyvalue.AsString(key)
			off[addr] = true
		}
	}
	return off
}

// preservedAddress is the value of a member in its dict; it is 0 where the address is the
// key.
func preservedAddress(m pyvalue.Entry) pyvalue.Value {
	if _, ok := m.Value.(pyvalue.Str); ok {
		return m.Value
	}
	return m.Key
}
