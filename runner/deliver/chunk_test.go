// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/test/fakesmtp"
)

// manyRecipients are p0000@example.com and so on.
func manyRecipients(n int) []string {
	recips := make([]string, n)
	for i := range recips {
		recips[i] = fmt.Sprintf("p%04d@example.com", i)
	}
	return recips
}

// Expected values are those of SMTPDirect.chunkify.
func TestChunkify(t *testing.T) {
	recips := []string{"a@x.com", "b@x.de", "c@x.org", "d@x.edu", "e@x.net", "f@x.com", "g", "h@x.us", "i@x.ca", "j@x.COM", "com"}
	tests := []struct {
		size int
		want [][]string
	}{
		{-1, [][]string{recips}},
		{0, [][]string{recips}},
		{1, [][]string{{"b@x.de"}, {"g"}, {"j@x.COM"}, {"com"}, {"a@x.com"}, {"f@x.com"}, {"c@x.org"}, {"e@x.net"}, {"d@x.edu"}, {"h@x.us"}, {"i@x.ca"}}},
		{2, [][]string{{"b@x.de", "g"}, {"j@x.COM", "com"}, {"a@x.com", "f@x.com"}, {"c@x.org", "e@x.net"}, {"d@x.edu", "h@x.us"}, {"i@x.ca"}}},
		{3, [][]string{{"b@x.de", "g", "j@x.COM"}, {"com"}, {"a@x.com", "f@x.com"}, {"c@x.org", "e@x.net"}, {"d@x.edu", "h@x.us", "i@x.ca"}}},
		{500, [][]string{{"b@x.de", "g", "j@x.COM", "com"}, {"a@x.com", "f@x.com"}, {"c@x.org", "e@x.net"}, {"d@x.edu", "h@x.us", "i@x.ca"}}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, chunkify(recips, tt.size)); diff != "" {
			t.Errorf("size %d (-want +got):\n%s", tt.size, diff)
		}
	}
}

func TestLeft(t *testing.T) {
	data := queue.NewMetadata()
	if _, ok, err := left(data); ok || err != nil {
		t.Error("chunks are left in empty metadata")
	}
	want := [][]string{{"a", "b"}, {"c"}}
	setLeft(data, want)
	if got := mustLeft(t, data); !cmp.Equal(want, got) {
		t.Errorf("got %v, want %v", got, want)
	}
	data.SetStr("undelivered", &pyvalue.List{Items: []pyvalue.Value{&pyvalue.List{}, pyvalue.NewTuple(pyvalue.Unicode("a"))}})
	if got := mustLeft(t, data); !cmp.Equal([][]string{{"a"}}, got) {
		t.Errorf("got %v", got)
	}
}

// mustLeft is left of good metadata.
func mustLeft(t *testing.T, data queue.Metadata) [][]string {
	t.Helper()
	chunks, _, err := left(data)
	if err != nil {
		t.Fatal(err)
	}
	return chunks
}

func TestMetadataThatIsNotUnderstood(t *testing.T) {
	number := &pyvalue.List{Items: []pyvalue.Value{pyvalue.Str("anne@example.com"), int64(3)}}
	tests := []struct {
		key string
		v   pyvalue.Value
	}{
		{"recips", pyvalue.Str("anne@example.com")},
		{"recips", number},
		{"recips", strDict("anne@example.com", int64(1))},
		{"undelivered", pyvalue.Str("anne@example.com")},
		{"undelivered", number},
		{"undelivered", &pyvalue.List{Items: []pyvalue.Value{number}}},
	}
	for _, tt := range tests {
		for _, module := range []string{"SMTPDirect", "Sendmail"} {
			w := newWorld(t, fakesmtp.Script{}, settings{"DELIVERY_MODULE": module}, nil)
			data := entry("bart@example.com")
			data.SetStr(tt.key, tt.v)
			result, err := w.deliverer().Deliver(context.Background(), w.list, message.Parse(post), data, nil)
			if err == nil || errors.As(err, new(*UnfinishedError)) || w.dials > 0 {
				t.Errorf("%s = %s: %v, %v, %d connections", tt.key, pyvalue.Repr(tt.v), result, err, w.dials)
			}
		}
	}
}
