// SPDX-License-Identifier: GPL-2.0-or-later

package bench

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/test/demosite"
)

// BenchmarkMmrunArchive: so many posts of one month, for an archive that has how many, a
// hundred or all of them in that month.
func BenchmarkMmrunArchive(b *testing.B) {
	for _, size := range []struct{ posts, there, month int }{
		{1, 0, 0}, {1000, 0, 0}, {1, 1000, 100}, {1, 10_000, 100}, {1, 1000, 1000}, {1, 10_000, 10_000},
	} {
		b.Run(fmt.Sprintf("posts=%d/there=%d/month=%d", size.posts, size.there, size.month), func(b *testing.B) {
			s := newSite(b, addresses(10))
			mmrun := s.mmrun("-r", "Arch", "-o")
			if size.there > 0 {
				s.fillArchive(b, 0, size.there, size.month)
				if out, err := mmrun.CombinedOutput(); err != nil {
					b.Fatalf("%v\n%s", err, out)
				}
			}
			archive := filepath.Join(s.Var, "archives/private", demosite.List)
			if err := os.MkdirAll(archive, 0o775); err != nil {
				b.Fatal(err)
			}
			kept := filepath.Join(b.TempDir(), "archive")
			if err := os.CopyFS(kept, os.DirFS(archive)); err != nil {
				b.Fatal(err)
			}
			fill := func() {
				if err := errors.Join(os.RemoveAll(archive), os.CopyFS(archive, os.DirFS(kept))); err != nil {
					b.Fatal(err)
				}
				s.fillArchive(b, size.there, size.posts, size.posts)
			}
			run(b, size.posts, fill, s.mmrun("-r", "Arch", "-o"))
			pages, _ := filepath.Glob(filepath.Join(archive, "*/0*.html"))
			if len(pages) != size.there+size.posts {
				b.Errorf("%d pages of articles, want %d", len(pages), size.there+size.posts)
			}
		})
	}
}

// fillArchive queues n posts in threads of five, so many a month, the last of them today.
func (s *site) fillArchive(b *testing.B, first, n, month int) {
	b.Helper()
	q, err := s.Queue("archive")
	if err != nil {
		b.Fatal(err)
	}
	for i := first; i < first+n; i++ {
		date := time.Now().AddDate(0, -(first+n-1-i)/month, 0)
		text := fmt.Sprintf("From: Person %d <person-%d@example.com>\nDate: %s\nMessage-ID: <%d@example.com>\nSubject: Topic %d\n", i%50, i%50, date.Format(time.RFC1123Z), i, i/5)
		if i%5 > 0 {
			text += fmt.Sprintf("In-Reply-To: <%d@example.com>\n", i/5*5)
		}
		for line := range 20 {
			text += fmt.Sprintf("\nLine %d of a post, which is not very long", line)
		}
		data := queue.NewMetadata()
		data.SetStr("listname", pyvalue.Str(demosite.List))
		data.SetStr("received_time", pickle.Seconds(date)) // which is the date of posts that are old
		if _, err := q.Put(message.Parse(text), data); err != nil {
			b.Fatal(err)
		}
	}
}
