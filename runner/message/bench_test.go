// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"strings"
	"testing"

	"mmgen/runner/pickle"
)

// benchText makes a message of two parts with that many bytes of text.
func benchText(size int) string {
	header := "Received: from mx.example.com (mx.example.com [192.0.2.1])\n\tby lists.example.com with ESMTP id 1234\n" +
		"From: Anne Person <anne@example.com>\nTo: test@lists.example.com\nSubject: A plain word\n" +
		"Message-ID: <m1@example.com>\nDate: Wed, 18 Nov 2026 11:03:40 -0000\nMIME-Version: 1.0\n" +
		"Content-Type: multipart/mixed; boundary=\"BOUND\"\n\n"
	line := "A line of text as they are, -- with hyphens -- in it.\n"
	text := strings.Repeat(line, size/2/len(line))
	return header + "--BOUND\nContent-Type: text/plain; charset=us-ascii\n\n" + text +
		"\n--BOUND\nContent-Type: application/octet-stream\n\n" + text + "\n--BOUND--\n"
}

func BenchmarkParseFlatten(b *testing.B) {
	for _, size := range []struct {
		name  string
		bytes int
	}{{"10KB", 10 << 10}, {"5MB", 5 << 20}} {
		text := benchText(size.bytes)
		b.Run(size.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if got := Parse(text).Flatten(false, true); len(got) != len(text) {
					b.Fatalf("%d bytes became %d", len(text), len(got))
				}
			}
		})
	}
}

// BenchmarkFromPickle takes a message out of a loaded queue entry, changes a
// field and makes the value to store.
func BenchmarkFromPickle(b *testing.B) {
	for _, size := range []struct {
		name  string
		bytes int
	}{{"10KB", 10 << 10}, {"5MB", 5 << 20}} {
		v := Parse(benchText(size.bytes)).Pickle()
		b.Run(size.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m, err := FromPickle(v)
				if err != nil {
					b.Fatal(err)
				}
				m.Set("Sender", "test-bounces@lists.example.com")
				if m.Pickle().(*pickle.Instance).State == nil {
					b.Fatal("no state")
				}
			}
		})
	}
}
