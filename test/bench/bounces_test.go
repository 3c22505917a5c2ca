// SPDX-License-Identifier: GPL-2.0-or-later

package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/queue/entry"
	"mmgen/runner/safeio"
	"mmgen/test/demosite"
)

// BenchmarkMmrunBounces: how many reports, each of another member, to a list of how many
// members. The first run counts them, and the others find that it did.
func BenchmarkMmrunBounces(b *testing.B) {
	for _, size := range []struct{ reports, members int }{
		{1, 1000}, {1000, 1000}, {1, 10_000}, {1000, 10_000},
	} {
		b.Run(fmt.Sprintf("reports=%d/members=%d", size.reports, size.members), func(b *testing.B) {
			members := addresses(size.members)
			s := newSite(b, members)
			s.change(b, addDetails)
			fill := func() {
				for i := range size.reports {
					s.putBounce(b, report(members[i]))
				}
			}
			run(b, size.reports, fill, s.mmrun("-r", "Bounce", "-o"))
			log, _ := os.ReadFile(filepath.Join(s.Var, "logs/bounce"))
			if lines := strings.Count(string(log), "\n"); lines == 0 || lines%size.reports != 0 {
				b.Errorf("%d bounces are registered, want as many as reports each time", lines)
			}
		})
	}
}

// report is a delivery status notification about recipients.
func report(recipients ...string) string {
	var b strings.Builder
	b.WriteString("From: MAILER-DAEMON@mx.example.net (Mail Delivery System)\nTo: demo-bounces@lists.example.com\n" +
		"Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\n\n" +
		"--B\nContent-Description: Notification\nContent-Type: text/plain\n\nThis is the mail system at host mx.example.net.\n\n" +
		"--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n")
	for _, r := range recipients {
		fmt.Fprintf(&b, "Final-Recipient: rfc822; %s\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n\n", r)
	}
	b.WriteString("--B\nContent-Type: message/rfc822\n\nFrom: somebody@example.com\nSubject: Soup\n\nLunch?\n\n--B--\n")
	return b.String()
}

// putBounce queues a mail to the list's -bounces address.
func (s *site) putBounce(b testing.TB, text string) {
	b.Helper()
	s.putText(b, "bounces", text, new(pyvalue.Dict))
}

// putText queues a mail to the list as Mailman's scripts do: as text.
func (s *site) putText(b testing.TB, name, text string, data *pyvalue.Dict) {
	b.Helper()
	q, err := s.Queue(name)
	if err != nil {
		b.Fatal(err)
	}
	data.SetStr("listname", pyvalue.Str(demosite.List))
	place := entry.Place{Dir: q.Dir(), SchemaVersion: 3, Now: time.Now}
	if _, err := place.PutText(safeio.OS, text, data); err != nil {
		b.Fatal(err)
	}
}
