// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
)

func benchQueue(b *testing.B) *Queue {
	q, err := Open(filepath.Join(b.TempDir(), "in"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	return q
}

func benchPost() (*message.Message, Metadata) {
	data := NewMetadata()
	data.SetStr("listname", pyvalue.Str("test"))
	data.SetStrs("recips", []string{"anne@example.com", "bart@example.org"})
	return message.Parse("From: anne@example.com\nTo: test@example.com\nSubject: x\nMessage-ID: <1@example.com>\n\n" + strings.Repeat("A line of text.\n", 100)), data
}

func BenchmarkPut(b *testing.B) {
	q := benchQueue(b)
	msg, data := benchPost()
	for b.Loop() {
		if _, err := q.Put(msg, data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTakeFinish(b *testing.B) {
	q := benchQueue(b)
	msg, data := benchPost()
	name, err := q.Put(msg, data)
	if err != nil {
		b.Fatal(err)
	}
	content, err := os.ReadFile(q.path(name, extEntry))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := os.WriteFile(q.path(name, extEntry), content, 0o660); err != nil {
			b.Fatal(err)
		}
		if _, err := q.Take(name); err != nil {
			b.Fatal(err)
		}
		if err := q.Finish(name); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkList(b *testing.B) {
	const entries = 20000
	fill := func(b *testing.B) *Queue {
		q := benchQueue(b)
		for i := range entries {
			name := fmt.Sprintf("%d.%06d+%040x", 1795000000+i%977, i, i)
			if err := os.WriteFile(q.path(name, extEntry), nil, 0o660); err != nil {
				b.Fatal(err)
			}
		}
		return q
	}
	list := func(b *testing.B, q *Queue, want int) {
		for b.Loop() {
			l, err := q.List()
			if err != nil || len(l.Names) != want {
				b.Fatalf("%d entries, %v", len(l.Names), err)
			}
		}
	}
	b.Run("20000", func(b *testing.B) { list(b, fill(b), entries) })
	b.Run("one of two slices of 20000", func(b *testing.B) {
		q := fill(b)
		q.lower, q.upper = sliceBounds(0, 2)
		list(b, q, entries)
	})
	b.Run("after draining 20000", func(b *testing.B) {
		q := fill(b)
		l, err := q.List()
		if err != nil {
			b.Fatal(err)
		}
		for _, name := range l.Names {
			if err := os.Remove(q.path(name, extEntry)); err != nil {
				b.Fatal(err)
			}
		}
		list(b, q, 0)
	})
}
