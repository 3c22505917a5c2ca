// SPDX-License-Identifier: GPL-2.0-or-later

package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/test/demosite"
)

// largeArchived is how long the texts of TestPeakOfArchive are, about, in bytes.
const largeArchived = 20 << 20

// head is the header of a post, but for what says what its body is.
const head = "From: Anne <anne@example.com>\nMessage-ID: <large@example.com>\nDate: Wed, 18 Nov 2026 11:03:40 +0000\n"

// archivedPosts are posts for the archive, each large by one thing only.
func archivedPosts() map[string]func() string {
	text := func(fields, line string) func() string {
		return func() string { return head + fields + "\n" + strings.Repeat(line, largeArchived/len(line)) }
	}
	return map[string]func() string{
		"text":         text("", "A line of a long text, which is not very long\n"),
		"text/8-bit":   text("Content-Type: text/plain; charset=utf-8\n", "Zeile f\xc3\xbcr Zeile > & <, und kein Ende\n"),
		"text/foreign": text("Content-Type: text/plain; charset=utf-8\n", "\xd0\xb0\xd0\xb1\xd0\xb2 \xe6\x97\xa5\xe6\x9c\xac\n"),
		"text/links":   text("", "http://www.example.com/ or anne@example.com\n"),
		"text/quoted":  text("", "> what somebody said before, and was said before\n"),
		"text/markup":  text("", "<&>\"<&>\"\n"),
		"text/base64":  text("Content-Transfer-Encoding: base64\n", "QSBsaW5lIG9mIGEgbG9uZyB0ZXh0LCBub3QgdmVyeSBsb25nCg==\n"),
		"line":         text("", "one line without an end "),
		"line-ends":    text("", "\n"),
		"html":         text("Content-Type: text/html\n", "<p>one <b>two</b> & a lot more of that\n"),
		"multipart": text("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nA short text\n--b\nContent-Type: application/octet-stream\n",
			"A line of what is attached, be it what it may\n"),
	}
}

// attachments is the rest of a message with so many small files.
func attachments(n int) string {
	var b strings.Builder
	b.WriteString("Content-Type: multipart/mixed; boundary=b\n\n")
	for i := range n {
		fmt.Fprintf(&b, "--b\nContent-Type: application/octet-stream; name=%d.bin\nContent-Transfer-Encoding: base64\n\nAAECAwQ=\n\n", i)
	}
	return b.String() + "--b--\n"
}

// TestPeakOfArchive: the process that archives a long text never takes more than eight
// times the entry and 64 MB.
func TestPeakOfArchive(t *testing.T) {
	for name, post := range archivedPosts() {
		t.Run(name, func(t *testing.T) {
			took, size := peakOfArchiving(t, post())
			if limit := 8*size + 64<<20; took > limit {
				t.Errorf("%d MB, want no more than %d", took>>20, limit>>20)
			}
		})
	}
}

// TestPeakOfAttachments: 10,000 files of one post of 1 MB take no more than 96 MB.
func TestPeakOfAttachments(t *testing.T) {
	const limit = 96 << 20
	if took, _ := peakOfArchiving(t, head+attachments(10_000)); took > limit {
		t.Errorf("%d MB, want no more than %d", took>>20, limit>>20)
	}
}

// peakOfArchiving is the most memory that archiving a post takes, and how long its entry
// is, in bytes.
func peakOfArchiving(t *testing.T, post string) (took, size int64) {
	t.Helper()
	s := newSite(t, demosite.Members)
	size = s.putArchived(t, post)
	forgetPeak()
	cmd := s.mmrun("-r", "Arch", "-o")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	t.Logf("%d MB and %v of CPU time for %d MB", peak(cmd)>>20, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime(), size>>20)
	if pages, _ := filepath.Glob(filepath.Join(s.Var, "archives/private/*/*/000000.html")); len(pages) != 1 {
		t.Errorf("the pages are %q, want one", pages)
	}
	return peak(cmd), size
}

// putArchived queues a post for the archive, and returns the length of the entry: a post of
// many parts has a longer one.
func (s *site) putArchived(t *testing.T, post string) int64 {
	t.Helper()
	q, err := s.Queue("archive")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := q.Put(message.Parse(post), queue.Metadata{}, queue.With("listname", pyvalue.Str(demosite.List))); err != nil {
		t.Fatal(err)
	}
	entries, _ := filepath.Glob(filepath.Join(s.Var, "qfiles/archive/*.pck"))
	if len(entries) != 1 {
		t.Fatalf("the entries are %q, want one", entries)
	}
	info, err := os.Stat(entries[0])
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
