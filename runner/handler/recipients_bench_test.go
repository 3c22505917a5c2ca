// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"fmt"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site/sitetest"
)

// BenchmarkRecipients is what a post to a list of 10,000 costs, from the
// choice of its recipients to the entry for them, a tenth of them not to be sent
// anything, with one of them in Cc.
func BenchmarkRecipients(b *testing.B) {
	for _, name := range []string{"CalcRecips", "AvoidDuplicates", "CookHeaders", "ToOutgoing"} {
		b.Run(name, func(b *testing.B) {
			w := sitetest.New(b)
			members, status := new(pyvalue.Dict), new(pyvalue.Dict)
			for i := range 10000 {
				addr := fmt.Sprintf("member%d@host%d.example.com", i, i%100)
				members.SetStr(addr, int64(0))
				if i%10 == 0 {
					status.SetStr(addr, pyvalue.NewTuple(int64(2), 1e9))
				}
			}
			w.AddList(b, "big", map[string]pyvalue.Value{"members": members, "delivery_status": status})
			list := w.Lock(b, "big")
			text := "From: member1@host1.example.com\nTo: big@lists.example.com\nCc: member7@host7.example.com\nSubject: x\n\nHello.\n"
			step, _ := Lookup(name)
			for b.Loop() {
				p := &post.Post{Site: w.Site, List: list, Msg: message.Parse(text), Data: queue.NewMetadata()}
				if name != "CalcRecips" {
					p.Data.SetStr("recips", &pyvalue.List{Items: member.Of(list).Recipients()})
				}
				if _, err := step(b.Context(), p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
