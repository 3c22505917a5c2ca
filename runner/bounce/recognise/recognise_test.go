// SPDX-License-Identifier: GPL-2.0-or-later

package recognise

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mmgen/runner/message"
)

// who returns the recogniser that knows a message, in its table's order, and what
// it says.
func who(table []recogniser, text string) (name, result string) {
	msg := message.Parse(text)
	for _, one := range table {
		if r := one.process(newReport(msg)); r.Known() {
			return one.name, said(r)
		}
	}
	return "nobody", "nothing"
}

func said(r Result) string {
	switch {
	case r.Warning:
		return "warning"
	case len(r.Failed) == 0:
		return "nothing"
	}
	return strings.Join(r.Failed, " ")
}

// TestReports reads the messages of testdata/reports.txtar.
func TestReports(t *testing.T) {
	ar, err := txtar.ParseFile("testdata/reports.txtar")
	if err != nil || len(ar.Files) < 30 {
		t.Fatalf("%d reports, %v", len(ar.Files), err)
	}
	for _, f := range ar.Files {
		t.Run(f.Name, func(t *testing.T) {
			first, text, _ := bytes.Cut(f.Data, []byte("\n"))
			want := string(first)
			wantName, _, _ := strings.Cut(f.Name, ":")
			if want == "nothing" {
				wantName = "nobody"
			}
			name, got := who(recognisers, string(text))
			if name != wantName || got != want {
				t.Errorf("%s finds %s, want %s: %s", name, got, wantName, want)
			}
			if got := said(Message(message.Parse(string(text)))); got != want {
				t.Errorf("Message finds %s", got)
			}
		})
	}
}

// TestOrder is that of BouncerAPI.py: BOUNCE_PIPELINE.
func TestOrder(t *testing.T) {
	const want = "DSN Qmail Postfix Yahoo Caiwireless Exchange Exim Netscape Compuserve Microsoft " +
		"GroupWise SMTP32 SimpleMatch SimpleWarning Yale LLNL AOL"
	var names []string
	for _, r := range recognisers {
		names = append(names, r.name)
	}
	if got := strings.Join(names, " "); got != want {
		t.Errorf("the order is %s", got)
	}
}

// TestFirstKnows: a report that several know is what the first says.
func TestFirstKnows(t *testing.T) {
	const text = "X-Failed-Recipients: cate@example.net\n\nHi. This is the qmail-send program.\n\n<bart@example.org>:\n"
	if got := said(Message(message.Parse(text))); got != "bart@example.org" {
		t.Errorf("found %s, want what Qmail finds and not Exim", got)
	}
}

func TestBeyond(t *testing.T) {
	const text = "From: Mailer-Daemon@sina.com\nContent-Type: multipart/mixed; boundary=B\n\n" +
		"--B\nContent-Type: text/plain\n\nSorry:\n<bart@sina.com>\nsee <anne@example.com>\n--B--\n"
	if got := said(Message(message.Parse(text))); got != "nothing" {
		t.Errorf("Mailman's recognisers find %s", got)
	}
	if got := said(Beyond(message.Parse(text))); got != "bart@sina.com" {
		t.Errorf("found %s", got)
	}
}
