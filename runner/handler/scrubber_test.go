// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"os"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/post/posttest"
	"mmgen/runner/site/sitetest"
)

// TestScrubber: only lists that want it have their posts scrubbed; a post
// without a date counts as of the day on which it was received.
func TestScrubber(t *testing.T) {
	for _, test := range []struct {
		name      string
		wanted    bool
		sanitizer int64
		received  bool
		verdict   string
		body      string // part of what the body is then
	}{
		{"not wanted", false, 1, true, "go on", "<p>words"},
		{"wanted", true, 1, true, "go on", "/attachments/20261117/f15a397b/attachment.htm>"},
		{"received now", true, 1, false, "go on", "/attachments/20261118/f15a397b/attachment.htm>"},
		{"no HTML", true, 0, true, "discard", "<p>words"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := sitetest.New(t)
			w.AddList(t, "test", map[string]pyvalue.Value{"scrub_nondigest": test.wanted})
			w.Set("ARCHIVE_HTML_SANITIZER", test.sanitizer)
			p := posttest.New(t, w, "Message-ID: <m1@example.com>\nContent-Type: text/html\n\n<p>words\n")
			if test.received {
				p.Data.SetStr("received_time", 1795000000.25-86400)
			}
			v, err := scrubber(t.Context(), p)
			if got := posttest.Outcome(v, err); got != test.verdict {
				t.Errorf("%s (%v), want %s", got, err, test.verdict)
			}
			if !strings.Contains(p.Msg.Body(), test.body) {
				t.Errorf("the body is %q, want it to have %q", p.Msg.Body(), test.body)
			}
		})
	}
}

// TestScrubberFault: what can't be stored is a fault of the entry.
func TestScrubberFault(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "test", map[string]pyvalue.Value{"scrub_nondigest": int64(1)})
	if err := os.WriteFile(w.Path("archives/private/test"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p := posttest.New(t, w, "Content-Type: text/html\n\n<p>words\n")
	if _, err := scrubber(t.Context(), p); err == nil || !strings.Contains(err.Error(), "storing an attachment of list test") {
		t.Errorf("error %v", err)
	}
}
