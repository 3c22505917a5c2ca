// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
)

// recipients are the people who get a digest of each kind: digest members, and members
// who left digest mode since the last digest and get one more. Members whose delivery
// is disabled get none (ToDigest.py: send_i18n_digests).
func recipients(l *mlist.List) (mime, plain []string) {
	roster := member.Of(l)
	addresses := roster.Digest()
	last, _ := l.Attrs.GetStr("one_last_digest").(*pyvalue.Dict)
	for key := range last.All() {
		if address, ok := pyvalue.AsString(key); ok {
			addresses = append(addresses, address)
		}
	}
	for _, address := range addresses {
		addr, ok := roster.CPAddress(address)
		if !ok {
			continue
		}
		if status, err := roster.DeliveryStatus(addr); err != nil || status != member.Enabled {
			continue
		}
		if roster.Option(addr, member.DisableMime) {
			plain = append(plain, addr)
		} else {
			mime = append(mime, addr)
		}
	}
	return mime, plain
}

// forgetLastDigests empties one_last_digest: the members in it have had their last digest now.
func forgetLastDigests(l *mlist.List) {
	if last, ok := l.Attrs.GetStr("one_last_digest").(*pyvalue.Dict); ok {
		last.Clear()
	}
}

// metadata is the metadata of a digest's queue entry.
func metadata(l *mlist.List, recips []string) queue.Metadata {
	data := queue.NewMetadata()
	data.SetStrs("recips", recips)
	data.SetStr("listname", pyvalue.Str(l.InternalName()))
	data.SetStr("isdigest", true)
	return data
}
