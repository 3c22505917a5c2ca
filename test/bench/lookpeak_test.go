// SPDX-License-Identifier: GPL-2.0-or-later

package bench

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/test/demosite"
)

// looks are what is done with an entry without handling it. Each gets the entry's file in
// a queue, and the path that it has there.
var looks = []struct {
	name, queue, ext string
	args             func(path string) []string
}{
	{"status", "retry", ".pck", func(string) []string { return []string{"status"} }},
	{"show", "shunt", ".pck", func(path string) []string { return []string{"show", path} }},
	{"unshunt", "shunt", ".pck", func(string) []string { return []string{"unshunt"} }},
	{"discard", "shunt", ".pck", func(path string) []string { return []string{"discard", path} }},
	{"recover", "in", ".bak", func(string) []string { return []string{"-r", "Incoming", "-o"} }},
}

// putLarge queues an entry that was interrupted twice, so that it goes to the bad queue
// where it is recovered, and that is due in the year 2100.
func (s *site) putLarge(tb testing.TB, queueName, text string, parsed bool) (name string) {
	tb.Helper()
	q, err := s.Queue(queueName)
	if err != nil {
		tb.Fatal(err)
	}
	extra := []queue.Extra{
		queue.With("listname", pyvalue.Str(demosite.List)), queue.With("_bak_count", int64(2)),
		queue.With("deliver_after", 4102444800.0),
	}
	if parsed {
		name, err = q.Put(message.Parse(text), queue.Metadata{}, extra...)
	} else {
		name, err = q.PutText(text, extra...)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return name
}

// lookedAt is how long the messages of TestPeakOfLooks are, about.
const lookedAt = 16 << 20

// largeEntry is an entry of a message, as its parts or as the text that mail scripts queue.
type largeEntry struct {
	parsed bool
	text   func() string
}

func largeEntries() map[string]largeEntry {
	const head = "From: Anne <anne@example.com>\nTo: demo@lists.example.com\n"
	body := func(piece string) func() string {
		return func() string { return head + "\n" + fill(piece, lookedAt) }
	}
	parts := func() string { return head + multipart(fill("--B\n\nx\n", lookedAt)) }
	return map[string]largeEntry{
		"text":           {false, body("words and more words\n")},
		"text/8-bit":     {false, body("\xe9\xe8\xe0\n")},
		"text/parts":     {false, parts},
		"message":        {true, body("words and more words\n")},
		"message/8-bit":  {true, body("\xe9\xe8\xe0\n")},
		"message/parts":  {true, parts},
		"message/fields": {true, func() string { return head + fill("a:\n", lookedAt) + "\nx\n" }},
	}
}

// TestPeakOfLooks: to look at a large entry, to recover it and to give it back takes no more
// than eight times the message and 64 MB, as to handle it.
func TestPeakOfLooks(t *testing.T) {
	for _, look := range looks {
		for name, entry := range largeEntries() {
			t.Run(look.name+"/"+name, func(t *testing.T) {
				s := newSite(t, demosite.Members)
				id := s.putLarge(t, look.queue, entry.text(), entry.parsed)
				path := filepath.Join(s.Var, "qfiles", look.queue, id)
				if err := os.Rename(path+".pck", path+look.ext); err != nil {
					t.Fatal(err)
				}
				forgetPeak()
				cmd := s.mmrun(look.args(path + look.ext)...)
				var said bytes.Buffer
				cmd.Stderr = &said
				if err := cmd.Run(); err != nil {
					t.Fatalf("%v: %v\n%s", cmd.Args, err, &said)
				}
				p, limit := peak(cmd), int64(8*lookedAt+64<<20)
				t.Logf("%d MB", p>>20)
				if p > limit {
					t.Errorf("%d MB, want no more than %d", p>>20, limit>>20)
				}
			})
		}
	}
}
