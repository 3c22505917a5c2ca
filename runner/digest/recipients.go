// SPDX-License-Identifier: GPL-2.0-or-later

package digest

import (
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
)

// recipients are those who get a digest of each kind: digest members, and who
// left digest mode since the last digest and is to have one more. Members
// whose delivery is disabled get none (ToDigest.py: send_i18n_digests).
func recipients(l *mlist.List) (mime, plain []string) {
	addresses := l.DigestMembers()
	last, _ := l.Attrs.GetStr("one_last_digest").(*pickle.Dict)
	for key := range last.All() {
		if address, ok := pickle.AsString(key); ok {
			addresses = append(addresses, address)
		}
	}
	for _, address := range addresses {
		member, ok := l.MemberCPAddress(address)
		if !ok {
			continue
		}
		if status, err := l.DeliveryStatus(member); err != nil || status != mlist.Enabled {
			continue
		}
		if l.MemberOption(member, mlist.DisableMime) {
			plain = append(plain, member)
		} else {
			mime = append(mime, member)
		}
	}
	return mime, plain
}

// forgetLastDigests: who was to have one more digest has had it.
func forgetLastDigests(l *mlist.List) {
	if last, ok := l.Attrs.GetStr("one_last_digest").(*pickle.Dict); ok {
		last.Clear()
	}
}

// metadata is that of a digest's entry.
func metadata(l *mlist.List, recips []string) queue.Metadata {
	data := queue.NewMetadata()
	data.SetStrs("recips", recips)
	data.SetStr("listname", pickle.Str(l.InternalName()))
	data.SetStr("isdigest", true)
	return data
}
