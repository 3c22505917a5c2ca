// SPDX-License-Identifier: GPL-2.0-or-later

package bench

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/test/demosite"
)

// looks are what is done with an entry besides handling it; one that is recovered is
// handled afterwards.
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

// putLarge queues an entry that is due in the year 2100, if it lies in retry. It returns its
// path without an extension.
func (s *site) putLarge(tb testing.TB, queueName, text string, parsed bool) string {
	tb.Helper()
	q, err := s.Queue(queueName)
	if err != nil {
		tb.Fatal(err)
	}
	data := queue.NewMetadata()
	data.SetStr("deliver_after", 4102444800.0)
	if !parsed {
		s.putText(tb, queueName, text, data.Dict)
	} else if _, err := q.Put(message.Parse(text), data, queue.With("listname", pyvalue.Str(demosite.List))); err != nil {
		tb.Fatal(err)
	}
	made, err := filepath.Glob(filepath.Join(q.Dir(), "*.pck"))
	if err != nil || len(made) != 1 {
		tb.Fatalf("%d entries, %v", len(made), err)
	}
	return strings.TrimSuffix(made[0], ".pck")
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

// usualLooks are those that are always tried: they take most.
var usualLooks = regexp.MustCompile("^(show/message/parts|show/text/8-bit|recover/message/parts)$")

// TestPeakOfLooks: to look at a large entry, to recover it and to give it back takes no more
// than eight times the message and 64 MB, as to handle it. All looks take minutes; without
// MMRUN_TEST_EVERY_STEP only the usual ones are tried.
func TestPeakOfLooks(t *testing.T) {
	every := os.Getenv("MMRUN_TEST_EVERY_STEP") != ""
	for _, look := range looks {
		for name, entry := range largeEntries() {
			if !every && !usualLooks.MatchString(look.name+"/"+name) {
				continue
			}
			t.Run(look.name+"/"+name, func(t *testing.T) {
				s := newSite(t, demosite.Members)
				path := s.putLarge(t, look.queue, entry.text(), entry.parsed)
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
