// SPDX-License-Identifier: GPL-2.0-or-later

package evidence

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"mmgen/runner/bounce/recognise"
	"mmgen/runner/message"
)

func reports(t testing.TB) []txtar.File {
	t.Helper()
	ar, err := txtar.ParseFile("testdata/reports.txtar")
	if err != nil || len(ar.Files) < 30 {
		t.Fatalf("%d reports, %v", len(ar.Files), err)
	}
	return ar.Files
}

func said(addrs []string) string {
	if len(addrs) == 0 {
		return "nothing"
	}
	return strings.Join(addrs, " ")
}

// TestReports reads the messages of testdata/reports.txtar.
func TestReports(t *testing.T) {
	for _, f := range reports(t) {
		t.Run(f.Name, func(t *testing.T) {
			want, text, _ := bytes.Cut(f.Data, []byte("\n"))
			msg := message.Parse(string(text))
			if got := said(Failed(msg)); got != string(want) {
				t.Errorf("found %s, want %s", got, want)
			}
		})
	}
}

// TestMailmanDoesNotKnow: the reports in which something is found are none that
// Mailman's recognisers read right, or this package would not be needed for them.
func TestMailmanDoesNotKnow(t *testing.T) {
	for _, f := range reports(t) {
		want, text, _ := strings.Cut(string(f.Data), "\n")
		if found := recognise.Message(message.Parse(text)); want != "nothing" && said(found.Failed) == want {
			t.Errorf("%s: Mailman finds %s too", f.Name, want)
		}
	}
}

func TestVerdict(t *testing.T) {
	for text, want := range map[string]verdict{
		"550 5.1.1 no":                       permanent,
		"<<< 550 no":                         permanent,
		"said: 550-5.1.1 no":                 permanent,
		"(#5.1.1)":                           permanent,
		"554 4.4.7 message expired":          temporary,
		"450 4.2.1 user unknown":             temporary,
		"421 try again":                      temporary,
		"User unknown":                       permanent,
		"connection timed out":               temporary,
		"host mx.example.org[192.5.1.1] ran": silent,
		"version 5.6.7.8":                    silent,
		"$550":                               silent,
		"at 15:50:23":                        silent,
		"1550 bytes":                         silent,
		"id 550x":                            silent,
		"":                                   silent,
	} {
		if got := newLine(text).verdict(); got != want {
			t.Errorf("%q: verdict %d, want %d", text, got, want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for text, want := range map[string]string{
		"<bart@example.org>":                      "bart@example.org",
		"'bart@example.org'.":                     "bart@example.org",
		`"bart simpson"@example.org`:              `"bart simpson"@example.org`,
		"mailto:bart@example.org, cate@b.example": "bart@example.org cate@b.example",
		"a@b@example.org":                         "b@example.org",
		"@mx.example.org:bart@example.org":        "bart@example.org",
		"o'brien+x=y@example.org":                 "o'brien+x=y@example.org",
		"josé@exämple.org":                        "josé@exämple.org",
		"bart@localhost":                          "nothing",
		"@ @@ <@example.org>":                     "nothing",
	} {
		if got := said(addresses(text)); got != want {
			t.Errorf("%q: found %s, want %s", text, got, want)
		}
	}
}

// FuzzFailed checks that every message is lived through, that the same is found
// twice, and that each address stands in the message.
func FuzzFailed(f *testing.F) {
	for _, file := range reports(f) {
		_, text, _ := strings.Cut(string(file.Data), "\n")
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		msg := message.Parse(text)
		before := msg.String()
		found := Failed(msg)
		if again := Failed(msg); said(found) != said(again) {
			t.Errorf("found %s, then %s", said(found), said(again))
		}
		for _, addr := range found {
			if !strings.Contains(addr, "@") || strings.ContainsAny(addr, "\r\n<>") {
				t.Errorf("%q is no address", addr)
			}
		}
		if msg.String() != before {
			t.Error("the message was changed")
		}
	})
}

// costly are messages that are built to cost much, by what they have.
func costly() map[string]string {
	const size = 50 << 20
	head := "From: MAILER-DAEMON@mx.example.net\nSubject: Undelivered mail\n"
	texts := map[string]string{
		"line ends":    "\n" + strings.Repeat("\n", size),
		"one line":     "\n" + strings.Repeat("a", size),
		"at":           "\n" + strings.Repeat("@", size),
		"at in lines":  "\n" + strings.Repeat(strings.Repeat("a@b.c", 20)+"\n", size/101),
		"quotes":       "\n" + strings.Repeat(strings.Repeat(`"@`, 50)+"\n", size/101),
		"codes":        "\n" + strings.Repeat(strings.Repeat(" 550 5.1.1", 10)+"\n", size/101),
		"words":        "\n" + strings.Repeat("copy of original message mail deliver send to\n", size/46),
		"recipients":   "\n" + numbered(100_000, "bart%d@example.org: 550 5.1.1 no\n"),
		"named first":  "\n" + numbered(100_000, "bart%d@example.org\n") + "550 no\n",
		"fields":       "\n" + numbered(50_000, "Final-Recipient: rfc822; bart%d@example.org\nAction: failed\nStatus: 5.1.1\n\n"),
		"report":       "Content-Type: message/delivery-status\n\n" + numbered(50_000, "Final-Recipient: rfc822; bart%d@example.org\nAction: failed\nStatus: 5.1.1\n\n"),
		"html":         "Content-Type: text/html\n\n" + strings.Repeat("<p>550 bart@example.org", size/23),
		"notification": "x-amz-sns-message-id: 1\n\n" + strings.Repeat(`{"bounce":`, size/10),
		"subject":      "Subject: " + strings.Repeat("deliver ", size/8) + "\n\n",
		"deep":         strings.Repeat("Content-Type: message/rfc822\n\n", 100_000),
	}
	for name := range texts {
		texts[name] = head + texts[name]
	}
	return texts
}

// TestCostly: each is looked at to its end, and all of 50,000 or 100,000 numbered addresses
// are found.
func TestCostly(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	for name, text := range costly() {
		t.Run(name, func(t *testing.T) {
			found := len(Failed(message.Parse(text)))
			if want := 10 * strings.Count(text, "9@example.org"); want > 0 && found != want {
				t.Errorf("%d addresses are found, want %d", found, want)
			}
		})
	}
}

// BenchmarkCostly says what each costs: no message may take more than a second.
func BenchmarkCostly(b *testing.B) {
	for name, text := range costly() {
		b.Run(name, func(b *testing.B) {
			msg := message.Parse(text)
			for b.Loop() {
				Failed(msg)
			}
		})
	}
}

// numbered repeats a text with numbers in it.
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}
