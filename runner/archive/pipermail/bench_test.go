// SPDX-License-Identifier: GPL-2.0-or-later

package pipermail

import (
	"fmt"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// cpu is what this process has used of the CPU, in microseconds.
func cpu(b *testing.B) float64 {
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1000
}

// benchPosts are n posts of November in small threads.
func benchPosts(from, n int) (posts []string) {
	for i := from; i < from+n; i++ {
		fields := []string{fmt.Sprintf("Subject: Topic %d", i/5)}
		if i%5 != 0 {
			fields = append(fields, fmt.Sprintf("In-Reply-To: <m%d@example.com>", i/5*5))
		}
		posts = append(posts, dated(fmt.Sprintf("m%d@example.com", i), time.Unix(1794990000, 0).UTC(), fields...))
	}
	return posts
}

// BenchmarkBatch is a batch of posts, in a month that has none yet.
func BenchmarkBatch(b *testing.B) {
	for _, n := range []int{1, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			posts := benchPosts(0, n)
			var used float64
			for b.Loop() {
				w := newWorld(b)
				before := cpu(b)
				archive(b, w, posts...)
				used += cpu(b) - before
			}
			b.ReportMetric(used/float64(n*b.N), "µs-CPU/post")
		})
	}
}

// BenchmarkOneMore is one more post for a month that has so many.
func BenchmarkOneMore(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w := newWorld(b)
			archive(b, w, benchPosts(0, n)...)
			next := n
			before := cpu(b)
			for b.Loop() {
				archive(b, w, benchPosts(next, 1)...)
				next++
			}
			b.ReportMetric((cpu(b)-before)/float64(b.N), "µs-CPU/post")
		})
	}
}
