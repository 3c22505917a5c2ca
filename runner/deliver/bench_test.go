// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"mmgen/runner/message"
	"mmgen/test/fakesmtp"
)

// BenchmarkDeliver includes what the scripted server in the same process does.
func BenchmarkDeliver(b *testing.B) {
	body := strings.Repeat("A line of text, as there are so many in a post to a list.\n", 50)
	for _, recipients := range []int{3, 100, 10000} {
		for _, extra := range [][]string{nil, {"PIPELINING"}} {
			b.Run(fmt.Sprintf("%d recipients%s", recipients, strings.Join(extra, "")), func(b *testing.B) {
				w := newWorld(b, fakesmtp.Script{Extra: extra}, nil, nil)
				benchmark(b, w, recipients, body)
			})
		}
	}
	b.Run("100 recipients, personal", func(b *testing.B) {
		w := newWorld(b, fakesmtp.Script{Extra: []string{"PIPELINING"}}, nil, attributes{"personalize": int64(2)})
		benchmark(b, w, 100, body)
	})
}

func benchmark(b *testing.B, w *world, recipients int, body string) {
	d := w.deliverer()
	recips := manyRecipients(recipients)
	for b.Loop() {
		if _, err := d.Deliver(context.Background(), w.list, message.Parse(post+body), entry(recips...), nil); err != nil {
			b.Fatal(err)
		}
	}
}
